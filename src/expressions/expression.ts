import type { Json, JsonObject } from "../json.ts";
import type { ASTNode, Origin } from "./ast.ts";
import type { Budget } from "./budget.ts";
import type { Run } from "./code.ts";
import { compileTree, type Surroundings } from "./compile.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { roundCost } from "./loops.ts";
import { parse } from "./parse.ts";
import { type Path, readsOf } from "./reads.ts";
import { extent } from "./syntax.ts";
import type { ValueType } from "./types.ts";
import { measure } from "./values.ts";

/** A compiled expression: closures over resolved names and functions. Keep it, and evaluate it often. */
export interface Expression {
  readonly source: string;
  /** What the result is, as far as the source tells. */
  readonly type: ValueType;
  /** The paths that are read from the context, each once. */
  readonly reads: readonly Path[];
  /** Gives the value, bounded by `LIMITS`. Throws `ExpressionError`; changes nothing but the budget. */
  evaluate(context: JsonObject, budget: Budget): Json;
}

export type Check =
  | { ok: true; type: ValueType; reads: readonly Path[] }
  | { ok: false; problems: readonly ExpressionError[] };

/**
 * Parses and checks an expression, without evaluating anything, and finds all its problems. `names` are
 * the root names that exist where it stands; without them any name will do. Never throws.
 */
export function checkExpression(source: string, names?: readonly string[]): Check {
  return checkPart({ text: source, offset: 0 }, source.length, { names });
}

/** Compiles an expression. Throws the first problem as `ExpressionError`. */
export function compileExpression(source: string): Expression {
  const origin = { text: source, offset: 0 };
  return compileNode(parse(origin, source.length), origin, source);
}

/** Checks the part of a text from `origin.offset` to `end`. */
export function checkPart(origin: Origin, end: number, surroundings: Surroundings): Check {
  try {
    const tree = parse(origin, end);
    const { problems, type } = compileTree(tree, origin, surroundings);
    return problems.length > 0 ? { ok: false, problems } : { ok: true, type, reads: readsOf(tree) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { ok: false, problems: [error] };
  }
}

/** Compiles a tree or a part of one. Positions of errors stay those in `origin`. */
export function compileNode(
  tree: ASTNode,
  origin: Origin,
  source: string,
  surroundings: Surroundings = {},
): Expression {
  const { run, type, problems } = compileTree(tree, origin, surroundings);
  const [problem] = problems;
  if (problem) throw problem;
  const { offset, text } = origin;
  const at: Site = { source: text, start: tree.start + offset, end: tree.end + offset };
  const cost = roundCost(extent(tree).nodes);
  return {
    source,
    type,
    reads: readsOf(tree),
    evaluate: (context, budget) => {
      budget.spend(cost, at);
      return bounded(run, context, budget, at);
    },
  };
}

/** Runs, and lets no result out that couldn't be printed. */
function bounded(run: Run, context: JsonObject, budget: Budget, at: Site): Json {
  const result = run({ context, budget, slots: [] });
  if (typeof result === "string" || (typeof result === "object" && result !== null)) {
    const { nodes, text } = measure(result, at);
    budget.keep(nodes + text, at);
  }
  return result;
}
