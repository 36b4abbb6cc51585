import type { Json } from "../json.ts";
import { isJsonObject } from "../json.ts";
import { type Budget, textCost } from "./budget.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { isList } from "./types.ts";

/**
 * Deep and type-strict: "1" isn't 1, and no two values are an error to compare. Charged by what is
 * visited, so that two structures which share subtrees can't be unfolded for free.
 */
export function equals(a: Json, b: Json, budget: Budget, at: Site, depth = 0): boolean {
  if (typeof a === "string" && typeof b === "string") {
    if (a.length !== b.length) return false;
    if (a.length > 64) budget.spend(textCost(a.length), at);
    return a === b;
  }
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (depth > LIMITS.valueDepth) throw tooDeep(at);
  if (isList(a)) return isList(b) && listsEqual(a, b, budget, at, depth);
  if (isList(b)) return false;
  const keys = Object.keys(a);
  const count = Object.keys(b).length;
  // Paid for also where the lengths alone tell: listing the keys is work.
  budget.spend(1 + Math.max(keys.length, count), at);
  if (keys.length !== count) return false;
  for (const key of keys) {
    const left = a[key];
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    if (left === undefined || right === undefined || !equals(left, right, budget, at, depth + 1))
      return false;
  }
  return true;
}

function listsEqual(
  a: readonly Json[],
  b: readonly Json[],
  budget: Budget,
  at: Site,
  depth: number,
): boolean {
  if (a.length !== b.length) return false;
  budget.spend(1 + a.length, at);
  return a.every((item, index) => {
    const other = b[index];
    return other !== undefined && equals(item, other, budget, at, depth + 1);
  });
}

/** Negative, zero or positive, by code point: UTF-16 order differs where surrogates begin. */
export function compareTexts(a: string, b: string, budget: Budget, at: Site): number {
  const shared = Math.min(a.length, b.length);
  if (shared > 64) budget.spend(shared / 16, at);
  let index = 0;
  while (index < shared && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  if (index === shared) return a.length - b.length;
  return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A result as it stands in text: text as it is, null as nothing, lists and maps as JSON. */
export function textOf(value: Json, budget: Budget, at: Site): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  budget.spend(2, at);
  if (typeof value !== "object") return JSON.stringify(value);
  const { nodes, text } = measure(value, at);
  budget.spend(nodes + textCost(text), at);
  return boundedText(JSON.stringify(value), at);
}

/** Passes a text that an expression has made, unless it is too long. */
export function boundedText(text: string, at: Site): string {
  if (text.length > LIMITS.text) throw tooLong(at);
  return text;
}

/** The error for a text longer than `LIMITS.text`, for those who can tell before they make it. */
export function tooLong(at: Site): ExpressionError {
  return new ExpressionError("limit_text", `Text can be at most ${LIMITS.text} characters long.`, at);
}

/**
 * Counts the values and characters of a result as they would be printed: a subtree that occurs twice
 * counts twice. This comes before any `JSON.stringify`, since 26 nested `{a: x, b: x}` print as 2^26.
 */
export function measure(value: Json, at: Site): { nodes: number; text: number } {
  const size = { nodes: 0, text: 0 };
  visit(value, size, at, 0);
  return size;
}

function visit(value: Json, size: { nodes: number; text: number }, at: Site, depth: number): void {
  if (++size.nodes > LIMITS.resultNodes) throw tooLarge(`${LIMITS.resultNodes} values`, at);
  if (typeof value === "string") addText(value, size, at);
  if (typeof value !== "object" || value === null) return;
  if (depth >= LIMITS.valueDepth) throw tooDeep(at);
  if (isList(value)) {
    for (const item of value) visit(item, size, at, depth + 1);
  } else if (isJsonObject(value)) {
    // Not Object.keys: a result can have half a million maps. Plain JSON inherits nothing enumerable.
    for (const key in value) {
      addText(key, size, at);
      visit(value[key] ?? null, size, at, depth + 1);
    }
  }
}

function addText(text: string, size: { text: number }, at: Site): void {
  size.text += text.length;
  if (size.text > LIMITS.text) throw tooLarge(`${LIMITS.text} characters`, at);
}

function tooLarge(bound: string, at: Site): ExpressionError {
  return new ExpressionError(
    "limit_result",
    `The result is larger than ${bound}. Keep only what is needed.`,
    at,
  );
}

function tooDeep(at: Site): ExpressionError {
  return new ExpressionError("limit_depth", `Values can be nested at most ${LIMITS.valueDepth} deep.`, at);
}
