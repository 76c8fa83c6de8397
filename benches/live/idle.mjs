// What subscribers cost who wait: memory of the program with so many websockets and subscriptions, and how long one change
// takes to reach all of them. By hand, on Linux; it starts the program it is given on a database of its own.
// Deliberately absent: a limit that would fail it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frame, request, upgrade } from "../attacks/wire.mjs";

const [binary, sockets = "200", each = "20"] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node idle.mjs PROGRAM [SOCKETS [SUBSCRIPTIONS OF EACH]]");
  process.exit(2);
}
const total = Number(sockets) * Number(each);
const free = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const until = async (is) => {
  while (!(await is())) await new Promise((go) => setTimeout(go, 20));
};

const folder = mkdtempSync(join(tmpdir(), "idle-"));
const target = { host: "127.0.0.1", port: await free() };
const most = String(total + 10);
const program = spawn(binary, ["serve", "--demo"], {
  env: {
    ...process.env,
    DATABASE_URL: `sqlite://${folder}/workrooms.db`,
    WORKROOMS_LISTEN: `127.0.0.1:${target.port}`,
    WORKROOMS_METRICS_LISTEN: `127.0.0.1:${await free()}`,
    WORKROOMS_MAX_SOCKETS: sockets,
    WORKROOMS_MAX_SOCKETS_PER_CALLER: sockets,
    WORKROOMS_MAX_SUBSCRIPTIONS: most,
    WORKROOMS_MAX_SUBSCRIPTIONS_PER_CALLER: most,
    WORKROOMS_LOG: "error",
  },
});
let said = "";
program.stdout.on("data", (bytes) => (said += bytes));
program.stderr.on("data", (bytes) => process.stderr.write(bytes));
await until(async () => (await request(target, { method: "GET", path: "/readyz" })).status === 200);
const token = (role) => said.match(new RegExp(`^ *${role}  (w[a-z]_\\S+)`, "m"))[1];
const memory = () => Number(readFileSync(`/proc/${program.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]);
const ask = (role, query, variables) =>
  request(target, {
    headers: { "content-type": "application/json", authorization: `Bearer ${token(role)}` },
    body: JSON.stringify({ query, variables }),
  });

const { json } = await ask("office", `{ district(code: "430503") { workrooms(first: 1) { nodes { id } } journal(last: 1) { nodes { sequence } } } }`);
const { workrooms, journal } = json.data.district;
const newest = journal.nodes[0].sequence;
const query = `subscription { districtChanges(districtCode: "430503", after: ${newest - 1}) { sequence kind subject actor at } }`;
let heard = 0;
const before = memory();
const peers = [];
for (let n = 0; n < Number(sockets); n += 1) {
  const peer = net.connect(target.port, target.host);
  let acknowledged = false;
  peer.on("data", (bytes) => {
    const text = bytes.toString("latin1");
    acknowledged ||= text.includes("connection_ack");
    heard += text.split('"type":"next"').length - 1;
  });
  peer.write(upgrade(target));
  await until(() => peer.bytesRead > 0);
  peer.write(frame(JSON.stringify({ type: "connection_init", payload: { Authorization: `Bearer ${token("leader")}` } })));
  await until(() => acknowledged);
  peers.push(peer);
}
const open = memory();
for (const peer of peers) {
  for (let n = 0; n < Number(each); n += 1) {
    peer.write(frame(JSON.stringify({ id: `${n}`, type: "subscribe", payload: { query } })));
  }
}
await until(() => heard >= total);
const waiting = memory();
const event = { id: randomUUID(), hostId: workrooms.nodes[0].id, kind: "OTHER", title: "示例活动", occurredOn: { from: "2022-05-05" } };
heard = 0;
const started = performance.now();
await ask("office", "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence } }", { input: { events: [event] } });
await until(() => heard >= total);
const took = performance.now() - started;
const kib = (of, count) => `${((of - before) / count).toFixed(1)} KiB`;
console.log(`${sockets} sockets: ${kib(open, Number(sockets))} each`);
console.log(`${total} subscriptions: ${((waiting - open) / total).toFixed(1)} KiB each; ${Math.round(waiting / 1024)} MiB in all, ${Math.round(before / 1024)} before`);
console.log(`one change reached all of them in ${Math.round(took)} ms`);
for (const peer of peers) peer.destroy();
program.kill("SIGTERM");
await new Promise((resolve) => program.once("exit", resolve));
rmSync(folder, { recursive: true });
