// Holds the program's webhooks against the specification's own package (standardwebhooks): it verifies a real delivery, by
// both secrets while they hold together, and signs a call-back that the program takes once. Deliberately absent: failures,
// which the stories tell; and a second program; it starts the one it is given on a database of its own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";

const [binary] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node webhooks.mjs PROGRAM");
  process.exit(2);
}

let passed = 0;
const failures = [];
function holds(what, is) {
  if (is) {
    passed += 1;
  } else {
    failures.push(what);
    console.log(`does not hold: ${what}`);
  }
}

async function listening(server) {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server.address().port;
}

async function freePort() {
  const socket = createSocket();
  const port = await listening(socket);
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

// Waits for something that is bound to come, for at most half a minute.
async function until(what, ask) {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await ask();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.log(`never came: ${what}`);
  return undefined;
}

const accepts = (secret, { text, headers }) => {
  try {
    return new Webhook(secret).verify(text, headers);
  } catch {
    return undefined;
  }
};

const came = [];
const receiver = createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    came.push({ text, headers: request.headers });
    response.writeHead(204).end();
  });
});

const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
const database = `sqlite://${join(folder, "workrooms.db")}`;
const command = (...args) => execFileSync(binary, [...args, "--database-url", database], { encoding: "utf8", cwd: folder });
const token = (...args) => JSON.parse(command("token", "issue", ...args, "--json")).token;

let address;
async function ask(bearer, query, variables) {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()).data;
}

let program;
try {
  const hooks = await listening(receiver);
  command("district", "found", "--code", "430503", "--name", "大祥区", "--name-en", "Daxiang District", "--city", "邵阳市", "--province", "湖南省");
  const keeper = token("--role", "system_admin", "--name", "endpoints");
  const office = token("--role", "office", "--district", "430503", "--name", "office");
  const [port, metrics] = [await freePort(), await freePort()];
  address = `http://127.0.0.1:${port}`;
  program = spawn(binary, ["serve"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: database,
      WORKROOMS_LISTEN: `127.0.0.1:${port}`,
      WORKROOMS_METRICS_LISTEN: `127.0.0.1:${metrics}`,
      WORKROOMS_WEBHOOK_ALLOW: "127.0.0.1",
      WORKROOMS_WEBHOOK_SECONDS: "1",
      WORKROOMS_OPEN_QUERIES: "everyone",
      WORKROOMS_LOG: "error",
    },
  });
  await until("the program", () => fetch(`${address}/readyz`).then((answer) => answer.ok, () => false));

  const url = `http://127.0.0.1:${hooks}/hooks`;
  const open = `mutation($url: String!, $callBacks: Boolean!) { webhookEndpointOpen(input: {
    district: "430503", name: "示例", url: $url, role: HOTLINE, callBacks: $callBacks }) { endpoint { id } secret callBackSecret errors { code message } } }`;
  const opened = (await ask(keeper, open, { url, callBacks: true }))?.webhookEndpointOpen;
  holds(`an endpoint is opened: ${JSON.stringify(opened?.errors)}`, opened?.secret && opened?.callBackSecret);
  const establish = (name) => ask(office, `mutation($name: String!) {
    handlingUnitEstablish(input: {name: $name, from: "2016-01-01"}) { handlingUnit { id } errors { code message } } }`, { name });
  const unit = (await establish("示例单位甲")).handlingUnitEstablish.handlingUnit.id;
  const first = await until("the first delivery", () => came[0]);
  const told = accepts(opened.secret, first);
  holds("the package accepts a delivery", told?.type === "handlingUnit.established" && told?.data.subject === unit);
  holds("it does not by another secret", !accepts(opened.callBackSecret, first));
  holds("nor another body", !accepts(opened.secret, { ...first, text: `${first.text} ` }));

  const rotated = await ask(keeper, `mutation($id: ID!) { webhookSecretRotate(input: {id: $id, signs: DELIVERIES}) { secret } }`, { id: opened.endpoint.id });
  await establish("示例单位乙");
  const second = await until("the second delivery", () => came[1]);
  holds("both secrets hold together", accepts(opened.secret, second) && accepts(rotated.webhookSecretRotate.secret, second));

  const call = (secret, said) => {
    const [id, at, text] = ["call-1", new Date(), JSON.stringify(said)];
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, text),
    };
    return fetch(`${address}/hooks/hotline/${opened.endpoint.id}`, { method: "POST", headers, body: text });
  };
  const said = { type: "microSuggestion.callBack", data: { caseId: "none", outcome: "SATISFIED" } };
  const heard = await call(opened.callBackSecret, said);
  holds("the program hears a call-back that the package signs", heard.status === 422 && (await heard.json()).errors[0].code === "INVALID_ID");
  holds("and none by another secret", (await call(opened.secret, said)).status === 401);
} finally {
  program?.kill("SIGKILL");
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} hold, ${failures.length} do not`);
process.exit(failures.length === 0 ? 0 : 1);
