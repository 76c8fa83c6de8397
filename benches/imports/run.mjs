// A long file through the program's own command: dry, marked, stored, the same again, undone, with the peak of memory of each;
// then the same rows by `eventsPost`, 500 at a time, for a ratio of times.
//   node benches/imports/run.mjs PROGRAM [ROWS] [--most MIB] [--database URL]
// It ends with 1 where a count is not what the file says, or a run takes more memory than `--most`, for 100,000 rows as for
// 1,000. Beside the demonstration's data, on SQLite, or on the empty PostgreSQL database of the URL, which keeps what came of
// it. Deliberately absent: any library, and a verdict on times.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net from "node:net";
import { parseArgs } from "node:util";
import { randomUUID } from "node:crypto";
import { request } from "../attacks/wire.mjs";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { most: { type: "string" }, database: { type: "string" } } });
const [program, rows = "100000"] = positionals;
const ROWS = Number(rows);
const MOST = Number(values.most ?? 512);
const place = mkdtempSync(join(tmpdir(), "imports-"));
const database = values.database ?? `sqlite://${place}/demo.db`;
const env = {
  ...process.env,
  DATABASE_URL: database,
  WORKROOMS_METRICS_LISTEN: "127.0.0.1:0",
  WORKROOMS_BUDGET_PER_MINUTE: "0",
};
const problems = [];

const free = () =>
  new Promise((go) => {
    const held = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = held.address();
      held.close(() => go(port));
    });
  });

/** Serves, with the demonstration's data, until `meanwhile` is over. */
async function serving(meanwhile) {
  const target = { host: "127.0.0.1", port: await free() };
  const listen = `${target.host}:${target.port}`;
  const server = spawn(program, ["serve", "--demo"], { env: { ...env, WORKROOMS_LISTEN: listen }, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  server.stdout.on("data", (part) => (said += part));
  const ended = new Promise((go) => server.on("exit", go));
  const early = ended.then(() => Promise.reject(new Error("the program ended")));
  const ready = async () => {
    while ((await request(target, { method: "GET", path: "/readyz" })).status !== 200) await new Promise((go) => setTimeout(go, 100));
    await meanwhile(target, said);
  };
  try {
    await Promise.race([ready(), early]);
  } finally {
    early.catch(() => {});
    server.kill("SIGTERM");
    await ended;
  }
}

/** Runs a command; its answer, its seconds and its peak of memory in MiB. */
function run(...words) {
  const begun = performance.now();
  const done = spawnSync("/usr/bin/time", ["-f", "%M", program, "import", ...words, "--district", "430503"], { env, encoding: "utf8", maxBuffer: 1 << 28 });
  const seconds = (performance.now() - begun) / 1000;
  const peak = Number(done.stderr.trim().split("\n").at(-1)) / 1024;
  if (done.status !== 0) problems.push(`${words[0]}: ${done.stderr.slice(-500)}`);
  return { said: done.stdout, seconds, peak };
}

function workroom() {
  run("template", "posts", "--output", join(place, "template.xlsx"));
  const listed = spawnSync("unzip", ["-p", join(place, "template.xlsx"), "xl/sharedStrings.xml"], { encoding: "utf8" }).stdout;
  return listed.match(/<t>([^<]*工作室)<\/t>/g).map((one) => one.slice(3, -4)).find((one) => one.length > 5);
}

function told(name, { seconds, peak }) {
  console.log(`${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s ${peak.toFixed(0).padStart(6)} MiB`);
  if (peak > MOST) problems.push(`${name}: ${peak.toFixed(0)} MiB, at most ${MOST}`);
}

/** Posts the rows as events of the workroom; how long all of it took. */
async function post(target, token, host) {
  const ask = async (query, variables) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const answer = await request(target, { headers, body: JSON.stringify({ query, variables }) });
    if (answer.status !== 200 || answer.json?.errors) throw new Error(answer.text.slice(0, 500));
    return answer.json.data;
  };
  const { district } = await ask(`{ district(code: "430503") { workrooms(first: 100) { nodes { id name } } } }`);
  const hostId = district.workrooms.nodes.find(({ name }) => name === host).id;
  const query = `mutation($events: [EventInput!]!) { eventsPost(input: {events: $events}) { verdicts { status errors { code message } } } }`;
  const begun = performance.now();
  for (let first = 0; first < ROWS; first += 500) {
    const events = Array.from({ length: Math.min(500, ROWS - first) }, (_, n) => event(hostId, first + n));
    const { verdicts } = (await ask(query, { events })).eventsPost;
    const other = verdicts.find(({ status }) => status !== "ACCEPTED");
    if (other || verdicts.length !== events.length) throw new Error(JSON.stringify(other));
  }
  return (performance.now() - begun) / 1000;
}

const day = (n) => new Date(Date.UTC(2022, 0, 1 + (n % 365))).toISOString().slice(0, 10);
const title = (n) => `第${n}场宣讲（示例）`;

function event(hostId, n) {
  const attendance = { measure: "PERSON_TIMES", value: String(30 + (n % 7)), qualifier: "AT_LEAST" };
  return { id: randomUUID(), hostId, kind: "LECTURE", title: title(n), occurredOn: { from: day(n) }, quantities: [attendance] };
}

try {
  await serving(async () => {});
  const host = workroom();
  const lines = Array.from({ length: ROWS }, (_, n) => `${host},学习宣讲,${title(n)},${day(n)},${30 + (n % 7)}余`);
  const file = join(place, "posts.csv");
  writeFileSync(file, ["工作室,活动种类,活动名称,日期,人次", ...lines].join("\n"));
  const counted = (answer, name, of) => {
    const is = JSON.parse(answer.said || "{}")[name];
    if (is !== of) problems.push(`${name}: ${is}, expected ${of}`);
  };
  const dry = run("file", file, "--dry-run", "--json");
  told("dry", dry);
  counted(dry, "accepted", ROWS);
  told("marked", run("file", file, "--dry-run", "--marked", join(place, "marked.xlsx")));
  const stored = run("file", file, "--json");
  told("stored", stored);
  counted(stored, "accepted", ROWS);
  const again = run("file", file, "--json");
  told("again", again);
  counted(again, "duplicate", ROWS);
  told("undone", run("undo", JSON.parse(stored.said).batch));
  await serving(async (target, said) => {
    const token = said.match(/^ *office  (w[a-z]_\S+)/m)[1];
    const seconds = await post(target, token, host);
    console.log(`posted     ${seconds.toFixed(1).padStart(7)} s, so that a row of a file costs ${(stored.seconds / seconds).toFixed(2)} times a posted one`);
  });
} finally {
  rmSync(place, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
