import { LIMITS } from "./limits.ts";

/**
 * Just enough of CEL's tokens to step over texts and comments, for what comes before the parser: where a
 * template's expression ends, whether the parser's stack would, and in the console where names stand.
 */

/** The offset behind the text literal that begins at `start`; the end of the line or source if open. */
export function skipText(source: string, start: number): number {
  const quote = source.charAt(start);
  const triple = source.startsWith(quote.repeat(3), start);
  const end = triple ? quote.repeat(3) : quote;
  let at = start + end.length;
  while (at < source.length) {
    if (source.startsWith(end, at)) return at + end.length;
    // What is open at the end of its line is the parser's to report.
    if (!triple && source[at] === "\n") return at;
    at += source[at] === "\\" ? 2 : 1;
  }
  return source.length;
}

/** The offset of the next character that belongs to a token: past spaces and `//` comments. */
export function skipBlanks(source: string, start: number): number {
  let at = start;
  while (at < source.length) {
    if (source.startsWith("//", at)) {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
    } else if (" \t\r\n".includes(source.charAt(at))) at++;
    else return at;
  }
  return at;
}

/**
 * The offset of the `}}` that closes the expression at `start`, which isn't one in a text or a map; or -1
 * if an expression of any allowed length has none.
 */
export function closingBraces(source: string, start: number): number {
  const last = Math.min(source.length, start + LIMITS.sourceLength + 1);
  let open = 0;
  let at = skipBlanks(source, start);
  while (at < last) {
    const character = source[at];
    if (character === '"' || character === "'") {
      at = skipBlanks(source, skipText(source, at));
      continue;
    }
    if (open === 0 && source.startsWith("}}", at)) return at;
    if (character === "{") open++;
    if (character === "}" && open > 0) open--;
    at = skipBlanks(source, at + 1);
  }
  return -1;
}

/** Where more than `most` signs `!` or `-` follow one another, each a call of the parser; or -1. */
export function signRun(source: string, most: number): number {
  let run = 0;
  let at = skipBlanks(source, 0);
  while (at < source.length) {
    const character = source[at];
    const isSign = character === "!" || character === "-";
    run = isSign ? run + 1 : 0;
    if (run > most) return at;
    const next = character === '"' || character === "'" ? skipText(source, at) : at + 1;
    at = skipBlanks(source, next);
  }
  return -1;
}

/** All pairs of parentheses, by their offsets, the inner ones first. */
export function parentheses(source: string): readonly { open: number; close: number }[] {
  const pairs: { open: number; close: number }[] = [];
  const unclosed: number[] = [];
  let at = skipBlanks(source, 0);
  while (at < source.length) {
    const character = source[at];
    if (character === '"' || character === "'") {
      at = skipBlanks(source, skipText(source, at));
      continue;
    }
    if (character === "(") unclosed.push(at);
    const open = character === ")" ? unclosed.pop() : undefined;
    if (open !== undefined) pairs.push({ open, close: at });
    at = skipBlanks(source, at + 1);
  }
  return pairs;
}
