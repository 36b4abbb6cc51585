/** UTF-16 offsets into the source. */
export interface Range {
  start: number;
  end: number;
}

/** A range together with the text that it points into: what an error needs to name its position. */
export interface Site extends Range {
  readonly source: string;
}

export type ExpressionErrorCode =
  | "syntax"
  | "unsupported"
  | "unknown_name"
  | "unknown_function"
  | "arguments"
  | "type"
  | "optional"
  | "key"
  | "pattern"
  | "missing_field"
  | "value"
  | "not_finite"
  | "division_by_zero"
  | "limit_source"
  | "limit_nodes"
  | "limit_depth"
  | "limit_fuel"
  | "limit_text"
  | "limit_result"
  | "limit_pattern";

/**
 * An expression that can't be read, or can't be evaluated here and now. The message begins with the
 * position, `line:column`, and says what to do.
 */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly range: Range;

  constructor(code: ExpressionErrorCode, reason: string, at: Site) {
    // The trace is most of what an error costs, and a condition may fail on each of 20,000 waits: it is of no use
    // to the author, whose expression it is.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${position(at)} ${reason}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "ExpressionError";
    this.code = code;
    this.range = { start: at.start, end: at.end };
  }
}

function position({ source, start }: Site): string {
  const before = source.slice(0, start);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  return `${line}:${start - lineStart + 1}`;
}

/** Excerpts of authors' texts in messages: never the whole of a long one. */
export function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
