import { type Json, type JsonObject, own } from "../../../json.ts";
import { dataFields, sampleData } from "./data-fields.ts";
import type { Version } from "./types.ts";

/**
 * JSON text with what a version reads of what it is started (`initial`) or called with (a trigger's block). `known`:
 * values to take where they have the same name, such as the order's number, by which a callback fits a run.
 */
export function sampleText(version: Version | undefined, root: string, known: JsonObject = {}): string {
  if (!version) return "{}";
  const sample = sampleData(dataFields(root, version.reads[root] ?? [], version.document));
  const entries = Object.entries(sample).map(([name, value]) => [name, own(known, name) ?? value]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** Who may call a trigger. */
export function authenticationOf(version: Version | undefined, block: string): Json | undefined {
  const found = version?.document.blocks[block];
  return found?.type === "external-callback" ? found.authentication : undefined;
}
