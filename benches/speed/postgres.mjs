// A PostgreSQL of the benchmark's own, with flushes to disk and counts of statements, and a role for the program that row-level
// security binds. Deliberately absent: settings that would make it faster than what is run in production.

import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { ticks } from "./looks.mjs";

const found = (name) => execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();

export async function startPostgres(place) {
  const programs = dirname(realpathSync(found("initdb")));
  const folder = join(place, "postgres");
  mkdirSync(folder);
  // It does not run as root.
  const as = process.getuid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
  if (as.length) {
    const [uid, gid] = ["-u", "-g"].map((which) => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" })));
    chownSync(folder, uid, gid);
  }
  const run = (name, ...words) => {
    const [first, ...rest] = [...as, join(programs, name), ...words];
    return execFileSync(first, rest, { encoding: "utf8", cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  };
  const data = join(folder, "data");
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
  const settings = {
    listen_addresses: "''", unix_socket_directories: folder, fsync: "on", synchronous_commit: "on", shared_buffers: "512MB", max_wal_size: "4GB",
    max_connections: "100", shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.max": "10000",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(" ");
  run("pg_ctl", "-D", data, "-l", join(folder, "log"), "-w", "-t", "60", "-o", options, "start");
  const main = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
  const ask = (database, sql) => run("psql", "-h", folder, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-Atqc", sql).trim();
  ask("postgres", "CREATE ROLE workrooms LOGIN NOSUPERUSER NOBYPASSRLS");
  ask("postgres", "CREATE DATABASE workrooms OWNER workrooms ENCODING 'UTF8' TEMPLATE template0");
  ask("postgres", "CREATE EXTENSION pg_stat_statements");
  // One that ended since is among those that its parent counts.
  const still = (pid) => {
    try {
      return ticks(pid);
    } catch {
      return 0;
    }
  };
  const children = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]) === main;
    } catch {
      return false;
    }
  });
  return {
    ask,
    url: (database, role) => `postgres:///${database}?host=${encodeURIComponent(folder)}&user=${role}`,
    copy: (from, to) => ask("postgres", `CREATE DATABASE ${to} TEMPLATE ${from}`),
    /** Of the whole cluster: its main process with the children that ended, and those that have not. */
    ticks: () => children().reduce((sum, pid) => sum + still(pid), ticks(main, true)),
    statements: () => Number(ask("postgres", "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements")),
    stop: () => run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop"),
  };
}
