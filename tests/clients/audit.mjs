// Holds a running server against every audit of GraphQL over HTTP that the package graphql-http knows.
// Deliberately absent: a list of audits that may fail.
import { serverAudits } from "graphql-http";

const EXPECTED = 61;

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${result.status}: ${audit.id} ${audit.name}: ${result.reason}`);
  }
  if (result.response) {
    await result.response.body?.cancel().catch(() => {});
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (passed !== EXPECTED || failed !== 0) {
  console.log(`expected ${EXPECTED} passed`);
  process.exit(1);
}
