// The attacks by name, each with the one outcome that is right: status and code, the code by which a websocket is closed,
// or a word. Deliberately absent: starting the program and measuring it.

import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { closeCode, frame, raw, request, upgrade } from "./wire.mjs";

const STRICT = "application/graphql-response+json";
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (head) => `${b64(head)}.${b64({ sub: "x", aud: "workrooms", iss: "https://x", exp: 9e9 })}.`;
const district = (inner, code = "430503") => `{ district(code: "${code}") { ${inner} } }`;
const init = (token) => frame(JSON.stringify({ type: "connection_init", payload: token ? { authorization: `Bearer ${token}` } : {} }));
const many = (count, one) => Array.from({ length: count }, (_, n) => one(n));

/** What came of an attack, in the words of an expectation. */
export const outcome = (told) => [told.status, told.code].filter((part) => part !== undefined && part !== "").join(" ");

/**
 * Every attack: its group, its name, how it is done, and what must come of it. `may` is a token with the right of open
 * queries, `lacks` one without, `documents` the ids of registered documents.
 */
export function attacks(target, { may, lacks, documents }) {
  const signed = { authorization: `Bearer ${may}`, "content-type": "application/json", accept: STRICT };
  const written = (body) => (typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  const send = (body, more = {}) => request(target, { headers: { ...signed, ...more }, body: written(body) });
  const ask = (query, variables) => send({ query, variables });
  const as = (token, body = { query: "{ viewer { role } }" }) => send(body, { authorization: `Bearer ${token}` });
  const unsigned = (body) => request(target, { headers: { "content-type": "application/json", accept: STRICT }, body: written(body) });
  const get = (path, headers = {}) => request(target, { method: "GET", path, headers: { ...signed, ...headers } });
  const head = (more) => `POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${may}\r\nContent-Type: application/json\r\n${more}`;
  const closed = (told) => ({ ...told, status: told.closed ? "closed" : "open" });
  const socket = async (frames, within = 4500) => {
    const told = await raw(target, [upgrade(target), ...frames], { within, pause: 150, ended: (bytes) => closeCode(bytes) !== 0 });
    return told.status === 101 ? { ...told, status: closeCode(told.bytes) || (told.closed ? "closed" : "open") } : told;
  };
  const flood = async (count, one) => {
    const all = await Promise.all(many(count, one));
    return { status: [...new Set(all.map(outcome))].sort().join(" + "), text: all.map((each) => each.text).join("") };
  };
  const packed = (by, body) => send(body, { "content-encoding": by });
  const blanks = Buffer.alloc(50 << 20, 32);

  const bomb = (n) => `{ ...F0 } ${many(n, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(" ")} fragment F${n} on Query { __typename }`;
  const aliases = (n) => `{ ${many(n, (i) => `a${i}: __typename`).join(" ")} }`;
  const nested = (n) => district(`${"... on District { ".repeat(n)} name ${"} ".repeat(n)}`);
  const page = (inner) => `events(first: 100) { edges { node { hosts { node { ${inner} } } } } }`;
  const figure = (asOf) => ask('query ($n: Long) { district(code: "430503") { figures(metrics: [EVENTS], period: {year: 2022}, asOf: $n) { value } } }', { n: asOf });
  const signIn = async (name) => {
    const told = await unsigned({ documentId: documents.signIn, variables: { name, password: "whispered-and-wrong" } });
    return { ...told, code: told.json?.data?.signIn?.errors?.[0]?.code };
  };
  const inTurn = async (count, one) => {
    const all = [];
    for (let n = 0; n < count; n++) all.push(await one(n));
    return { status: [...new Set(all.map(outcome))].join(" + "), text: all.map((each) => each.text).join("") };
  };

  return [
    ["document", "empty", () => ask(""), "400 BAD_INPUT"],
    ["document", "not GraphQL", () => ask("DROP TABLE event;"), "400 BAD_INPUT"],
    ["document", "brackets 10,000 deep", () => ask("{a".repeat(10_000)), "400 TOO_COSTLY"],
    ["document", "list literal 10,000 deep", () => ask(`{ district(code: ${"[".repeat(10_000)}) { name } }`), "400 TOO_COSTLY"],
    ["document", "inline fragments 40 deep", () => ask(nested(40)), "400 TOO_COSTLY"],
    ["document", "inline fragments 90 deep", () => ask(nested(90)), "400 TOO_COSTLY"],
    ["document", "100,000 tokens", () => ask(`{ ${"__typename ".repeat(100_000)} }`), "400 TOO_COSTLY"],
    ["document", "two megabytes", () => ask(`#${"x".repeat(2 << 20)}\n{ __typename }`), "400 TOO_COSTLY"],
    ["document", "101 operations", () => ask(many(101, (n) => `query Q${n} { __typename }`).join(" ")), "400 TOO_COSTLY"],
    ["document", "101 aliases", () => ask(aliases(101)), "400 TOO_COSTLY"],
    ["document", "5,000 aliases", () => ask(aliases(5_000)), "400 TOO_COSTLY"],
    ["document", "fragments doubling 30 times", () => ask(bomb(30)), "400 TOO_COSTLY"],
    ["document", "fragments in a circle", () => ask("{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"), "400 BAD_INPUT"],
    ["document", "60 directives", () => ask(`{ ${"a: __typename @include(if: true) ".repeat(60)} }`), "400 TOO_COSTLY"],
    ["document", "one directive 1,000 times at one place", () => ask(`{ __typename ${"@include(if: true) ".repeat(1_000)} }`), "400 BAD_INPUT"],
    ["document", "unknown directive", () => ask("{ __typename @steal }"), "400 BAD_INPUT"],
    ["document", "unknown field", () => ask("{ passwords }"), "400 BAD_INPUT"],
    ["document", "5,000 unknown fields", () => ask(`{ ${many(5_000, (n) => `x${n}`).join(" ")} }`), "400 BAD_INPUT"],
    ["document", "type definition", () => ask("type Query { a: Int }"), "400 BAD_INPUT"],
    ["document", "pages in pages in pages", () => ask(district(page(page(page("id"))))), "400 TOO_COSTLY"],
    ["document", "500 different at once", () => flood(500, (n) => ask(`{ a${n}: __typename }`)), "200"],

    ["lane", "a document of one's own without the right", () => as(lacks), "403 DOCUMENT_REQUIRED"],
    ["lane", "the same, signed in as nobody", () => unsigned({ query: "{ viewer { role } }" }), "403 DOCUMENT_REQUIRED"],
    ["lane", "a mutation of one's own without the right", () => as(lacks, { query: "mutation { __typename }" }), "403 DOCUMENT_REQUIRED"],
    ["lane", "text beside an id", () => as(lacks, { documentId: documents.honest, query: "{ districts { code } }" }), "400 BAD_INPUT"],
    ["lane", "100 unknown ids at once", () => flood(100, (n) => as(lacks, { documentId: `sha256:${n.toString(16).padStart(64, "0")}` })), "400 DOCUMENT_UNKNOWN"],
    ["lane", "a path for an id", () => as(lacks, { documentId: "sha256:../../../etc/passwd" }), "400 DOCUMENT_UNKNOWN"],
    ["lane", "SQL for an id", () => as(lacks, { documentId: "' OR '1'='1" }), "400 DOCUMENT_UNKNOWN"],
    ["lane", "a hash without its text, by another convention", () => as(lacks, { extensions: { persistedQuery: { version: 1, sha256Hash: documents.honest.slice(7) } } }), "400 BAD_INPUT"],
    ["lane", "another operation of a registered document", () => as(lacks, { documentId: documents.honest, operationName: "Other" }), "400 BAD_INPUT"],
    ["lane", "a larger page in a registered document's variable", () => as(lacks, { documentId: documents.page, variables: { n: 2_000_000_000 } }), "400 TOO_COSTLY"],
    ["lane", "introspection with the right", () => ask("{ __schema { types { name } } }"), "400 FORBIDDEN"],
    ["lane", "introspection in circles", () => ask(`{ __schema { types { fields { type ${"{ fields { type ".repeat(4)}{ name }${" } }".repeat(4)} } } } }`), "400 FORBIDDEN"],
    ["lane", "the developer's page", () => get("/graphql", { accept: "text/html" }), "404"],
    ["lane", "the schema's file", () => get("/schema.graphql"), "404"],

    ["value", "number beyond 64 bits", () => figure(2 ** 70), "400 BAD_INPUT"],
    ["value", "written number of 5,000 digits", () => ask(`{ district(code: ${"9".repeat(5_000)}) { name } }`), "400 BAD_INPUT"],
    ["value", "enormous first", () => ask(district("events(first: 2147483647) { totalCount edges { node { id } } }")), "400 TOO_COSTLY"],
    ["value", "negative first", () => ask(district("events(first: -1) { totalCount }")), "400 TOO_COSTLY"],
    ["value", "forged cursor", () => ask(district("events(first: 1, after: \"x' OR 1=1 --\") { totalCount edges { cursor } }")), "200 BAD_INPUT"],
    ["value", "forged id", () => ask('{ node(id: "../../etc/passwd") { id } }'), "200"],
    ["value", "another district", () => ask(district("name events(first: 1) { totalCount }", "110101")), "200"],
    ["value", "SQL in a code", () => ask(district("name", "430503'; DROP TABLE event; --")), "200"],
    ["value", "script in a code", () => ask(district("name", "<script>alert(1)</script>")), "200"],
    ["value", "NUL in a code", () => ask("query ($c: DivisionCode!) { district(code: $c) { name } }", { c: "4305\u00003" }), "200"],
    ["value", "100,000 ids", () => ask("query ($i: [ID!]!) { nodes(ids: $i) { id } }", { i: Array(100_000).fill("x") }), "200 BAD_INPUT"],
    ["value", "a variable 100 lists deep", () => ask("query ($i: [ID!]!) { nodes(ids: $i) { id } }", JSON.parse(`{"i": ${"[".repeat(100)}${"]".repeat(100)}}`)), "400 BAD_INPUT"],
    ["value", "10,000 variables that nobody declared", () => ask("{ __typename }", Object.fromEntries(many(10_000, (n) => [`v${n}`, n]))), "200"],

    ["body", "batch array", () => send([{ query: "{ __typename }" }, { query: "{ __typename }" }]), "400 BAD_INPUT"],
    ["body", "JSON 100,000 deep", () => send(`{"query":"{ __typename }","variables":${"[".repeat(100_000)}}`), "400 BAD_INPUT"],
    ["body", "not JSON", () => send("query=1"), "400 BAD_INPUT"],
    ["body", "bad UTF-8", () => send(Buffer.from('{"query":"{ \xff\xfe }"}', "latin1")), "400 BAD_INPUT"],
    ["body", "NUL bytes", () => send("\0\0\0\0"), "400 BAD_INPUT"],
    ["body", "variables are a list", () => send({ query: "{ __typename }", variables: [1] }), "400 BAD_INPUT"],
    ["body", "query is a number", () => send({ query: 1 }), "400 BAD_INPUT"],
    ["body", "17 megabytes", () => send(Buffer.alloc(17 << 20, 32)), "413 BAD_INPUT"],
    ["body", "50 megabytes by gzip", () => packed("gzip", gzipSync(blanks)), "413 BAD_INPUT"],
    ["body", "50 megabytes by brotli", () => packed("br", brotliCompressSync(blanks, { params: { 0: 4 } })), "413 BAD_INPUT"],
    ["body", "50 megabytes by deflate", () => packed("deflate", deflateSync(blanks)), "413 BAD_INPUT"],
    ["body", "compressed twice", () => packed("gzip, gzip", gzipSync(gzipSync(blanks))), "415 BAD_INPUT"],
    ["body", "compressed by what nobody knows", () => packed("whatever", gzipSync("{}")), "415 BAD_INPUT"],
    ["body", "half of what was compressed", () => packed("gzip", gzipSync('{"query":"{ __typename }"}').subarray(0, 20)), "400 BAD_INPUT"],
    ["body", "two million values", () => send(`{"query":"{__typename}","variables":{"n":[${"0,".repeat(2_000_000)}0]}}`), "413 BAD_INPUT"],
    ["body", "100 kilobytes of nobody's", () => unsigned(Buffer.alloc(100_000, 32)), "413 BAD_INPUT"],
    ["body", "four at once of 15 megabytes", () => flood(4, () => send(Buffer.alloc(15 << 20, 32))), "400 BAD_INPUT"],
    ["body", "forty at once of 15 megabytes", () => flood(40, () => send(Buffer.alloc(15 << 20, 32))), "400 BAD_INPUT + 429 RATE_LIMITED"],

    ["form", "text/plain", () => send({ query: "{ __typename }" }, { "content-type": "text/plain" }), "415 BAD_INPUT"],
    ["form", "urlencoded", () => send("query={__typename}", { "content-type": "application/x-www-form-urlencoded" }), "415 BAD_INPUT"],
    ["form", "multipart", () => send("--x\r\n\r\n--x--", { "content-type": "multipart/form-data; boundary=x" }), "415 BAD_INPUT"],
    ["form", "mutation by GET", () => get(`/graphql?query=${encodeURIComponent("mutation { __typename }")}`), "405 BAD_INPUT"],
    ["form", "method override", () => get(`/graphql?query=${encodeURIComponent("mutation { __typename }")}`, { "x-http-method-override": "POST" }), "405 BAD_INPUT"],
    ["form", "preflight of a stranger", async () => {
      const told = await request(target, { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "POST" } });
      return { text: told.text, status: told.headers["access-control-allow-origin"] ? "allowed" : "not allowed" };
    }, "not allowed"],
    ["form", "DELETE", () => request(target, { method: "DELETE", headers: signed }), "405 BAD_INPUT"],
    ["form", "TRACE", () => request(target, { method: "TRACE", headers: signed }), "405 BAD_INPUT"],
    ["form", "a way out of the folder", () => get("/../../etc/passwd"), "404"],
    ["form", "the same, encoded", () => get("/%2e%2e/%2e%2e/etc/passwd"), "404"],

    ["http", "100 headers", () => raw(target, head(`${many(100, (n) => `X-${n}: 1\r\n`).join("")}\r\n`)), "431"],
    ["http", "header of 200 kilobytes", () => raw(target, head(`X: ${"a".repeat(200_000)}\r\n\r\n`)), "431"],
    ["http", "two lengths", () => raw(target, head("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")), "400"],
    ["http", "length and chunks", async () => {
      const told = await raw(target, head("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"));
      return { text: told.text, status: told.answers.includes(404) ? "smuggled" : "not smuggled" };
    }, "not smuggled"],
    ["http", "odd transfer encoding", () => raw(target, head("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")), "400"],
    ["http", "chunk of negative length", () => raw(target, head("Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n")), "400"],
    ["http", "no method", () => raw(target, "\0\0\0\r\n\r\n"), "400"],
    ["http", "TLS hello on the plain door", () => raw(target, Buffer.from("16030100a5010000a10303", "hex")), "400"],
    ["http", "head that never ends", () => raw(target, ["GET / HTTP/1.1\r\n", ...many(60, (n) => `x${n}: 1\r\n`)], { within: 25_000, pause: 300 }).then(closed), "closed"],
    ["http", "silence after connecting", () => raw(target, [], { within: 20_000 }).then(closed), "closed"],
    ["http", "300 connections at once", () => flood(300, () => raw(target, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", { within: 20_000 })), "200"],

    ["socket", "never says who it is", () => socket([], 8_000), "4408"],
    ["socket", "asks before it says who it is", () => socket([frame('{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}')]), "4401"],
    ["socket", "says who it is twice", () => socket([init(may), init(may)]), "4429"],
    ["socket", "not JSON", () => socket([init(may), frame("whatever")]), "4400"],
    ["socket", "bytes instead of text", () => socket([init(may), frame("{}", { opcode: 2 })]), "4400"],
    ["socket", "unmasked frame", () => socket([frame("{}", { masked: false })]), "closed"],
    ["socket", "frame that claims a gigabyte", () => socket([frame("{}", { claimed: 1 << 30 })]), "closed"],
    ["socket", "bad token", () => socket([init("wr_430503_nothing")]), "4403"],
    ["socket", "a document of one's own without the right", async () => {
      const told = await socket([init(lacks), frame('{"id":"1","type":"subscribe","payload":{"query":"{ viewer { role } }"}}')], 2_000);
      return { text: told.text, status: told.text.match(/DOCUMENT_\w+/)?.[0] ?? "answered" };
    }, "DOCUMENT_REQUIRED"],
    ["socket", "300 of one address", () => flood(300, () => raw(target, upgrade(target), { within: 2_500 })), "101 + 429"],

    ["sign-in", "8 guesses of one name, one after the other", () => inTurn(8, () => signIn("admin")), "200 WRONG_CREDENTIALS + 200 LOCKED"],
    ["sign-in", "8 names, one after the other", () => inTurn(8, (n) => signIn(`someone-${n}`)), "200 LOCKED"],

    ["token", "none at all", () => as(""), "401 UNAUTHENTICATED"],
    ["token", "truncated", () => as(may.slice(0, -4)), "401 UNAUTHENTICATED"],
    ["token", "one letter changed", () => as(may.slice(0, -1) + (may.endsWith("0") ? "1" : "0")), "401 UNAUTHENTICATED"],
    ["token", "of another district", () => as(may.replace("430503", "110101")), "401 UNAUTHENTICATED"],
    ["token", "alg none", () => as(jwt({ alg: "none" })), "401 UNAUTHENTICATED"],
    ["token", "unknown key", () => as(`${jwt({ alg: "RS256", kid: "x" })}AAAA`), "401 UNAUTHENTICATED"],
    ["token", "SQL", () => as("' OR '1'='1"), "401 UNAUTHENTICATED"],
    ["token", "50 kilobytes", () => as("x".repeat(50_000)), "401 UNAUTHENTICATED"],
    ["token", "50 unknown keys at once", () => flood(50, (n) => as(`${jwt({ alg: "RS256", kid: `k${n}` })}AAAA`)), "401 UNAUTHENTICATED"],
    ["token", "300 guesses at once", () => flood(300, (n) => as(`wr_430503_${"A".repeat(43)}${n.toString(16).padStart(8, "0")}`)), "401 UNAUTHENTICATED + 429 RATE_LIMITED"],
    ["token", "the good one of the same address, meanwhile", () => as(lacks, { documentId: documents.honest }), "200"],
  ];
}
