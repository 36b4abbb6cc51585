import { isJsonObject, type Json } from "../../json.ts";
import { blockOf, type Draft, type DraftBlock } from "./draft.ts";
import { readField } from "./parse-json.ts";
import { type DraftProblem, pathKeys } from "./problems.ts";

/**
 * Texts of fields that are no JSON yet, by block and by the field's path; "" is the whole block. What was valid
 * last is in the document. A form for a field keeps what it shows as JSON: an object for a length of time, an array for
 * lines that the document can't have.
 */
export type Unfinished = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const ALL_FINISHED: Unfinished = {};

/** With the text of a field; undefined: it is JSON again, or was given up. */
export function withText(
  unfinished: Unfinished,
  block: string,
  path: string,
  text: string | undefined,
): Unfinished {
  const { [block]: texts = {}, ...blocks } = unfinished;
  const { [path]: known, ...others } = texts;
  if (known === text) return unfinished;
  if (text !== undefined) return { ...unfinished, [block]: { ...texts, [path]: text } };
  return Object.keys(others).length === 0 ? blocks : { ...unfinished, [block]: others };
}

/** Without those whose field says something else now, or is gone. */
export function pruneUnfinished(unfinished: Unfinished, before: Draft, now: Draft): Unfinished {
  let pruned = unfinished;
  for (const [block, path] of placesOf(unfinished)) {
    const isSame = textAt(blockOf(before, block), path) === textAt(blockOf(now, block), path);
    if (!isSame || !blockOf(now, block)) pruned = withText(pruned, block, path, undefined);
  }
  return pruned;
}

export function renameUnfinished(unfinished: Unfinished, id: string, to: string): Unfinished {
  const { [id]: texts, ...others } = unfinished;
  return texts ? { ...others, [to]: texts } : unfinished;
}

/** What is wrong with each of them, for the list of problems. */
export function unfinishedProblems(unfinished: Unfinished): DraftProblem[] {
  return placesOf(unfinished).map(([block, field, text]) => ({
    level: "error",
    message: messageOf(text, field),
    path: `blocks${step(block)}${field && `.${field}`}`,
    block,
    field,
  }));
}

function messageOf(text: string, field: string): string {
  const read = readField(text, field === "" ? "object" : "some");
  if (!read.ok) return read.problem;
  if (Array.isArray(read.value)) return "A line isn't in the document yet: each needs a name of its own.";
  return "This is no length of time yet. What was there last is kept.";
}

/** The path of a value in an object of names that may be odd: `values.total`, `values["a.b"]`. */
export function pathIn(path: string, name: string): string {
  return `${path}${step(name)}`;
}

/** Of any JSON, those texts that may be some; undefined: it is none. */
export function readUnfinished(value: Json | undefined): Unfinished | undefined {
  if (!isJsonObject(value)) return undefined;
  let read = ALL_FINISHED;
  for (const [block, texts] of Object.entries(value)) {
    for (const [path, text] of Object.entries(isJsonObject(texts) ? texts : {})) {
      if (typeof text === "string") read = withText(read, block, path, text);
    }
  }
  return read === ALL_FINISHED ? undefined : read;
}

function placesOf(unfinished: Unfinished): [block: string, path: string, text: string][] {
  return Object.entries(unfinished).flatMap(([block, texts]) =>
    Object.entries(texts).map(([path, text]): [string, string, string] => [block, path, text]),
  );
}

function step(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function textAt(block: DraftBlock | undefined, path: string): string | undefined {
  const value = pathKeys(path).reduce<Json | undefined>(
    (inner, key) => (isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    block,
  );
  return JSON.stringify(value);
}
