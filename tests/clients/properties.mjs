// Asks a running server whatever its schema allows, with each role's token: documents and variables made at random from
// the schema, ids taken from its own answers. Every answer must be of the schema to the letter, and never an internal error;
// what fails is shrunk to its least form and printed with the seed that makes it again.
// Deliberately absent: what an answer should say; the stories tell that.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  typeFromAST,
  print,
} from "graphql";

const [url, schemaFile, tokensFile, runs = "60", seed = `${Date.now() % 2 ** 31}`] = process.argv.slice(2);
if (!tokensFile) {
  console.error("usage: node properties.mjs URL SCHEMA TOKENS [RUNS [SEED]]   (TOKENS: JSON, role to token)");
  process.exit(2);
}

const schema = buildSchema(readFileSync(schemaFile, "utf8"));
const tokens = JSON.parse(readFileSync(tokensFile, "utf8"));
const roles = [...Object.keys(tokens), "nobody"];

// --- Values ----------------------------------------------------------------------------------------------------------
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const is = {
  Int: (value) => Number.isInteger(value) && Math.abs(value) <= 2 ** 31,
  Long: (value) => Number.isInteger(value),
  Float: (value) => typeof value === "number",
  Boolean: (value) => typeof value === "boolean",
  String: (value) => typeof value === "string",
  ID: (value) => typeof value === "string" && value.length > 0,
  Date: (value) => typeof value === "string" && DAY.test(value),
  DateTime: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
  Month: (value) => typeof value === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(value),
  Decimal: (value) => typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value),
  DivisionCode: (value) => typeof value === "string" && /^\d{2,12}$/.test(value),
  UUID: (value) => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
};
for (const type of Object.values(schema.getTypeMap())) {
  if (isLeafType(type) && !isEnumType(type) && !is[type.name]) {
    console.error(`nothing is known of the scalar ${type.name}`);
    process.exit(2);
  }
}

const known = new Map(); // type of a thing to ids that were seen of it
const anyId = () => [...known.values()].flat();
function remember(type, id) {
  const ids = known.get(type) ?? [];
  if (ids.length < 40 && !ids.includes(id)) {
    ids.push(id);
    known.set(type, ids);
  }
}

const words = ["", " ", "文字", "示例", "电话", "微建议", "' OR 1=1 --", "<script>", "\u0000", "\u202e", "13800138000", "a".repeat(300), "路灯不亮，建议更换。"];
const one = (g, of) => of[g(fc.nat, { max: of.length - 1 })];
const oneIn = (g, n) => g(fc.nat, { max: n - 1 }) === 0;
const scalars = {
  Int: (g) => (oneIn(g, 4) ? one(g, [100, 101, 2022, 2147483647, -2147483648]) : g(fc.integer, { min: -2, max: 12 })),
  Long: (g) => (oneIn(g, 4) ? one(g, [9007199254740991, -9007199254740991]) : g(fc.integer, { min: -2, max: 5000 })),
  Float: (g) => g(fc.double),
  Boolean: (g) => g(fc.boolean),
  String: (g) => (oneIn(g, 3) ? g(fc.string, { unit: "grapheme", maxLength: 20 }) : one(g, words)),
  Date: (g) => one(g, ["2022-01-01", "2022-05-13", "2022-07-08", "2022-12-31", "2021-11-01", "2024-02-29", "0001-01-01", "9999-12-31", "1970-01-01"]),
  DateTime: (g) => one(g, ["2022-07-08T01:02:03Z", "2022-07-08T09:02:03.000001+08:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"]),
  Month: (g) => one(g, ["2022-01", "2022-07", "2022-12", "2023-01", "9999-12"]),
  Decimal: (g) => one(g, ["0", "1", "-1", "3.5", "1000000", "79228162514264337593543950335", "0.0000001"]),
  DivisionCode: (g) => one(g, ["430503", "430503001", "4305", "43", "430502", "999999", "430503100000"]),
  UUID: (g) => g(fc.uuid, { version: 7 }),
  ID: (g) => (known.size === 0 || oneIn(g, 9) ? one(g, ["", "x", "RXZlbnQ", "0".repeat(400)]) : one(g, anyId())),
};

function idFor(g, name) {
  const kind = [...known.keys()].find((type) => name.toLowerCase().includes(type.toLowerCase()));
  return kind && g(fc.boolean) ? one(g, known.get(kind)) : scalars.ID(g);
}

// A value that fits a type; its scalars need not make sense.
function value(g, type, name, depth = 0) {
  if (isNonNullType(type)) {
    return value(g, type.ofType, name, depth);
  }
  if (isListType(type)) {
    const length = g(fc.integer, { min: 0, max: depth > 2 ? 1 : 2 });
    return Array.from({ length }, () => value(g, type.ofType, name, depth + 1));
  }
  if (isEnumType(type)) {
    return one(g, type.getValues().map((item) => item.name));
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const chosen = one(g, fields);
      return { [chosen.name]: value(g, chosen.type, chosen.name, depth + 1) };
    }
    const made = {};
    for (const field of fields) {
      if (isNonNullType(field.type) || (depth < 4 && oneIn(g, 3))) {
        made[field.name] = value(g, field.type, field.name, depth + 1);
      }
    }
    return made;
  }
  if (type.name === "ID") {
    return idFor(g, name);
  }
  return scalars[type.name](g);
}

// --- Documents -------------------------------------------------------------------------------------------------------
class Document {
  constructor(g) {
    this.g = g;
    this.declared = [];
    this.variables = {};
  }

  // Every required argument, a small page, and now and then one that may be left out.
  arguments(field, often) {
    const said = [];
    for (const argument of field.args) {
      const paged = argument.name === "first";
      const required = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!required && !paged && !(often && oneIn(this.g, often))) {
        continue;
      }
      const name = `v${this.declared.length}`;
      this.declared.push(`$${name}: ${argument.type}`);
      this.variables[name] = paged ? this.g(fc.integer, { min: 1, max: 2 }) : value(this.g, argument.type, argument.name);
      said.push(`${argument.name}: $${name}`);
    }
    return said.length ? `(${said.join(", ")})` : "";
  }

  // A field under a name of its own, so that two of one kind never have to be merged.
  field(parent, field, depth) {
    const type = getNamedType(field.type);
    const alias = `f${(this.count = (this.count ?? 0) + 1)}`;
    const below = isCompositeType(type) ? ` ${this.selection(type, depth - 1)}` : "";
    return `${alias}: ${field.name}${this.arguments(field, 5)}${below}`;
  }

  // Everything of a type, as deep as that, with no argument that can be left out.
  wide(type, depth) {
    const all = ["__typename"];
    for (const field of isObjectType(type) ? Object.values(type.getFields()) : []) {
      const of = getNamedType(field.type);
      if (isLeafType(of) || depth > 0) {
        all.push(`${field.name}${this.arguments(field)}${isLeafType(of) ? "" : ` ${this.wide(of, depth - 1)}`}`);
      }
    }
    if (isAbstractType(type)) {
      // Of one possible type, because fields of one name may differ between them.
      const inner = one(this.g, schema.getPossibleTypes(type));
      all.push(`... on ${inner.name} ${this.wide(inner, Math.min(depth, 0))}`);
    }
    return `{ ${all.join(" ")} }`;
  }

  selection(type, depth) {
    const chosen = ["__typename"];
    const types = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [];
    if (isAbstractType(type)) {
      const inner = one(this.g, types);
      chosen.push(`... on ${inner.name} ${this.selection(inner, depth)}`);
    }
    if (type.getFields) {
      const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
      if (fields.some((field) => field.name === "id")) {
        chosen.push("id");
      }
      const wanted = fields.length ? this.g(fc.integer, { min: 1, max: depth > 3 ? 2 : 3 }) : 0;
      for (let n = 0; n < wanted; n += 1) {
        const field = one(this.g, fields);
        chosen.push(this.field(type, field, depth));
      }
    }
    return `{ ${chosen.join(" ")} }`;
  }

  // One field of a thing that is known.
  thing(type, field) {
    this.declared.push("$id: ID!");
    this.variables.id = one(this.g, known.get(type.name));
    const of = getNamedType(field.type);
    const below = isLeafType(of) ? "" : ` ${this.wide(of, 2)}`;
    const asked = `__typename node(id: $id) { __typename ... on ${type.name} { id ${field.name}${this.arguments(field)}${below} } }`;
    return { query: `query (${this.declared.join(", ")}) { ${asked} }`, variables: this.variables };
  }

  operation(kind, root, field, depth) {
    const body = `{ __typename ${this.field(root, field, depth)} }`;
    const declared = this.declared.length ? `(${this.declared.join(", ")})` : "";
    return { query: `${kind} ${declared} ${body}`, variables: this.variables };
  }
}

// --- Answers ---------------------------------------------------------------------------------------------------------
const CODES = new Set(["UNAUTHENTICATED", "FORBIDDEN", "BAD_INPUT", "TOO_COSTLY", "RATE_LIMITED", "TIMEOUT"]);
const visited = new Set();
const seen = { answers: 0, data: 0, codes: {} };

function wrongValue(type, selection, data, path) {
  if (isNonNullType(type)) {
    return data === null ? `${path} is null` : wrongValue(type.ofType, selection, data, path);
  }
  if (data === null) {
    return undefined;
  }
  if (isListType(type)) {
    if (!Array.isArray(data)) {
      return `${path} is no list`;
    }
    return data.map((item, n) => wrongValue(type.ofType, selection, item, `${path}[${n}]`)).find(Boolean);
  }
  if (isEnumType(type)) {
    return type.getValue(data) ? undefined : `${path} is no ${type.name}`;
  }
  if (isLeafType(type)) {
    return is[type.name](data) ? undefined : `${path} is no ${type.name}: ${JSON.stringify(data)}`;
  }
  return wrongObject(type, selection, data, path);
}

function wrongObject(type, selection, data, path) {
  const actual = schema.getType(data.__typename);
  if (!isObjectType(actual) || !(actual === type || (isAbstractType(type) && schema.isSubType(type, actual)))) {
    return `${path} is a ${data.__typename}, not a ${type.name}`;
  }
  if (typeof data.id === "string") {
    remember(actual.name, data.id);
  }
  const expected = new Set();
  const collect = (set) => {
    for (const item of set.selections) {
      if (item.kind === "InlineFragment") {
        const of = item.typeCondition ? typeFromAST(schema, item.typeCondition) : actual;
        if (of === actual || (isAbstractType(of) && schema.isSubType(of, actual))) {
          const wrong = collect(item.selectionSet);
          if (wrong) return wrong;
        }
        continue;
      }
      const key = item.alias?.value ?? item.name.value;
      expected.add(key);
      if (item.name.value === "__typename") {
        continue;
      }
      if (!(key in data)) {
        return `${path}.${key} is missing`;
      }
      const field = actual.getFields()[item.name.value];
      visited.add(`${actual.name}.${field.name}`);
      const wrong = wrongValue(field.type, item.selectionSet, data[key], `${path}.${item.name.value}`);
      if (wrong) return wrong;
    }
    return undefined;
  };
  const wrong = collect(selection);
  return wrong ?? Object.keys(data).filter((key) => !expected.has(key)).map((key) => `${path}.${key} was not asked for`)[0];
}

async function ask(role, asked) {
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
  if (role !== "nobody") {
    headers.authorization = `Bearer ${tokens[role]}`;
  }
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(asked) });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

async function check(role, asked, kind) {
  const { status, body } = await ask(role, asked);
  const show = () => `${role}: status ${status}\n${print(parse(asked.query))}\n${JSON.stringify(asked.variables)}\n${JSON.stringify(body).slice(0, 2000)}`;
  seen.answers += 1;
  for (const error of body.errors ?? []) {
    const code = error.extensions?.code;
    seen.codes[code] = (seen.codes[code] ?? 0) + 1;
    if (!CODES.has(code)) {
      throw new Error(`an answer with ${code}\n${show()}`);
    }
    if (typeof error.message !== "string" || error.message.length === 0) {
      throw new Error(`an error without a message\n${show()}`);
    }
  }
  if (status >= 500) {
    throw new Error(`a status of the server's fault\n${show()}`);
  }
  if (body.data) {
    seen.data += 1;
    const { selectionSet } = parse(asked.query).definitions[0];
    const root = kind === "query" ? schema.getQueryType() : schema.getMutationType();
    const wrong = wrongObject(root, selectionSet, body.data, root.name);
    if (wrong) {
      throw new Error(`an answer outside the schema: ${wrong}\n${show()}`);
    }
  }
}

// --- The run ---------------------------------------------------------------------------------------------------------
const QUERY = Object.values(schema.getQueryType().getFields());
const MUTATION = Object.values(schema.getMutationType().getFields());

async function property(role, kind, make, count) {
  const made = fc.asyncProperty(fc.gen(), async (g) => check(role, make(g), kind));
  await fc.assert(made, { numRuns: count, seed: Number(seed) });
}
const reading = (fields) => (g) => new Document(g).operation("query", schema.getQueryType(), one(g, fields), 5);
const doing = (fields, depth) => (g) => new Document(g).operation("mutation", schema.getMutationType(), one(g, fields), depth);

const isNode = (type) => type.getInterfaces().some(({ name }) => name === "Node");
const district = QUERY.filter(({ name }) => name === "district");
const started = performance.now();
try {
  // Ids first, by those who see most: once at large, then whatever is below the things that are known by then.
  const first = ["office", "leader", "security_admin", "system_admin"].filter((role) => tokens[role]);
  for (const role of first) {
    await property(role, "query", reading(district), Number(runs));
  }
  for (const role of [...first, ...roles.filter((role) => !first.includes(role))]) {
    for (const type of [...known.keys()].map((name) => schema.getType(name)).filter((type) => isObjectType(type) && isNode(type))) {
      for (const field of Object.values(type.getFields())) {
        await property(role, "query", (g) => new Document(g).thing(type, field), 1);
      }
    }
  }
  for (const role of roles) {
    await property(role, "query", reading(QUERY), Number(runs));
    await property(role, "query", reading(district), Number(runs));
    // Every mutation by every role, then some at random.
    for (const field of MUTATION) {
      await property(role, "mutation", doing([field], 2), 1);
    }
    await property(role, "mutation", doing(MUTATION, 3), Number(runs));
  }
} catch (error) {
  console.log(`${error.message}\n${error.cause?.stack ?? ""}`);
  process.exit(1);
}
const all = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
  .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
console.log(
  `${seen.answers} answers to ${roles.length} callers in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}: ` +
    `${seen.data} with data, errors ${JSON.stringify(seen.codes)}; ${visited.size} of ${all.length} fields seen with a value of their type`,
);
