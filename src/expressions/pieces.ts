import { ExpressionError } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { closingBraces } from "./scan.ts";

/** A stretch of a template's text: what stands there, or where an expression does. */
export type Piece = { literal: string } | { start: number; end: number };

/** Cuts a text at its `{{ }}`. Throws `syntax` for a `{{` that isn't closed. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    if (open > at) pieces.push({ literal: text.slice(at, open) });
    const start = open + 2;
    const end = closingBraces(text, start);
    if (end < 0) {
      const reason = `This {{ has no }} within ${LIMITS.sourceLength} characters. Braces that are text are written {{ "{{" }}.`;
      throw new ExpressionError("syntax", reason, { source: text, start: open, end: text.length });
    }
    pieces.push({ start, end });
    at = end + 2;
  }
  if (at < text.length) pieces.push({ literal: text.slice(at) });
  return pieces;
}

/** Whether a text has an expression in it. */
export function hasExpression(text: string): boolean {
  return text.includes("{{");
}

/** What stands before the first `{{` of a text; all of it if there is none. */
export function literalPrefix(text: string): string {
  const open = text.indexOf("{{");
  return open < 0 ? text : text.slice(0, open);
}
