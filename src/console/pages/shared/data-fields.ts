import { isJsonObject, type Json, type JsonObject, put } from "../../../json.ts";

/** One value that a flow reads of what it is started or called with. */
export interface DataField {
  path: readonly string[];
  /** The path as people write it: `customer.email`. */
  label: string;
  kind: FieldKind;
  /** What to write, where the flow tells: for a list the fields that are read of each item. */
  example: string;
}

export type FieldKind = "text" | "number" | "boolean" | "json";

const OVER_LISTS = "map|all|exists|exists_one|filter";

/**
 * The fields of a form for the data that a flow reads as `initial.data` or `<trigger>.data`. Their kinds are guesses
 * by how the document uses them, which the reader of the form can correct.
 *
 * `reads`: the paths below that data, as the API tells them.
 */
export function dataFields(
  root: string,
  reads: readonly (readonly string[])[],
  document: unknown,
): DataField[] {
  const texts = textsOf(document);
  const paths = reads.filter((path) => path.length > 0);
  return paths
    .filter(
      (path) =>
        !paths.some((other) => other.length > path.length && path.every((name, at) => other[at] === name)),
    )
    .map((path) => ({ path, label: path.join("."), ...guessOf(`${root}.data.${path.join(".")}`, texts) }));
}

/** Data as it may look, for an example to copy. */
export function sampleData(fields: readonly DataField[]): JsonObject {
  const samples = { text: "text", number: 1, boolean: true, json: [] };
  return fields.reduce<JsonObject>((data, { path, kind, example }) => {
    const read = readField(kind, example);
    return withValue(data, path, "value" in read && example !== "" ? read.value : samples[kind]);
  }, {});
}

function guessOf(source: string, texts: readonly string[]): Pick<DataField, "kind" | "example"> {
  const name = source.replaceAll(/[^\w]/g, String.raw`\$&`);
  const overList = new RegExp(String.raw`\b${name}\.(?:${OVER_LISTS})\(\s*([A-Za-z_]\w*)\s*,`);
  const inList = texts.find((text) => overList.test(text));
  if (inList !== undefined)
    return { kind: "json", example: exampleItems(inList, overList.exec(inList)?.[1] ?? "") };
  const isComputed = new RegExp(
    String.raw`\b${name}\s*(?:[<>]=?|[-*/%])|(?:[<>]=?|[-*/%])\s*${name}\b(?![.(])`,
  );
  const isNumber = texts.some((text) => isComputed.test(text));
  return { kind: isNumber ? "number" : "text", example: "" };
}

/** `[{"price": 1}]` for what is read of each item. */
function exampleItems(source: string, variable: string): string {
  const reads = source.matchAll(new RegExp(String.raw`\b${variable}\.\??([A-Za-z_]\w*)`, "g"));
  const names = [...new Set([...reads].map(([, name = ""]) => name))];
  return JSON.stringify(names.length === 0 ? [] : [Object.fromEntries(names.map((name) => [name, 1]))]);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** What somebody wrote into a field, or in words why it is nothing of that kind. */
export function readField(kind: FieldKind, text: string): { value: Json } | { problem: string } {
  if (kind === "text") return { value: text };
  try {
    const value: Json = JSON.parse(text);
    if (kind === "json" || typeof value === kind) return { value };
  } catch {
    // Said below.
  }
  return { problem: PROBLEMS[kind] };
}

const PROBLEMS = {
  number: "Write a number, such as 25.9, or choose another type",
  boolean: "Write true or false, or choose another type",
  json: 'Write JSON: a list [1, 2], an object {"name": "value"}, a "text" or a number',
};

/** How a value is written into a field of that kind. */
export function writeField(value: Json): { kind: FieldKind; text: string } {
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "number") return { kind: "number", text: String(value) };
  if (typeof value === "boolean") return { kind: "boolean", text: String(value) };
  return { kind: "json", text: JSON.stringify(value) };
}

/** The value at a path; undefined where there is none. */
export function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const name of path)
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The object with a value put at a path, objects on the way made; undefined takes out what is there. */
export function withValue(
  object: JsonObject,
  [name, ...rest]: readonly string[],
  value: Json | undefined,
): JsonObject {
  if (name === undefined) return object;
  const result: Record<string, Json> = { ...object };
  if (rest.length > 0) {
    const below = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined && !isJsonObject(below)) return object;
    put(result, name, withValue(isJsonObject(below) ? below : {}, rest, value));
  } else if (value === undefined) delete result[name];
  else put(result, name, value);
  return result;
}

/** Data as somebody wrote it as JSON, or in words why it can't be sent. An empty text is no data: `{}`. */
export function readData(text: string): { data: JsonObject } | { problem: string } {
  if (text.trim() === "") return { data: {} };
  try {
    const value: Json = JSON.parse(text);
    return isJsonObject(value) ? { data: value } : { problem: 'Data is a JSON object: {"name": "value"}' };
  } catch (thrown) {
    return { problem: `This is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
