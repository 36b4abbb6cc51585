import { Environment, ParseError } from "@marcbachmann/cel-js";
import type { ASTNode, Origin } from "./ast.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { signRun } from "./scan.ts";
import { extent } from "./syntax.ts";

/**
 * The library reads CEL and expands its macros; that is all we take. Its checker knows CEL's types,
 * where `paid ? total : null`, `[1, 2.5][0] == "1"` or an index computed with `/` are errors. Ours
 * (compile.ts) knows JSON's, from the same table of functions that evaluates.
 */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: LIMITS.nodes,
    maxDepth: LIMITS.depth,
    maxListElements: LIMITS.listItems,
    maxMapEntries: LIMITS.mapEntries,
    maxCallArguments: LIMITS.callArguments,
  },
});

/** Parses the part of a text from `origin.offset` to `end`, within the limits. Throws `ExpressionError`. */
export function parse({ text, offset }: Origin, end: number): ASTNode {
  const site = (from: number, to: number): Site => ({ source: text, start: offset + from, end: offset + to });
  const source = text.slice(offset, end);
  const whole = site(0, source.length);
  if (source.length > LIMITS.sourceLength) {
    const reason = `An expression can be at most ${LIMITS.sourceLength} characters long.`;
    throw new ExpressionError("limit_source", reason, whole);
  }
  if (source.trim() === "") throw new ExpressionError("syntax", "The expression is empty.", whole);
  // The parser counts brackets and members, but not the signs before a value.
  const signs = signRun(source, LIMITS.depth);
  if (signs >= 0) throw tooDeep(site(signs, signs + 1));
  const tree = read(source, site);
  if (extent(tree).depth > LIMITS.depth) throw tooDeep(whole);
  return tree;
}

/** Whether a text can name something in expressions: `order_1` can; `order-1` and the word `if` can't. */
export function isName(text: string): boolean {
  if (!/^\w{1,200}$/.test(text)) return false;
  try {
    return environment.parse(text).ast.op === "id";
  } catch {
    return false;
  }
}

function read(source: string, site: (from: number, to: number) => Site): ASTNode {
  try {
    return environment.parse(source).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { start, end } = error.range ?? { start: 0, end: source.length };
    throw translate(error, site(start, Math.max(start, end)));
  }
}

function tooDeep(at: Site): ExpressionError {
  const reason = `This is nested deeper than ${LIMITS.depth}. Take a part of it into a block of its own.`;
  return new ExpressionError("limit_depth", reason, at);
}

function translate(error: ParseError, at: Site): ExpressionError {
  switch (error.code) {
    case "limit_exceeded":
      return error.summary.includes("maxDepth")
        ? tooDeep(at)
        : new ExpressionError(
            "limit_nodes",
            `This expression is too large: at most ${LIMITS.nodes} parts.`,
            at,
          );
    case "reserved_identifier":
      return new ExpressionError("syntax", `${error.summary}. CEL keeps this word for itself.`, at);
    case "expected_token":
    case "unexpected_token":
      return new ExpressionError("syntax", `${plain(error.summary)}.`, at);
    default:
      return new ExpressionError("syntax", `${error.summary}.`, at);
  }
}

const TOKENS: Record<string, string> = {
  EOF: "the end",
  IDENTIFIER: "a name",
  NUMBER: "a number",
  STRING: "a text",
  BOOLEAN: "true or false",
  NULL: "null",
  LPAREN: "`(`",
  RPAREN: "`)`",
  LBRACKET: "`[`",
  RBRACKET: "`]`",
  LBRACE: "`{`",
  RBRACE: "`}`",
  DOT: "`.`",
  COMMA: "`,`",
  COLON: "`:`",
  QUESTION: "`?`",
  IN: "`in`",
};

/** "Expected RPAREN, got EOF" in the author's words. */
function plain(summary: string): string {
  const said = summary.replace(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token.toLowerCase());
  return said.endsWith(": the end") ? "Something is missing at the end" : said;
}
