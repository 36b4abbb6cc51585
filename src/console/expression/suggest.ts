import { isInLiteral } from "./place.ts";
import type { Functions, Scope } from "./service.ts";

export type Group = Scope["groups"][number];
export type Entry = Group["entries"][number];
/** A function or macro of the language. */
export type CelFunction = Functions[number];

/** All that can stand in an expression of one slot. */
export interface Available {
  groups: readonly Group[];
  functions: readonly CelFunction[];
}

/** What a suggestion stands for. */
export type Suggestion =
  | { kind: "entry"; entry: Entry; group: Group; rank: number }
  | { kind: "function"; called: CelFunction };

/** Suggestions that replace the text from `from` to where the cursor is. */
export interface Suggestions {
  from: number;
  items: readonly Suggestion[];
  /** Another word, also a longer one, may have others. */
  isByWord: boolean;
}

const PATH_BEFORE =
  /[A-Za-z_]\w*(?:\.\??[A-Za-z_]\w*|\[\??"(?:[^"\\]|\\.)*"\])*(?:\.\??|\[\??(?:"(?:[^"\\]|\\.)*)?)?$/;
const MEMBER_BEFORE = /\.\s*([A-Za-z_]\w*)?$/;

/**
 * What may be written at an offset of an expression: what can be read, from the beginning of the path that
 * is being written; functions, from the beginning of their name. Nothing inside of a text or a comment.
 */
export function suggest(source: string, at: number, { groups, functions }: Available): Suggestions[] {
  const before = source.slice(0, at);
  const path = pathBefore(before);
  if (isInLiteral(source, at) && !path?.text.includes('["')) return [];
  const found: Suggestions[] = [];
  const member = MEMBER_BEFORE.exec(before);
  if (path || !member) {
    const from = path?.from ?? at;
    const written = path?.text ?? "";
    // Once there is a dot, it is known whose fields are meant.
    const isBelow = /[.[]/.test(written);
    const items = isBelow ? entriesOf(groups, written) : entriesWith(groups, written);
    found.push({ from, items, isByWord: !isBelow });
    if (!isBelow) found.push({ from, items: functionsOf(functions, isFunction), isByWord: false });
  }
  if (member && !isInLiteral(source, at)) {
    const from = at - (member[1]?.length ?? 0);
    found.push({ from, items: functionsOf(functions, isMethod), isByWord: false });
  }
  return found.filter(({ items }) => items.length > 0);
}

/** `(text).upper(): string` is called on something, `now(): number` isn't, and some can be either. */
function isMethod({ style, signature }: CelFunction): boolean {
  return style === "method" || style === "either" || signature.startsWith("(");
}

export function isFunction({ signature }: CelFunction): boolean {
  return !signature.startsWith("(");
}

function pathBefore(before: string): { from: number; text: string } | undefined {
  const found = PATH_BEFORE.exec(before);
  if (!found || /[.\w"')\]]$/.test(before.slice(0, found.index))) return undefined;
  return { from: found.index, text: found[0] };
}

function entriesOf(groups: readonly Group[], beginning: string): Suggestion[] {
  const start = beginning.toLowerCase().replaceAll("?", "");
  return groups.flatMap((group, rank) =>
    group.entries
      .filter(({ path }) => path.toLowerCase().startsWith(start) && path.length > start.length)
      .map((entry): Suggestion => ({ kind: "entry", entry, group, rank })),
  );
}

/** Those with the word in their path; all of them where none has it, for a match of single letters. */
function entriesWith(groups: readonly Group[], word: string): Suggestion[] {
  const all = entriesOf(groups, "");
  const sought = word.toLowerCase();
  const having = all.filter(
    (item) => item.kind === "entry" && item.entry.path.toLowerCase().includes(sought),
  );
  return having.length === 0 ? all : having;
}

function functionsOf(
  functions: readonly CelFunction[],
  test: (called: CelFunction) => boolean,
): Suggestion[] {
  return functions.filter(test).map((called) => ({ kind: "function", called }));
}
