// Follows a district with two published clients (graphql-ws and graphql-sse) over a link that is cut again and again while
// events are posted: each client asks anew after the last number that it has, and must have every number once, in order.
// Deliberately absent: the clients' own retries, which would ask for the same numbers a second time.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createClient as overSocket } from "graphql-ws";
import { createClient as overEvents } from "graphql-sse";
import WebSocket from "ws";

const [url, tokensFile] = process.argv.slice(2);
if (!tokensFile) {
  console.error("usage: node live.mjs URL TOKENS   (TOKENS: JSON, role to token)");
  process.exit(2);
}
const POSTS = 60;
const CUT_EACH = 7; // items after which a client's link is cut
const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));
const { hostname, port, pathname } = new URL(url);

async function ask(role, query, variables) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${tokens[role]}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors) {
    throw new Error(JSON.stringify(answer.errors));
  }
  return answer.data;
}

/** A link to the server that can be cut. */
async function link() {
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    address: `127.0.0.1:${server.address().port}${pathname}`,
    cut: () => open.forEach((socket) => socket.destroy()),
    close: () => server.close(),
  };
}

const CHANGES = `subscription($after: Long) {
  districtChanges(districtCode: "430503", after: $after) { sequence kind subject actor at }
}`;

/** Follows over a link that is cut; gives the numbers in the order in which they came. */
async function follow(client, line) {
  const numbers = [];
  let last = from;
  let links = 0;
  while (last < to) {
    links += 1;
    let here = 0;
    await new Promise((resolve) => {
      const end = client.subscribe(
        { query: CHANGES, variables: { after: last } },
        {
          next({ data, errors }) {
            if (errors) {
              throw new Error(JSON.stringify(errors));
            }
            last = data.districtChanges.sequence;
            numbers.push(last);
            here += 1;
            if (last === to) {
              end();
            } else if (here === CUT_EACH) {
              line.cut();
            }
          },
          error: resolve,
          complete: resolve,
        },
      );
    });
  }
  return { numbers, links };
}

const { district } = await ask("office", `{ district(code: "430503") { workrooms(first: 1) { nodes { id } } journal(last: 1) { nodes { sequence } } } }`);
const from = district.journal.nodes[0].sequence - 10;
const to = from + 10 + POSTS; // each post is an entry, at least
async function write() {
  for (let n = 0; n < POSTS; n += 1) {
    const event = {
      id: randomUUID(),
      hostId: district.workrooms.nodes[0].id,
      kind: "OTHER",
      title: `示例活动第${n}次`,
      occurredOn: { from: `2022-0${1 + (n % 9)}-${10 + (n % 19)}` },
    };
    await ask("office", "mutation($input: EventsPostInput!) { eventsPost(input: $input) { sequence } }", { input: { events: [event] } });
  }
}

const lines = [await link(), await link()];
const shown = { Authorization: `Bearer ${tokens.leader}` };
const clients = [
  [
    "graphql-ws",
    overSocket({ url: `ws://${lines[0].address}`, webSocketImpl: WebSocket, connectionParams: shown, retryAttempts: 0, lazyCloseTimeout: 0 }),
  ],
  ["graphql-sse", overEvents({ url: `http://${lines[1].address}`, headers: shown, retryAttempts: 0 })],
];
const writing = write();
const told = await Promise.all(clients.map(([, client], n) => follow(client, lines[n])));
await writing;
let failed = 0;
for (const [n, [name]] of clients.entries()) {
  const { numbers, links } = told[n];
  const whole = numbers.length === to - from && numbers.every((number, place) => number === from + 1 + place);
  if (!whole || links < 3) {
    failed += 1;
  }
  console.log(`${name}: ${numbers.length} of ${to - from} numbers over ${links} links: ${whole ? "each once, in order" : numbers.join(" ")}`);
}
lines.forEach((line) => line.close());
console.log(`${clients.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
