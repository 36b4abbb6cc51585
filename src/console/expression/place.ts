import { closingBraces, skipBlanks, skipText } from "../../expressions/scan.ts";
import { escaped, textsIn } from "./json-texts.ts";

/** How the text of a field is read: one bare expression, text with `{{ }}` in it, or a JSON with such texts. */
export type Mode = "expression" | "template" | "json";

/** A stretch of a text, in UTF-16 offsets. */
interface Span {
  start: number;
  end: number;
}

/** An expression in a text. */
export interface Found {
  source: string;
  /** Where an offset of the source is in the text. */
  outer: (at: number) => number;
}

/** A place in a text where something can be inserted. */
export interface Place {
  /** The expression around it; undefined where there is text. */
  found: Found | undefined;
  /** Its offset in that expression. */
  at: number;
  /** What to insert for an expression: in text it brings its braces. */
  write: (source: string) => string;
}

/** All expressions of a text, also those that aren't closed yet. */
export function expressionsIn(text: string, mode: Mode): Found[] {
  switch (mode) {
    case "expression":
      return [{ source: text, outer: (at) => at }];
    case "template":
      return spansIn(text).map((span) => foundAt(text, span));
    case "json":
      return textsIn(text).flatMap(({ value, sourceOf }) =>
        spansIn(value).map((span) => {
          const { source, outer } = foundAt(value, span);
          return { source, outer: (at: number) => sourceOf(outer(at)) };
        }),
      );
    default:
      return mode satisfies never;
  }
}

export function placeAt(text: string, at: number, mode: Mode): Place {
  if (mode === "expression")
    return { found: { source: text, outer: (to) => to }, at, write: (source) => source };
  if (mode === "template") {
    const span = spansIn(text).find(({ start, end }) => start <= at && at <= end);
    if (!span) return { found: undefined, at: 0, write: (source) => `{{ ${source} }}` };
    return { found: foundAt(text, span), at: at - span.start, write: (source) => source };
  }
  const around = textsIn(text).find(({ start, end }) => start <= at && at <= end);
  if (!around) return { found: undefined, at: 0, write: (source) => JSON.stringify(`{{ ${source} }}`) };
  const { found, at: inner, write } = placeAt(around.value, around.valueOf(at), "template");
  return {
    found: found && { source: found.source, outer: (to) => around.sourceOf(found.outer(to)) },
    at: inner,
    write: (source) => escaped(write(source)),
  };
}

function foundAt(text: string, { start, end }: Span): Found {
  return { source: text.slice(start, end), outer: (at) => start + at };
}

function spansIn(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    const closing = closingBraces(text, open + 2);
    const end = closing < 0 ? text.length : closing;
    spans.push({ start: open + 2, end });
    at = end + 2;
  }
  return spans;
}

/** Whether an offset of an expression is inside of a text literal or a comment, where no name can stand. */
export function isInLiteral(source: string, at: number): boolean {
  let next = skipBlanks(source, 0);
  let last = 0;
  while (next < at) {
    const character = source.charAt(next);
    const isText = character === '"' || character === "'";
    const end = isText ? skipText(source, next) : next + 1;
    // Behind its closing quote is outside; an open one goes on to the end of the line.
    const isClosed = end - next > 1 && source.charAt(end - 1) === character;
    if (isText && (at < end || (at === end && !isClosed))) return true;
    last = end;
    next = skipBlanks(source, end);
  }
  return /\/\/[^\n]*$/.test(source.slice(last, at));
}
