import { skipBlanks, skipText } from "../../expressions/scan.ts";

/** How two sides of a part can be compared, with the words for it. */
export const OPERATORS = [
  { op: "==", words: "is" },
  { op: "!=", words: "is not" },
  { op: "<", words: "is less than" },
  { op: "<=", words: "is at most" },
  { op: ">", words: "is more than" },
  { op: ">=", words: "is at least" },
  { op: "in", words: "is one of" },
  { op: "contains", words: "contains" },
  { op: "startsWith", words: "begins with" },
  { op: "endsWith", words: "ends with" },
  { op: "matches", words: "matches the pattern" },
  { op: "has", words: "is there" },
] as const;

/** One of the conditions that `&&` joins. Without an operator it is more than a comparison: `text` alone. */
export interface Part {
  left: string;
  op: (typeof OPERATORS)[number]["op"] | null;
  right: string;
  text: string;
}

/** The part before anybody has written anything. */
export const EMPTY_PART: Part = { left: "", op: "==", right: "", text: "" };

/** Parts as `POST /expressions/condition` gives them. */
interface FoundPart {
  left?: string | null;
  op?: string | null;
  right?: string | null;
  text: string;
}

export function readPart({ left, op, right, text }: FoundPart): Part {
  const known = OPERATORS.find((operator) => operator.op === op)?.op ?? null;
  return { left: left ?? "", op: known, right: right ?? "", text };
}

/** Whether there is enough of a part for an expression. */
export function isComplete({ left, op, right, text }: Part): boolean {
  if (op === null) return text.trim() !== "";
  return left.trim() !== "" && (op === "has" || right.trim() !== "");
}

/** The expression of all parts that are complete; "" for none. */
export function sourceOf(parts: readonly Part[]): string {
  const complete = parts.filter(isComplete);
  // Alone, it needs no parentheses around an `||`.
  if (complete.length === 1) return complete.map(wordingOf).join("");
  return complete
    .map((part) => (part.op === null ? bracketed(wordingOf(part), /^(?:\|\||\?)/) : wordingOf(part)))
    .join(" && ");
}

function wordingOf({ left, op, right, text }: Part): string {
  switch (op) {
    case null:
      return text.trim();
    case "has":
      return `has(${left.trim()})`;
    case "contains":
    case "startsWith":
    case "endsWith":
    case "matches":
      return `${bracketed(left.trim(), ANY)}.${op}(${right.trim()})`;
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
      return `${bracketed(left.trim(), LOOSE)} ${op} ${bracketed(right.trim(), LOOSE)}`;
    default:
      return op satisfies never;
  }
}

/** Operators that bind no stronger than a comparison does. */
const LOOSE = /^(?:&&|\|\||[=!<>]=|[<>?:]|in\b)/;
const ANY = /^(?:&&|\|\||[=!<>]=|[-+*/%<>!?:]|in\b)/;

/** In parentheses if one of the operators stands in it outside of all brackets. */
function bracketed(source: string, operators: RegExp): string {
  return hasOutside(source, operators) ? `(${source})` : source;
}

function hasOutside(source: string, operators: RegExp): boolean {
  let depth = 0;
  let at = skipBlanks(source, 0);
  while (at < source.length) {
    const character = source.charAt(at);
    let end = at + 1;
    if (character === '"' || character === "'") end = skipText(source, at);
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else {
      // `a.?b` and `[?"b"]` are no choice between two, and `.in` would be a field.
      const isField = source[at - 1] === "." || (character === "?" && source[at - 1] === "[");
      const word = /^[A-Za-z_]\w*/.exec(source.slice(at))?.[0];
      if (depth === 0 && !isField && operators.test(source.slice(at))) return true;
      if (word !== undefined) end = at + word.length;
    }
    at = skipBlanks(source, end);
  }
  return false;
}
