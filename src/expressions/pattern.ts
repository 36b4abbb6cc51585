import { RE2JS } from "@bufbuild/re2";
import type { Budget } from "./budget.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** States that a pattern's automaton may keep between two matches, about 1 KB each. */
const KEPT_STATES = 200;

/** A regular expression that takes time in proportion to text and pattern, whatever they are. */
export class Pattern {
  readonly source: string;
  /** About the number of instructions, and so the work per character. */
  readonly size: number;
  #regex: RE2JS | undefined;

  private constructor(source: string, size: number, regex: RE2JS) {
    this.source = source;
    this.size = size;
    this.#regex = regex;
  }

  /** Throws `pattern` or `limit_pattern`. `pay` is told the size before the work is done. */
  static compile(source: string, at: Site, pay: (size: number) => void): Pattern {
    if (source.length > LIMITS.patternLength) {
      const reason = `A pattern can be at most ${LIMITS.patternLength} characters long.`;
      throw new ExpressionError("limit_pattern", reason, at);
    }
    // Before the library unrolls the repetitions.
    const size = unrolledSize(source);
    if (size > LIMITS.patternSize) {
      const reason = "The pattern is too large with its repetitions written out, or has a \\Q. Use * or +.";
      throw new ExpressionError("limit_pattern", reason, at);
    }
    pay(size);
    try {
      const regex = build(source);
      return new Pattern(source, regex.re2().prog.numInst(), regex);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new ExpressionError("pattern", `This is no pattern that RE2 takes: ${detail}.`, at);
    }
  }

  /** Whether the pattern occurs in a text. Throws `limit_text` and `limit_fuel`. */
  test(text: string, budget: Budget, at: Site): boolean {
    if (text.length > LIMITS.matchText) {
      const reason = `matches(…) takes texts of at most ${LIMITS.matchText} characters. Cut it down with substring(…).`;
      throw new ExpressionError("limit_text", reason, at);
    }
    budget.spend(1 + (text.length * this.size) / 2, at);
    this.#regex ??= build(this.source);
    const found = this.#regex.test(text);
    // Compiled expressions are kept for long; what a strange text has grown is not.
    if (this.#regex.re2().dfa.stateCount > KEPT_STATES) this.#regex = undefined;
    return found;
  }
}

/** What the literal patterns of one expression or template may still compile to. */
export class PatternAllowance {
  #left: number = LIMITS.patterns;

  take(size: number, at: Site): void {
    this.#left -= size;
    if (this.#left >= 0) return;
    throw new ExpressionError(
      "limit_pattern",
      "The patterns are too large together. Use fewer or smaller ones.",
      at,
    );
  }
}

/** Without `\p{…}`: its tables take 100 ms to unpack when first used. */
function build(source: string): RE2JS {
  return new RE2JS(source, RE2JS.DISABLE_UNICODE_GROUPS);
}

const ATOM = /\\x\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?[^:)]*[:)]|[^]/gsu;
const REPEAT = /^\{(\d+)(?:,(\d*))?\}/;

/** An upper estimate of the instructions of a pattern, with `x{3,5}` counted five times. */
function unrolledSize(source: string): number {
  const groups: number[] = [];
  let total = 0;
  let last = 0;
  for (let at = 0; at < source.length; ) {
    const repeat = REPEAT.exec(source.slice(at, at + 16));
    if (repeat) {
      const times = Math.max(1, Number(repeat[1]), Number(repeat[2] || 0));
      total += last * (times - 1) + 1;
      last *= times;
      at += repeat[0].length;
      continue;
    }
    ATOM.lastIndex = at;
    const [atom = ""] = ATOM.exec(source) ?? [];
    at = Math.max(at + 1, ATOM.lastIndex);
    // Between \Q and \E brackets are no brackets, and the groups can't be told.
    if (atom === "\\Q") return Number.POSITIVE_INFINITY;
    if (atom === ")") {
      last = total - (groups.pop() ?? 0) + 1;
      total++;
    } else if (atom.startsWith("(")) {
      groups.push(total);
      total++;
    } else {
      last = /^[*+?|]$/.test(atom) ? last : 1;
      total++;
    }
  }
  return total;
}
