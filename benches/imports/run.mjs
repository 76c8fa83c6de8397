// A long file through the program's own command: dry, marked, stored, the same again, undone, with the peak of memory of each.
//   node benches/imports/run.mjs PROGRAM [ROWS] [--most MIB]
// It ends with 1 where a count is not what the file says, or a run takes more memory than `--most`, for 100,000 rows as for
// 1,000. On SQLite, beside the demonstration's data. Deliberately absent: any library, and a verdict on times.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, ...rest] = process.argv.slice(2);
const ROWS = Number(rest.find((word) => /^\d+$/.test(word)) ?? 100_000);
const MOST = Number(rest[rest.indexOf("--most") + 1] || 512);
const place = mkdtempSync(join(tmpdir(), "imports-"));
const env = { ...process.env, DATABASE_URL: `sqlite://${place}/demo.db`, WORKROOMS_LISTEN: "127.0.0.1:0", WORKROOMS_METRICS_LISTEN: "127.0.0.1:0" };
const problems = [];

/** Loads the demonstration by starting to serve it. */
async function demo() {
  const server = spawn(program, ["serve", "--demo"], { env });
  let said = "";
  await new Promise((go, no) => {
    server.stdout.on("data", (part) => { said += part; if (/wr_/.test(said)) setTimeout(go, 2_000); });
    server.on("exit", () => no(new Error("the program ended")));
  });
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  await new Promise((go) => server.on("exit", go));
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

try {
  await demo();
  const host = workroom();
  const day = (n) => new Date(Date.UTC(2022, 0, 1 + (n % 365))).toISOString().slice(0, 10);
  const lines = Array.from({ length: ROWS }, (_, n) => `${host},学习宣讲,第${n}场宣讲（示例）,${day(n)},${30 + (n % 7)}余`);
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
} finally {
  rmSync(place, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
