import { type Json, type JsonObject, put } from "../json.ts";
import { type Budget, textCost } from "./budget.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { compileNode, type Expression } from "./expression.ts";
import { LIMITS } from "./limits.ts";
import { parse } from "./parse.ts";
import { PatternAllowance } from "./pattern.ts";
import { hasExpression, piecesOf } from "./pieces.ts";
import { mergePaths, type Path } from "./reads.ts";
import { isList } from "./types.ts";
import { textOf, tooLong } from "./values.ts";

/** Compiled JSON with `{{ }}` in its texts. */
export interface Template {
  readonly reads: readonly Path[];
  /** Whether there is no expression in it, so that evaluating gives the JSON itself. */
  readonly isConstant: boolean;
  /** Throws `ExpressionError`. */
  evaluate(context: JsonObject, budget: Budget): Json;
}

type Render = (context: JsonObject, budget: Budget) => Json;

/**
 * Compiles any JSON: a text that is exactly one `{{ expression }}` becomes its value with its type; with
 * more around it, text. Keys are taken as they are. Throws the first problem as `ExpressionError`.
 */
export function compileTemplate(value: Json): Template {
  const expressions: Expression[] = [];
  const render = compileJson(value, { expressions, patterns: new PatternAllowance(), characters: 0 }, 0);
  return {
    reads: mergePaths(...expressions.map(({ reads }) => reads)),
    isConstant: expressions.length === 0,
    evaluate: render,
  };
}

/** What the compiled parts of a template have in common. */
interface Whole {
  readonly expressions: Expression[];
  readonly patterns: PatternAllowance;
  characters: number;
}

function compileJson(value: Json, whole: Whole, depth: number): Render {
  if (typeof value === "string") return hasExpression(value) ? compileText(value, whole) : () => value;
  if (typeof value !== "object" || value === null) return () => value;
  assertDepth(depth);
  const before = whole.expressions.length;
  const isConstant = () => whole.expressions.length === before;
  if (isList(value)) {
    const items = value.map((item) => compileJson(item, whole, depth + 1));
    if (isConstant()) return () => value;
    return (context, budget) => items.map((render) => render(context, budget));
  }
  const fields = Object.entries(value).map(([key, field]) => {
    return { key, render: compileJson(field, whole, depth + 1) };
  });
  if (isConstant()) return () => value;
  return (context, budget) => {
    const result: Record<string, Json> = {};
    for (const { key, render } of fields) put(result, key, render(context, budget));
    return result;
  };
}

/** Throws `limit_depth` for a template nested deeper than any value may be. */
export function assertDepth(depth: number): void {
  if (depth < LIMITS.valueDepth) return;
  const reason = `Values can be nested at most ${LIMITS.valueDepth} deep.`;
  throw new ExpressionError("limit_depth", reason, { source: "", start: 0, end: 0 });
}

/** Throws `limit_source` once the expressions of a template are too long together. */
export function assertTotal(characters: number, at: Site): void {
  if (characters <= LIMITS.templateLength) return;
  const reason = `The expressions can be at most ${LIMITS.templateLength} characters long together.`;
  throw new ExpressionError("limit_source", reason, at);
}

type Part = { literal: string } | { expression: Expression; at: Site };

function compileText(text: string, whole: Whole): Render {
  const parts = piecesOf(text).map((piece): Part => {
    if ("literal" in piece) return piece;
    const { start, end } = piece;
    const at = { source: text, start, end };
    whole.characters += end - start;
    assertTotal(whole.characters, at);
    const origin = { text, offset: start };
    const expression = compileNode(parse(origin, end), origin, text.slice(start, end).trim(), whole);
    whole.expressions.push(expression);
    return { expression, at };
  });
  const [first] = parts;
  if (first && parts.length === 1 && "expression" in first) {
    const { expression } = first;
    return (context, budget) => expression.evaluate(context, budget);
  }
  return (context, budget) => {
    let result = "";
    for (const part of parts)
      result += "literal" in part ? part.literal : textIn(part, result.length, context, budget);
    return result;
  };
}

/** The text of an expression's value, added to a text that has a length already. */
function textIn(
  { expression, at }: { expression: Expression; at: Site },
  length: number,
  context: JsonObject,
  budget: Budget,
): string {
  const text = textOf(expression.evaluate(context, budget), budget, at);
  if (length + text.length > LIMITS.text) throw tooLong(at);
  budget.spend(textCost(text.length), at);
  return text;
}
