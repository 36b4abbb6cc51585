import { fieldSource, typeOfTemplate } from "../../expressions/index.ts";
import { isJsonObject, type Json } from "../../json.ts";
import type { Entry } from "./view.ts";

/** Deeper than that, and more of them, nobody looks for in a list. */
const DEPTH = 4;
const MOST = 200;
const SHOWN = 80;

/** The fields of a template that is a literal object, and those of objects in it: what will be below `path`. */
export function literalFields(template: Json, path: string): Entry[] {
  const entries: Entry[] = [];
  collect(template, path, "", DEPTH, entries);
  return entries;
}

function collect(value: Json, path: string, above: string, depth: number, entries: Entry[]): void {
  if (!isJsonObject(value) || depth === 0) return;
  for (const [key, field] of Object.entries(value)) {
    if (entries.length >= MOST) return;
    const at = fieldSource(path, key);
    const label = above === "" ? key : `${above}.${key}`;
    entries.push({ path: at, label, type: typeOfTemplate(field), detail: shown(field) });
    collect(field, at, label, depth - 1, entries);
  }
}

/** What stands there, for the author to recognise; of lists and objects nothing. */
function shown(value: Json): string {
  if (typeof value === "object" && value !== null) return "";
  const text = String(value).trim();
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
