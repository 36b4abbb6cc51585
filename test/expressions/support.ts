import { Budget, compileExpression, ExpressionError } from "../../src/expressions/index.ts";
import type { Json, JsonObject } from "../../src/json.ts";

export const NOW = Date.UTC(2026, 0, 31, 12, 30);

/** A budget with a fixed clock and counted identifiers. */
export function budget(fuel?: number): Budget {
  let count = 0;
  return new Budget({ now: NOW, uuid: () => `uuid-${++count}` }, fuel);
}

export function evaluate(source: string, context: JsonObject = {}, within = budget()): Json {
  return compileExpression(source).evaluate(context, within);
}

/** The code of the error that `run` ends in, or what it gives. */
export function outcome(run: () => Json): { value: Json } | { code: string } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof ExpressionError) return { code: error.code };
    throw error;
  }
}

/** The error that `run` ends in. */
export function errorOf(run: () => unknown): ExpressionError {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error("There was no error.");
}
