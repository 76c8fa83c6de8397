// Runs every attack against the program as a process, beside honest callers, and says what came of each:
//   node benches/attacks/run.mjs PROGRAM [--short] [--tooth]
// `--short` sends each once and gives no verdict on memory and times; `--tooth` takes the limits on aliases off, and passes
// only if the attacks by aliases, and no others, are then not refused. It ends with 1 when anything is not as expected.
// Deliberately absent: any library.

import { execFileSync, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { attacks, outcome } from "./list.mjs";
import { request } from "./wire.mjs";

const [program, ...flags] = process.argv.slice(2);
const [short, tooth] = [flags.includes("--short"), flags.includes("--tooth")];
const BITTEN = ["101 aliases", "5,000 aliases"];
const OFF = ["--max-aliases", "1000000", "--max-root-fields", "1000000"];
const MOST_MEMORY = 512, MOST_SLOWER = 20;
const ALONE = 10_000, STORM = 30_000, AT_ONCE = 4;
// These wait for seconds by themselves, or use an address up.
const NOT_IN_THE_STORM = ["http", "socket", "sign-in", "token"];
const DOCUMENTS = {
  honest: '{ district(code: "430503") { figures(metrics: [SESSIONS], period: {year: 2022}) { value } } }',
  page: 'query ($n: Int) { district(code: "430503") { events(first: $n) { totalCount edges { node { id } } } } }',
  signIn: "mutation ($name: String!, $password: String!) { signIn(input: {name: $name, password: $password}) { errors { code } } }",
};

const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
const freePort = () => new Promise((go) => { const s = net.createServer().listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => go(port)); }); });
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? NaN;

const place = mkdtempSync(join(tmpdir(), "attacks-"));
const target = { host: "127.0.0.1", port: await freePort() };
const metrics = { host: "127.0.0.1", port: await freePort() };
const env = { ...process.env, DATABASE_URL: `sqlite://${place}/demo.db`, WORKROOMS_LISTEN: `127.0.0.1:${target.port}`, WORKROOMS_METRICS_LISTEN: `127.0.0.1:${metrics.port}` };
// As in production, but for the data.
const server = spawn(program, ["serve", "--demo", "--open-queries", "allowed", "--closed-schema=true", ...(tooth ? OFF : [])], { env });
let out = "", log = "";
server.stdout.on("data", (part) => (out += part));
server.stderr.on("data", (part) => (log += part));
const command = (...words) => execFileSync(program, words, { env, encoding: "utf8" });

const memory = (line) => Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(new RegExp(`${line}:\\s+(\\d+)`))[1]) / 1024;

async function ready() {
  for (let tries = 0; tries < 1800 && server.exitCode === null; tries++) {
    if ((await request(target, { method: "GET", path: "/readyz" })).status === 200) return;
    await sleep(100);
  }
  throw new Error(`the program is not ready\n${log.slice(-2000)}`);
}

/** The ids of registered documents, and two tokens: one with the right of open queries. */
function prepare() {
  const tokens = Object.fromEntries([...out.matchAll(/^\s*(\w+)\s+(wr_\S+)/gm)].map((found) => [found[1], found[2]]));
  const rows = command("token", "list", "--district", "430503", "--json").trim().split("\n").map((line) => JSON.parse(line));
  const { id } = rows.find((row) => row.role === "unit" && row.state === "good");
  command("token", "open-queries", "--district", "430503", id, "allow");
  const files = Object.entries(DOCUMENTS).map(([name, text]) => { writeFileSync(join(place, `${name}.graphql`), text); return join(place, `${name}.graphql`); });
  const registered = command("documents", "register", "--json", ...files).trim().split("\n").map((line) => JSON.parse(line));
  const documents = Object.fromEntries(Object.keys(DOCUMENTS).map((name) => [name, registered.find((one) => one.name.endsWith(`/${name}.graphql`)).id]));
  return { may: tokens.unit, lacks: tokens.leader, tokens, documents };
}

const problems = [];
let honest;
try {
  await ready();
  const { may, lacks, tokens, documents } = prepare();
  const failures = [];
  honest = fork(new URL("./honest.mjs", import.meta.url).pathname);
  const measured = () => new Promise((go) => {
    honest.once("message", (told) => { failures.push(...told.failures); go(told.times); });
    honest.send({ told: true });
  });
  honest.send({ start: { target, token: lacks, documentId: documents.honest } });
  await sleep(short ? 300 : 2_000);
  await measured();
  await sleep(short ? 300 : ALONE);
  const alone = await measured();

  const before = memory("VmRSS");
  const unexpected = [];
  let internal = 0;
  const list = attacks(target, { may, lacks, documents }).filter(([group]) => !tooth || group === "document");
  for (const [group, name, attack, expected] of list) {
    const [began, held] = [performance.now(), memory("VmRSS")];
    const told = await attack();
    if (told.text?.includes('"INTERNAL"')) internal++;
    const came = outcome(told);
    if (came !== expected) unexpected.push(name);
    const grew = memory("VmRSS") - held;
    const figures = short ? "" : ` (${(performance.now() - began).toFixed(0)} ms, ${grew < 0 ? "" : "+"}${grew.toFixed(1)} MiB)`;
    const amiss = came === expected ? "" : `, due is ${expected}: ${String(told.text).slice(0, 300)}`;
    console.log(`${came === expected ? "as expected" : "UNEXPECTED "}  ${group}: ${name}: ${came}${figures}${amiss}`);
  }
  const beside = await measured();

  // The same again and again, several at once.
  let storm = [], sent = 0;
  if (!short && !tooth) {
    const quick = list.filter(([group]) => !NOT_IN_THE_STORM.includes(group));
    const until = performance.now() + STORM;
    const storming = async () => {
      while (performance.now() < until) {
        const [, name, attack] = quick[sent++ % quick.length];
        const told = await attack();
        if (told.text?.includes('"INTERNAL"') || told.status === 0) problems.push(`in the storm: ${name}: ${outcome(told)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, storming));
    storm = await measured();
  }
  const peak = memory("VmHWM");
  await sleep(short ? 100 : 3_000);
  const after = memory("VmRSS");
  honest.send({ stop: true });

  const counted = (await request(metrics, { method: "GET", path: "/metrics" })).text;
  if (!counted.includes("workrooms_operations_total")) problems.push("no metrics");
  const secrets = Object.values(tokens).map((token) => token.slice(10));
  const leaks = (log + counted).split("\n").filter((line) => secrets.some((secret) => line.includes(secret)) || /DROP TABLE|<script>|示例委员|whispered/.test(line));
  console.log(`\n${list.length} attacks, ${unexpected.length} unexpected, ${internal} INTERNAL, ${leaks.length} lines of the log and the metrics that tell too much, ${failures.length} honest requests failed`);
  const ratio = (times) => at(times, 0.99) / at(alone, 0.99);
  if (!short && !tooth) {
    const line = (what, times) => console.log(`honest, ${what}: median ${at(times, 0.5).toFixed(1)} ms, 99th percentile ${at(times, 0.99).toFixed(1)} ms of ${times.length}; ratio of the 99th ${ratio(times).toFixed(1)}, of the median ${(at(times, 0.5) / at(alone, 0.5)).toFixed(1)}`);
    console.log(`machine: ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${new Date().toISOString().slice(0, 10)}`);
    console.log(`memory: ${before.toFixed(0)} MiB before, ${peak.toFixed(0)} MiB at its peak, ${after.toFixed(0)} MiB after`);
    line("alone", alone);
    line("beside each attack once", beside);
    line(`beside ${AT_ONCE} at once for ${STORM / 1000} s, ${sent} in all`, storm);
    if (peak > MOST_MEMORY) problems.push(`more than ${MOST_MEMORY} MiB`);
    if (ratio(storm) > MOST_SLOWER) problems.push(`honest callers wait ${ratio(storm).toFixed(1)} times as long`);
  }
  if (tooth) {
    const seen = BITTEN.every((name) => unexpected.includes(name)) && unexpected.length === BITTEN.length;
    console.log(seen ? "the limits were off, and it was seen" : "the limits were off, and it was not seen");
    if (!seen) problems.push(`limits off: unexpected are ${unexpected.join("; ") || "none"}`);
  } else if (unexpected.length) problems.push(`unexpected: ${unexpected.join("; ")}`);
  if (!tooth && list.length < 60) problems.push("fewer than 60 attacks");
  if (internal) problems.push("INTERNAL errors");
  if (leaks.length) problems.push("the log or the metrics tell too much");
  if (failures.length) problems.push(`honest requests failed: ${failures[0]}`);
  if (server.exitCode !== null) problems.push("the program ended");
} catch (error) {
  problems.push(String(error.stack));
} finally {
  honest?.kill();
  server.kill("SIGTERM");
  await Promise.race([new Promise((go) => (server.exitCode === null ? server.once("exit", go) : go())), sleep(10_000)]);
  server.kill("SIGKILL");
  rmSync(place, { recursive: true, force: true });
}
console.log(problems.length ? `failed: ${problems.join(" | ")}` : "all as expected");
process.exit(problems.length ? 1 : 0);
