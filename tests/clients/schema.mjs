// Holds a printed schema against the tools that callers feed it to: two generators of typed clients, a linter, and
// graphql-js itself. Everything that can be described must be.
// Deliberately absent: generated code; what the generators write goes away again.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
  validateSchema,
} from "graphql";

const FINDINGS_AT_MOST = 1;

const file = process.argv[2];
if (!file) {
  console.error("usage: node schema.mjs FILE");
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const sdl = readFileSync(file, "utf8");
const operations = readFileSync(join(here, "operations.graphql"), "utf8");

let passed = 0;
let failed = 0;
function check(name, problems, told = "") {
  if (problems.length === 0) {
    passed += 1;
    console.log(`ok: ${name}${told && `: ${told}`}`);
  } else {
    failed += 1;
    console.log(`failed: ${name}`);
    for (const problem of problems) console.log(`  ${problem}`);
  }
}

function run(tool, args, cwd) {
  const done = spawnSync(join(here, "node_modules", ".bin", tool), args, { cwd, encoding: "utf8" });
  return {
    status: done.error ? -1 : done.status,
    text: done.error ? String(done.error) : `${done.stdout}${done.stderr}`,
  };
}

function undescribed(schema) {
  const counts = { types: 0, fields: 0, arguments: 0, "enum values": 0, "input fields": 0 };
  const missing = [];
  const see = (kind, name, item) => {
    counts[kind] += 1;
    if (!item.description?.trim()) missing.push(`${name} has no description`);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    see("types", type.name, type);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        see("fields", `${type.name}.${field.name}`, field);
        for (const argument of field.args) {
          see("arguments", `${type.name}.${field.name}(${argument.name})`, argument);
        }
      }
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) see("enum values", `${type.name}.${value.name}`, value);
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        see("input fields", `${type.name}.${field.name}`, field);
      }
    }
  }
  return { counts, missing };
}

const schema = buildSchema(sdl);
check("graphql-js accepts the schema", validateSchema(schema).map(String));
check("graphql-js accepts the operations", validate(schema, parse(operations)).map(String));

const { counts, missing } = undescribed(schema);
const told = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
check("everything is described", missing, told.join(", "));

const scratch = mkdtempSync(join(tmpdir(), "workrooms-schema-"));
try {
  const schemaFile = join(scratch, "schema.graphql");
  cpSync(resolve(file), schemaFile);

  const source = join(scratch, "src");
  const artifacts = join(scratch, "artifacts");
  mkdirSync(source);
  mkdirSync(artifacts);
  const names = [...operations.matchAll(/^query (\w+)/gm)].map((found) => found[1]);
  // Relay asks that an operation be named after its file.
  for (const [index, text] of operations.split(/^(?=query )/m).slice(1).entries()) {
    const named = text.replace(/^query \w+/, `query ${`Client${index}Query`}`);
    writeFileSync(join(source, `Client${index}.js`), `graphql\`${named}\`;\n`);
  }
  writeFileSync(
    join(scratch, "relay.config.json"),
    JSON.stringify({ src: "./src", schema: "./schema.graphql", artifactDirectory: "./artifacts", language: "typescript" }),
  );
  const relay = run("relay-compiler", ["--noWatchman", "relay.config.json"], scratch);
  const written = readdirSync(artifacts).filter((name) => name.endsWith(".graphql.ts"));
  check(
    "relay-compiler accepts the schema and the operations",
    relay.status === 0 && written.length === names.length ? [] : [`${written.length} artifacts`, relay.text],
    `${written.length} artifacts`,
  );

  const types = join(scratch, "types.ts");
  cpSync(join(here, "operations.graphql"), join(scratch, "operations.graphql"));
  writeFileSync(
    join(here, "codegen.generated.json"),
    JSON.stringify({
      schema: schemaFile,
      documents: join(scratch, "operations.graphql"),
      generates: { [types]: { plugins: ["typescript", "typescript-operations"] } },
    }),
  );
  const codegen = run("graphql-codegen", ["--config", "codegen.generated.json"], here);
  rmSync(join(here, "codegen.generated.json"), { force: true });
  const typed = existsSync(types) ? readFileSync(types, "utf8") : "";
  const untyped = names.filter((name) => !typed.includes(`export type ${name}Query = `));
  check(
    "@graphql-codegen accepts the schema and the operations",
    codegen.status === 0 && untyped.length === 0 ? [] : [`without a type: ${untyped.join(", ")}`, codegen.text],
    `${typed.split("\n").length} lines`,
  );

  const linter = run("graphql-schema-linter", ["--format", "json", schemaFile], here);
  let findings;
  try {
    findings = JSON.parse(linter.text).errors.map(({ rule, message, location }) => `${rule} at line ${location.line}: ${message}`);
  } catch {
    findings = [linter.text];
    check("graphql-schema-linter ran", findings);
  }
  check(
    `graphql-schema-linter finds at most ${FINDINGS_AT_MOST}`,
    findings.length > FINDINGS_AT_MOST ? findings : [],
    findings.join("; ") || "nothing",
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
