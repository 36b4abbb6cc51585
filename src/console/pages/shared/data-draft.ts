import type { JsonObject } from "../../../json.ts";
import {
  type DataField,
  type FieldKind,
  readData,
  readField,
  valueAt,
  withValue,
  writeField,
} from "./data-fields.ts";

/** Data while somebody writes it: as a form or as JSON, of which one is in use. */
export interface DataDraft {
  mode: "fields" | "json";
  /** By label. One with an empty text isn't sent. */
  inputs: Readonly<Record<string, FieldInput>>;
  /** What isn't in any field: kept while the form is in use. */
  rest: JsonObject;
  json: string;
}

export interface FieldInput {
  kind: FieldKind;
  text: string;
}

/** Data that can be sent, or what is wrong with it, by field (`""`: with the JSON). */
export type DraftedData =
  | { ok: true; data: JsonObject }
  | { ok: false; problems: Readonly<Record<string, string>> };

export function newDraft(fields: readonly DataField[]): DataDraft {
  const inputs = fields.map(({ label, kind, example }) => [
    label,
    { kind, text: kind === "json" ? example : "" },
  ]);
  return {
    mode: fields.length === 0 ? "json" : "fields",
    inputs: Object.fromEntries(inputs),
    rest: {},
    json: "{}",
  };
}

/** Data that there is already, to be changed. */
export function draftOf(data: JsonObject, fields: readonly DataField[]): DataDraft {
  const written: DataDraft = { ...newDraft(fields), mode: "json", json: JSON.stringify(data, null, 2) };
  return (fields.length > 0 && switchMode(written, fields)) || written;
}

export function dataOf(draft: DataDraft, fields: readonly DataField[]): DraftedData {
  if (draft.mode === "json") {
    const read = readData(draft.json);
    return "data" in read ? { ok: true, data: read.data } : { ok: false, problems: { "": read.problem } };
  }
  let data = draft.rest;
  const problems: Record<string, string> = {};
  for (const { label, path } of fields) {
    const input = draft.inputs[label];
    if (!input || input.text === "") continue;
    const read = readField(input.kind, input.text);
    if ("value" in read) data = withValue(data, path, read.value);
    else problems[label] = read.problem;
  }
  return Object.keys(problems).length === 0 ? { ok: true, data } : { ok: false, problems };
}

/** The same data in the other form; undefined as long as it has problems. */
export function switchMode(draft: DataDraft, fields: readonly DataField[]): DataDraft | undefined {
  const drafted = dataOf(draft, fields);
  if (!drafted.ok) return undefined;
  if (draft.mode === "fields") return { ...draft, mode: "json", json: JSON.stringify(drafted.data, null, 2) };
  let rest = drafted.data;
  const inputs: Record<string, FieldInput> = {};
  for (const { label, path, kind } of fields) {
    const value = valueAt(drafted.data, path);
    inputs[label] = value === undefined ? { kind, text: "" } : writeField(value);
    rest = withValue(rest, path, undefined);
  }
  return { ...draft, mode: "fields", inputs, rest };
}
