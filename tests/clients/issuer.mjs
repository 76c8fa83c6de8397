// Holds the program against a real OpenID Connect issuer (the package oidc-provider) that signs a person in, rotates its
// keys and withdraws them: who is let in, who is not, how often the issuer is asked, and what an honest caller feels of a
// flood of unknown keys. Deliberately absent: a second program; it starts the one it is given on a database of its own.
import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, createHash } from "node:crypto";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Provider from "oidc-provider";

const [binary] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node issuer.mjs PROGRAM");
  process.exit(2);
}

const AUDIENCE = "workrooms";
const RESOURCE = "urn:workrooms";
const PERSON = "zhengxie-office-01";
const FLOOR = 1; // seconds between two readings of the keys
const MAX_AGE = 3; // seconds after which they are read again
const UNKNOWN = 2000;

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

async function freePort() {
  const socket = createSocket().listen(0, "127.0.0.1");
  await new Promise((resolve) => socket.once("listening", resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

// Waits for something that is bound to come true, for at most half a minute.
async function until(what, ask) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await ask()) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.log(`never came true: ${what}`);
  return false;
}

// --- The issuer ------------------------------------------------------------------------------------------------------
function newKey(kid) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
}

class Issuer {
  readings = 0;

  async start(keys) {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.publish(keys);
    this.server = createServer((request, response) => {
      if (request.url.startsWith("/jwks")) {
        this.readings += 1;
      }
      this.answer(request, response);
    }).listen(port, "127.0.0.1");
    await new Promise((resolve) => this.server.once("listening", resolve));
  }

  // The first key signs.
  publish(keys) {
    const provider = new Provider(this.url, {
      jwks: { keys },
      clients: [
        {
          client_id: "frontend",
          redirect_uris: ["http://127.0.0.1/back"],
          token_endpoint_auth_method: "none",
          application_type: "native",
          id_token_signed_response_alg: "ES256",
        },
      ],
      cookies: { keys: [randomBytes(16).toString("hex")] },
      claims: { openid: ["sub"] },
      ttl: { AccessToken: 600, Session: 600, Grant: 600, IdToken: 600, Interaction: 600 },
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: "openid",
            audience: AUDIENCE,
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "ES256" } },
          }),
        },
      },
    });
    this.answer = provider.callback();
  }

  // Signs a person in as a browser would: the form of the name, the form of consent, then the code for tokens.
  async signIn(person) {
    const cookies = new Map();
    const go = async (address, form) => {
      const answer = await fetch(new URL(address, this.url), {
        method: form ? "POST" : "GET",
        body: form && new URLSearchParams(form),
        redirect: "manual",
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (value) {
          cookies.set(name, value);
        } else {
          cookies.delete(name);
        }
      }
      return answer;
    };
    const secret = randomBytes(32).toString("base64url");
    const query = new URLSearchParams({
      client_id: "frontend",
      response_type: "code",
      redirect_uri: "http://127.0.0.1/back",
      scope: "openid",
      resource: RESOURCE,
      code_challenge: createHash("sha256").update(secret).digest("base64url"),
      code_challenge_method: "S256",
    });
    let answer = await go(`/auth?${query}`);
    for (let steps = 0; steps < 10; steps += 1) {
      const next = answer.headers.get("location");
      if (next?.startsWith("http://127.0.0.1/back")) {
        const code = new URL(next).searchParams.get("code");
        const tokens = await go("/token", {
          grant_type: "authorization_code",
          client_id: "frontend",
          redirect_uri: "http://127.0.0.1/back",
          resource: RESOURCE,
          code,
          code_verifier: secret,
        });
        return tokens.json();
      }
      if (next) {
        answer = await go(next);
        continue;
      }
      const page = await answer.text();
      const [, action] = /action="([^"]+)"/.exec(page) ?? [];
      const [, prompt] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
      if (!action) {
        throw new Error(`the issuer answered ${answer.status}: ${page.slice(0, 300)}`);
      }
      answer = await go(action, { prompt, login: person, password: "any" });
    }
    throw new Error("the issuer did not come to an end");
  }
}

// --- The program -----------------------------------------------------------------------------------------------------
const folder = mkdtempSync(join(tmpdir(), "issuer-"));
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
  const body = await answer.json();
  return { status: answer.status, ...body, code: body.errors?.[0]?.extensions?.code };
}
const viewer = (bearer) => ask(bearer, "{ viewer { role district { code } } }");
const isOffice = async (bearer) => (await viewer(bearer)).data?.viewer?.role === "OFFICE";
const isNobody = async (bearer) => {
  const answer = await viewer(bearer);
  return answer.code === "UNAUTHENTICATED" || (answer.data && answer.data.viewer === null);
};

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));

const issuer = new Issuer();
const [first, second, third] = ["first", "second", "third"].map(newKey);
let program;
try {
  await issuer.start([first]);
  command("district", "found", "--code", "430503", "--name", "大祥区", "--name-en", "Daxiang District", "--city", "邵阳市", "--province", "湖南省");
  const security = token("--role", "security_admin", "--name", "accounts");

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
      WORKROOMS_OIDC_ISSUER: issuer.url,
      WORKROOMS_OIDC_AUDIENCE: AUDIENCE,
      WORKROOMS_OIDC_TOLERANCE_SECONDS: "0",
      WORKROOMS_OIDC_KEYS_FLOOR_SECONDS: String(FLOOR),
      WORKROOMS_OIDC_KEYS_MAX_AGE_SECONDS: String(MAX_AGE),
      // So that the flood reaches the issuer's keys, and not only the budget of its address.
      WORKROOMS_UNSIGNED_BUDGET_PER_MINUTE: "4000000000",
      WORKROOMS_OPEN_QUERIES: "everyone",
      WORKROOMS_LOG: "error",
    },
  });
  await until("the program is ready", () => fetch(`${address}/readyz`).then((answer) => answer.ok, () => false));

  const before = await issuer.signIn(PERSON);
  holds("a person without an account is told so, and no more", (await viewer(before.access_token)).code === "FORBIDDEN");

  const opened = await ask(security, `mutation($subject: String!, $issuer: String!) {
    accountOpen(input: {displayName: "示例账号 01", district: "430503", issuer: $issuer, subject: $subject}) { account { id } errors { code message } } }`,
    { subject: PERSON, issuer: issuer.url });
  const account = opened.data?.accountOpen?.account?.id;
  holds(`an account is opened: ${JSON.stringify(opened.errors ?? opened.data)}`, account);
  const granted = await ask(security, `mutation($account: ID!) {
    accountRoleGrant(input: {accountId: $account, role: OFFICE}) { errors { code message } } }`,
    { account });
  holds(`a role is granted: ${JSON.stringify(granted.errors ?? granted.data)}`, granted.data?.accountRoleGrant?.errors?.length === 0);
  holds("the person signed in acts by the role granted", await isOffice(before.access_token));

  holds("an ID token, which is meant for the frontend, proves nobody", await isNobody(before.id_token));
  const claims = claimsOf(before.access_token);
  holds("an unsigned token proves nobody", await isNobody(`${part({ alg: "none", kid: "first" })}.${part(claims)}.`));
  const shared = createPublicKey({ key: first, format: "jwk" }).export({ format: "pem", type: "spki" });
  const head = `${part({ alg: "HS256", kid: "first" })}.${part(claims)}`;
  const forged = createHmac("sha256", shared).update(head).digest("base64url");
  holds("a token signed by the public key as a shared secret proves nobody", await isNobody(`${head}.${forged}`));
  const [header, , signature] = before.access_token.split(".");
  const other = part({ ...claims, sub: "somebody-else" });
  holds("a changed token proves nobody", await isNobody(`${header}.${other}.${signature}`));

  // The second key signs, the first still holds.
  issuer.publish([second, first]);
  const after = await issuer.signIn(PERSON);
  holds("a token of the new key is taken", await until("the new key is read", () => isOffice(after.access_token)));
  holds("a token of the old key holds while it is published", await isOffice(before.access_token));

  // The first key is withdrawn: its tokens end within the maximum age.
  issuer.publish([second]);
  holds("a token of a withdrawn key ends", await until("the withdrawn key is forgotten", () => isNobody(before.access_token)));
  holds("a token of the key that stays is taken", await isOffice(after.access_token));

  // A flood of unknown keys: the issuer is asked once for each floor at most, and the honest caller goes on.
  const times = async (count) => {
    const all = [];
    for (let n = 0; n < count; n += 1) {
      const started = performance.now();
      holds("the honest caller is let in", await isOffice(after.access_token));
      all.push(performance.now() - started);
    }
    return all.sort((a, b) => a - b)[Math.floor(count / 2)];
  };
  const calm = await times(50);
  const [readings, started] = [issuer.readings, performance.now()];
  const unknown = Array.from({ length: UNKNOWN }, (_, n) => `${part({ alg: "ES256", kid: `unknown-${n}` })}.${part(claims)}.${signature}`);
  const flood = (async () => {
    let refused = 0;
    for (let n = 0; n < unknown.length; n += 10) {
      const answers = await Promise.all(unknown.slice(n, n + 10).map((one) => viewer(one)));
      refused += answers.filter(({ code }) => code === "UNAUTHENTICATED" || code === "RATE_LIMITED").length;
    }
    return refused;
  })();
  const [busy, refused] = await Promise.all([times(50), flood]);
  const seconds = (performance.now() - started) / 1000;
  const asked = issuer.readings - readings;
  // One for each floor that began, and one for each maximum age that ended.
  const most = 1 + Math.ceil(seconds / FLOOR);
  holds(`all unknown keys are refused: ${refused}`, refused === UNKNOWN);
  holds(`the issuer is asked ${asked} times in ${seconds.toFixed(1)} s, 1 to ${most}`, asked >= 1 && asked <= most);
  console.log(`${UNKNOWN} unknown keys in ${seconds.toFixed(1)} s: the issuer was asked ${asked} times; the honest caller's median was ${calm.toFixed(1)} ms without, ${busy.toFixed(1)} ms beside them`);

  // The issuer goes away: known keys hold; it comes back with another key.
  issuer.answer = (_, response) => response.writeHead(503).end();
  holds("known keys hold while the issuer is down", await isOffice(after.access_token));
  issuer.publish([third, second]);
  const late = await issuer.signIn(PERSON);
  holds("and a key that came meanwhile is taken", await until("the third key is read", () => isOffice(late.access_token)));
} finally {
  program?.kill("SIGTERM");
  issuer.server?.close();
  issuer.server?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}

console.log(`${passed} hold, ${failures.length} do not`);
process.exit(failures.length === 0 ? 0 : 1);
