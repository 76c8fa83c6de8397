// Honest callers in a process of their own, so that what they wait for is the server and not whoever attacks it. Each asks a
// figure by a registered document, one request after another. Deliberately absent: anything that is refused.

import http from "node:http";
import { request } from "./wire.mjs";

const CALLERS = 4, PAUSE = 20;

let target, headers, body;
let times = [], failures = [], going = true;

async function caller() {
  const agent = new http.Agent({ keepAlive: true });
  while (going) {
    const began = performance.now();
    const told = await request(target, { headers, body, agent });
    times.push(performance.now() - began);
    if (told.status !== 200 || told.json?.errors) failures.push(`${told.status} ${told.text.slice(0, 200)}`);
    await new Promise((go) => setTimeout(go, PAUSE));
  }
  agent.destroy();
}

process.on("message", (message) => {
  if (message.start) {
    ({ target } = message.start);
    headers = { authorization: `Bearer ${message.start.token}`, "content-type": "application/json" };
    body = JSON.stringify({ documentId: message.start.documentId });
    Promise.all(Array.from({ length: CALLERS }, caller)).then(() => process.disconnect());
  } else if (message.told) {
    // What was measured since it was asked the last time.
    process.send({ times, failures });
    times = [];
    failures = [];
  } else if (message.stop) {
    going = false;
  }
});
