import { isJsonObject, type Json, type JsonObject } from "../../json.ts";
import { parseJson } from "../document/parse-json.ts";

/** One line of a table of names and values. */
export interface Row {
  name: string;
  value: Json;
}

export function rowsOf(value: JsonObject): readonly Row[] {
  return Object.entries(value).map(([name, field]) => ({ name, value: field }));
}

/** The lines that the object can't have, with their places, as a text to be kept; undefined: nothing is in any. */
export function looseText(rows: readonly Row[]): string | undefined {
  const loose = rows
    .map((row, at) => ({ at, ...row }))
    .filter(({ name, value }, at) => rowProblem(rows, at) !== undefined && (name !== "" || value !== ""));
  return loose.length === 0 ? undefined : JSON.stringify(loose);
}

/** Whether a text that is kept is one of those. */
export function isLooseText(text: string | undefined): boolean {
  return text !== undefined && Array.isArray(parseJson(text).value);
}

/** The lines of an object, and in their places those that were kept beside it. */
export function rowsWith(value: JsonObject, kept: string | undefined): readonly Row[] {
  const loose = kept === undefined ? undefined : parseJson(kept).value;
  const rows = [...rowsOf(value)];
  for (const row of Array.isArray(loose) ? loose : []) {
    if (!isJsonObject(row) || typeof row["at"] !== "number" || typeof row["name"] !== "string") continue;
    rows.splice(row["at"], 0, { name: row["name"], value: row["value"] ?? null });
  }
  return rows;
}

/** The object of the lines that can be kept. */
export function objectOf(rows: readonly Row[]): JsonObject {
  const kept = rows.filter((_, index) => rowProblem(rows, index) === undefined);
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]));
}

/** Why a line isn't in the object; undefined: it is. */
export function rowProblem(rows: readonly Row[], index: number): string | undefined {
  const name = rows[index]?.name ?? "";
  if (name === "") return "Give it a name: without one it isn't in the document.";
  if (name === "__proto__") return 'Nothing can be called "__proto__".';
  const first = rows.findIndex((row) => row.name === name);
  return first === index ? undefined : `"${name}" is there twice: this one isn't in the document.`;
}

/**
 * What a line's text field says of a value: texts as they are; numbers, truth values and null as JSON; undefined
 * for what needs an editor for JSON. A text that would be read as another value is quoted.
 */
export function cellOf(value: Json): string | undefined {
  if (typeof value === "object" && value !== null) return undefined;
  return typeof value === "string" && readCell(value) === value ? value : JSON.stringify(value);
}

/** The value of a line's text field. Only a number as JSON writes it is one, so that `1.0` can become `1.05`. */
export function readCell(text: string): Json {
  const value = parsed(text);
  if (value === undefined || JSON.stringify(value) !== text) return text;
  if (typeof value !== "string") return value;
  return readCell(value) === value ? text : value;
}

function parsed(text: string): string | number | boolean | null | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return isScalar || value === null ? value : undefined;
  } catch {
    return undefined;
  }
}
