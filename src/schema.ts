import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { Problem } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** A library that interprets schemas: those that compile them need `eval`, which Workers don't have. */
const DRAFT = "2020-12";

/** More of them help nobody. */
const MOST_PROBLEMS = 50;

/** They only say that something below is wrong. */
const OUTER = new Set([
  "properties",
  "additionalProperties",
  "patternProperties",
  "items",
  "prefixItems",
  "additionalItems",
  "allOf",
  "$ref",
  "dependentSchemas",
  "unevaluatedProperties",
  "then",
  "else",
]);

const compiled = new WeakMap<JsonObject, { decides: Validator; explains: Validator }>();

/** What of the data is against the schema; empty: nothing. Documents are immutable, so a schema is compiled once. */
export function mismatches(schema: JsonObject, data: Json): Problem[] {
  const { decides, explains } = compile(schema);
  if (decides.validate(data).valid) return [];
  const found = explains
    .validate(data)
    .errors.filter(({ keyword }) => !OUTER.has(keyword))
    .map(toProblem);
  const unique = [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  return unique.length > 0
    ? unique.slice(0, MOST_PROBLEMS)
    : [{ path: "", message: "The data doesn't satisfy the schema" }];
}

/** What is wrong with the schema itself, for its author; undefined: nothing that can be told. */
export function schemaProblem(schema: JsonObject): string | undefined {
  const problem = oddity(schema);
  if (problem !== undefined) return problem;
  try {
    for (const sample of [{}, [], "", 0, null]) mismatches(schema, sample);
    return undefined;
  } catch (thrown) {
    return `This schema can't be used: ${thrown instanceof Error ? thrown.message.split("\n", 1)[0] : "it is broken"}`;
  }
}

const TYPES = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);

/** What the library passes over in silence. */
function oddity(value: Json): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isJsonObject(value)) {
    const { type, pattern } = value;
    const types = Array.isArray(type) ? type : typeof type === "string" ? [type] : [];
    const unknown = types.find((each) => !TYPES.has(String(each)));
    if (unknown !== undefined)
      return `No type is called ${JSON.stringify(unknown)}: it is one of ${[...TYPES].join(", ")}`;
    if (typeof pattern === "string" && !isPattern(pattern))
      return `${JSON.stringify(pattern)} is no regular expression`;
  }
  return Object.values(value)
    .map(oddity)
    .find((each) => each !== undefined);
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function compile(schema: JsonObject) {
  const known = compiled.get(schema);
  if (known) return known;
  // Comparing every item with every other one is left to what stops at the first problem, such as too many of them.
  const quick: JsonObject = JSON.parse(
    JSON.stringify(schema, (key, value: Json) => (key === "uniqueItems" ? undefined : value)),
  );
  const made = { decides: validator(schema, true), explains: validator(quick, false) };
  compiled.set(schema, made);
  return made;
}

function validator(schema: JsonObject, stops: boolean): Validator {
  const input: Schema = { ...schema };
  return new Validator(input, DRAFT, stops);
}

/** `#/items/0/price` → `items[0].price`. */
function toProblem({ instanceLocation, error }: OutputUnit): Problem {
  const steps = instanceLocation
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
  const path = steps.reduce((above, step) => {
    if (/^\d+$/.test(step)) return `${above}[${step}]`;
    const isWord = /^[A-Za-z_$][\w$]*$/.test(step);
    if (!isWord) return `${above}[${JSON.stringify(step)}]`;
    return above === "" ? step : `${above}.${step}`;
  }, "");
  return { path, message: error };
}
