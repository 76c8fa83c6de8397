// Small looks at the machine and at answers. Deliberately absent: what they mean.

import { readFileSync } from "node:fs";
import net from "node:net";

export const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
export const freePort = () => new Promise((go) => { const s = net.createServer().listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => go(port)); }); });

/** Ticks of the processor that a process has used, and with `ended` those of its children that ended. */
export function ticks(pid, ended = false) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ").map(Number);
  const [own, children] = [fields[11] + fields[12], fields[13] + fields[14]];
  return ended ? own + children : own;
}

/** Where two answers differ; nothing where they do not. */
export function difference(one, other, path = "data") {
  if (one === other) return undefined;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  if (Array.isArray(one) && one.length !== other.length) return `${path}: ${one.length} and ${other.length} things`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(one[key], other[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}
