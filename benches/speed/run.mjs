// How fast the program answers, held against a floor: a server by hand that answers the same JSON by the best SQL.
//   node benches/speed/run.mjs PROGRAM [--database sqlite|postgres] [--seconds N] [--turns N] [--only op,op] [--json FILE]
//        [--districts N] [--workrooms N] [--members N] [--events N] [--cases N]
// It fills a database of its own with `workrooms synth`, gives the floor a copy of it, sees that both answer the same, and
// drives them in turn with wrk in a closed loop. It ends with 1 when an answer is refused, or another than the floor's, or the
// figures are not whole afterwards. It needs Linux, wrk, cargo for the floor, and for PostgreSQL its programs.
// Deliberately absent: any library; and a limit on what is measured, because only ratios of one run mean anything.

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startPostgres } from "./postgres.mjs";
import { freePort, difference, sleep, ticks } from "./looks.mjs";
import { script } from "./load.mjs";
import { request } from "../attacks/wire.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    database: text("sqlite"), seconds: text("5"), turns: text("3"), only: { type: "string" }, json: { type: "string" },
    districts: text("4"), workrooms: text("16"), members: text("40"), events: text("10000"), cases: text("200"),
  },
});
const program = positionals[0] && resolve(positionals[0]);
if (!program || !["sqlite", "postgres"].includes(given.database)) {
  console.error("usage: node run.mjs PROGRAM [--database sqlite|postgres] [--seconds N] [--turns N] [--only op,op] [--json FILE]");
  process.exit(2);
}
const [CONNECTIONS, THREADS, DATABASE_CONNECTIONS, YEAR] = [32, 2, 16, 2025];
const here = dirname(fileURLToPath(import.meta.url));
const place = mkdtempSync(join(tmpdir(), "speed-"));
chmodSync(place, 0o755);
const problems = [];
const started = [];
const onPostgres = given.database === "postgres";
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];

/** Two databases with the same rows: the program's, and the floor's. */
async function databases(fill) {
  if (!onPostgres) {
    const url = `sqlite://${place}/workrooms.db`;
    await fill(url);
    for (const part of ["", "-wal"].filter((part) => existsSync(join(place, `workrooms.db${part}`)))) {
      copyFileSync(join(place, `workrooms.db${part}`), join(place, `floor.db${part}`));
    }
    return { url, floor: `sqlite://${place}/floor.db`, check: `sqlite://${place}/floor.db` };
  }
  const postgres = await startPostgres(place);
  started.push(postgres);
  await fill(postgres.url("workrooms", "workrooms"));
  postgres.copy("workrooms", "floor");
  // What copies and fillings left to do is not to be done while others are measured.
  for (const name of ["workrooms", "floor"]) postgres.ask(name, "VACUUM (ANALYZE, FREEZE)");
  postgres.ask("floor", "CHECKPOINT");
  return { url: postgres.url("workrooms", "workrooms"), floor: postgres.url("floor", "postgres"), check: postgres.url("floor", "postgres"), postgres };
}

const base = {
  ...process.env, WORKROOMS_DATABASE_CONNECTIONS: String(DATABASE_CONNECTIONS),
  WORKROOMS_BUDGET_PER_MINUTE: "0", WORKROOMS_UNSIGNED_BUDGET_PER_MINUTE: "0", WORKROOMS_MAX_COST: "100000000", WORKROOMS_LOG: "error",
  WORKROOMS_REMIND_MINUTES: "0",
};
// Without a setting the keys are made where the program is.
delete base.WORKROOMS_KEYS;
const command = (url, ...words) => execFileSync(program, words, { cwd: place, env: { ...base, DATABASE_URL: url }, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });
const lines = (said) => said.trim().split("\n");

async function serve(name, binary, words, env, ready) {
  const one = { name, target: { host: "127.0.0.1", port: await freePort() } };
  one.process = spawn(binary, words, { cwd: place, env: { ...env, ...ready.env(one.target) }, stdio: ["ignore", "ignore", "inherit"] });
  started.push({ stop: () => one.process.kill("SIGTERM") });
  for (let tries = 0; ; tries++) {
    const answer = await request(one.target, { method: "GET", path: "/readyz" });
    if (answer.status === ready.status) return one;
    if (tries > 600 || one.process.exitCode !== null) throw new Error(`${name} is not ready`);
    await sleep(100);
  }
}

/** What is asked: each operation with its document and the variables that it is asked with in turn. */
async function questions(served, codes, tokens) {
  const ask = async (code, query) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${tokens[code]}` };
    const { json } = await request(served.target, { headers, body: JSON.stringify({ query }) });
    if (!json?.data?.district) throw new Error(`no answer about ${code}: ${JSON.stringify(json)}`);
    return json.data.district;
  };
  const [rooms, chairs] = [[], []];
  for (const code of codes) {
    const told = await ask(code, `{ district(code: "${code}") { workrooms(first: 100) { nodes { id } } viceChairs { id } } }`);
    for (const { id } of told.workrooms.nodes) rooms.push({ code, id });
    for (const { id } of told.viceChairs) chairs.push({ code, id });
  }
  // Neighbours in the list are of different districts.
  const mixed = (list) => list.map((one, n) => list[(n * 7919) % list.length] ?? one);
  const whole = (more) => codes.map((code) => ({ code, variables: { code, ...more } }));
  const posts = (batch, hosts) => ({ document: "post", post: { batch, hosts, year: YEAR } });
  return {
    workroom: { title: "one workroom by id", asked: mixed(rooms).map(({ code, id }) => ({ code, variables: { id } })) },
    tree: { title: "the five-level tree of a district", asked: whole({}) },
    year: { title: "a vice-chair's year by kind", asked: mixed(chairs).map(({ code, id }) => ({ code, variables: { id, year: YEAR } })) },
    dashboard: { title: "12 metrics by workroom", asked: whole({ year: YEAR }) },
    events: { title: "a page of 50 events", asked: whole({}) },
    cases: { title: "50 overdue cases", asked: whole({}) },
    post: { title: "one post, spread over all districts", ...posts(1, mixed(rooms)) },
    hot: { title: "one post, 32 writers on one district", ...posts(1, rooms.filter(({ code }) => code === codes[0])) },
    batch: { title: "a batch of 100 posts", ...posts(100, mixed(rooms)) },
  };
}

/** Both must answer the same before anything is measured. */
async function compare(name, operation, sides, tokens) {
  if (operation.post) return;
  for (const { code, variables } of operation.asked.slice(0, 8)) {
    const answers = [];
    for (const side of sides) {
      const headers = { "content-type": "application/json", authorization: `Bearer ${tokens[code]}` };
      const answer = await request(side.target, { path: side.path(name), headers, body: JSON.stringify({ documentId: operation.documentId, variables }) });
      if (answer.status !== 200 || answer.json?.errors) throw new Error(`${name} of ${side.name}: ${answer.status} ${answer.text.slice(0, 400)}`);
      answers.push(answer);
    }
    operation.bytes = answers[1].text.length;
    const apart = difference(answers[0].json.data, answers[1].json.data);
    if (apart) {
      problems.push(`${name}: the floor answers otherwise at ${apart}`);
      return;
    }
  }
}

function drive(side, name, operation, tokens, seconds) {
  const file = join(place, `${name}.lua`);
  writeFileSync(file, script(operation, side.path(name), tokens));
  return new Promise((go, fail) => {
    const { host, port } = side.target;
    const wrk = spawn("wrk", ["-t", THREADS, "-c", CONNECTIONS, "-d", `${seconds}s`, "--timeout", "60s", "-s", file, `http://${host}:${port}`].map(String));
    let out = "";
    wrk.stdout.on("data", (part) => (out += part));
    wrk.stderr.on("data", (part) => (out += part));
    wrk.on("error", fail);
    wrk.on("exit", () => {
      const told = out.match(/^RESULT (.*)$/m);
      if (!told) return fail(new Error(`wrk: ${out}`));
      go(JSON.parse(told[1]));
    });
  });
}

/** One measured turn: what came through, how long it took, and what it cost whom. */
async function turn(side, name, operation, tokens, postgres) {
  const looked = () => ({ server: ticks(side.process.pid), database: postgres ? postgres.ticks() : 0, statements: postgres ? postgres.statements() : 0 });
  const before = looked();
  const told = await drive(side, name, operation, tokens, Number(given.seconds));
  const after = looked();
  const each = (what) => (after[what] - before[what]) / told.requests;
  const amiss = told.refused + told.connect + told.read + told.write + told.timeout;
  if (amiss || !told.requests) problems.push(`${name} of ${side.name}: ${amiss} of ${told.requests} refused: ${told.example}`);
  return {
    rate: told.requests / (told.duration / 1e6), median: told.median / 1000, slow: told.slow / 1000,
    // A tick of the kernel is 10 ms.
    server: each("server") * 10, database: each("database") * 10, statements: each("statements"),
  };
}

const results = [];
try {
  console.error("building the floor");
  execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: join(here, "../floor"), stdio: "inherit" });
  const shape = ["districts", "workrooms", "members", "events", "cases"].flatMap((what) => [`--${what}`, given[what]]);
  const { url, floor: floorUrl, check, postgres } = await databases(async (url) => {
    console.error(`filling: ${shape.join(" ")}`);
    command(url, "synth", ...shape, "--year", String(YEAR));
  });
  const files = join(here, "documents");
  const registered = lines(command(url, "documents", "register", "--json", files)).map((line) => JSON.parse(line));
  const codes = Array.from({ length: Number(given.districts) }, (_, n) => `99${String(n + 1).padStart(4, "0")}`);
  const tokens = {};
  for (const code of codes) {
    tokens[code] = command(url, "token", "issue", "--role", "office", "--district", code, "--name", "speed", "--open-queries").match(/w[a-z]_\S+/)[0];
  }

  const floor = await serve("floor", join(here, "../floor/target/release/floor"), [], { ...base, DATABASE_URL: floorUrl }, {
    status: 405, env: ({ host, port }) => ({ FLOOR_LISTEN: `${host}:${port}`, FLOOR_CONNECTIONS: String(DATABASE_CONNECTIONS) }),
  });
  floor.path = (name) => `/${name === "hot" || name === "batch" ? "post" : name}`;
  const metrics = await freePort();
  const served = await serve("program", program, ["serve", "--open-queries", "allowed"], { ...base, DATABASE_URL: url }, {
    status: 200, env: ({ host, port }) => ({ WORKROOMS_LISTEN: `${host}:${port}`, WORKROOMS_METRICS_LISTEN: `${host}:${metrics}` }),
  });
  served.path = () => "/graphql";

  const operations = await questions(served, codes, tokens);
  const only = given.only?.split(",") ?? Object.keys(operations);
  for (const name of only) {
    const operation = operations[name];
    if (!operation) throw new Error(`no operation ${name}; there are ${Object.keys(operations).join(", ")}`);
    operation.documentId = registered.find((one) => one.name.endsWith(`/${operation.document ?? name}.graphql`)).id;
    await compare(name, operation, [floor, served], tokens);
  }
  for (const name of only) {
    const operation = operations[name];
    const turns = { floor: [], program: [] };
    for (let n = 0; n < Number(given.turns); n++) {
      for (const side of [floor, served]) {
        if (n === 0) await drive(side, name, operation, tokens, 1);
        turns[side.name].push(await turn(side, name, operation, tokens, postgres));
      }
    }
    const row = { operation: name, title: operation.title, bytes: operation.bytes, turns };
    for (const side of ["floor", "program"]) {
      const what = Object.keys(turns[side][0]);
      row[side] = Object.fromEntries(what.map((what) => [what, median(turns[side].map((turn) => turn[what]))]));
    }
    row.ratio = median(turns.program.map((turn, n) => turn.rate / turns.floor[n].rate));
    results.push(row);
    console.error(`${name}: ${row.floor.rate.toFixed(0)} and ${row.program.rate.toFixed(0)} a second, ratio ${row.ratio.toFixed(2)}`);
  }

  const memory = (side) => Number(readFileSync(`/proc/${side.process.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  const [resident, least] = [memory(served), memory(floor)];
  print(resident, least);
  if (given.json) writeFileSync(given.json, JSON.stringify({ given, date: new Date().toISOString().slice(0, 10), results, resident, floorResident: least, problems }, null, 1));
  for (const [of, at] of [["program", url], ["floor", check]]) {
    for (const what of ["figures", "journal"]) {
      try {
        command(at, what, "verify");
      } catch (error) {
        problems.push(`${what} of the ${of}: ${String(error.stdout).split("\n").find((line) => !/whole$|equals its events$/.test(line))}`);
      }
    }
  }
} catch (error) {
  problems.push(String(error.stack));
} finally {
  for (const one of started.reverse()) await one.stop();
  await sleep(500);
  rmSync(place, { recursive: true, force: true });
}

function print(resident, least) {
  const milliseconds = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0));
  const { districts, workrooms, members, events, cases, seconds, turns } = given;
  console.log(`\n${given.database}: ${districts} districts of ${workrooms} workrooms, ${workrooms * members} members, ${events} events, ${cases} cases; ${CONNECTIONS} connections, ${turns} turns of ${seconds} s; ${cpus().length} × ${cpus()[0].model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${new Date().toISOString().slice(0, 10)}\n`);
  const database = onPostgres ? [["database's CPU ms", "database"], ["statements", "statements"]] : [];
  console.log(`| | floor /s | program /s | ratio | median ms | 99th percentile ms | server's CPU ms |${database.map(([title]) => ` ${title} |`).join("")}`);
  console.log(`|---|---|---|---|---|---|---|${database.map(() => "---|").join("")}`);
  for (const { title, floor, program, ratio } of results) {
    const both = (what, show = milliseconds) => ` ${show(floor[what])} / ${show(program[what])} |`;
    const whole = (value) => Math.round(value).toLocaleString("en");
    const more = database.map(([, what]) => both(what, what === "statements" ? (value) => value.toFixed(1) : milliseconds));
    console.log(`| ${title} | ${whole(floor.rate)} | ${whole(program.rate)} | **${ratio.toFixed(2)}** |${both("median")}${both("slow")}${both("server")}${more.join("")}`);
  }
  console.log(`\nIn pairs, the floor's is first. Resident afterwards: floor ${least.toFixed(0)} MiB, program ${resident.toFixed(0)} MiB.`);
}
console.log(problems.length ? `failed: ${problems.join(" | ")}` : "answers are the floor's, none was refused, figures and journals are whole");
process.exit(problems.length ? 1 : 0);
