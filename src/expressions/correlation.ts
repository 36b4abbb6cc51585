import { isJsonObject, type Json } from "../json.ts";
import { ExpressionError } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/**
 * A text that is the same for two lists of values exactly if `==` holds for each pair: numbers aren't
 * texts, null is a value, 1 is 1.0, 0 is -0, and the order of a map's keys doesn't count. As long as
 * the values are, so hash it before it becomes a key. Throws `limit_depth`.
 */
export function correlationKey(values: readonly Json[]): string {
  return canonical(values, 0);
}

function canonical(value: Json, depth: number): string {
  if (depth > LIMITS.valueDepth + 1) {
    const at = { source: "", start: 0, end: 0 };
    throw new ExpressionError("limit_depth", `Values can be nested at most ${LIMITS.valueDepth} deep.`, at);
  }
  if (isJsonObject(value)) {
    const fields = Object.keys(value).toSorted();
    return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null, depth + 1)}`).join()}}`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `[${value.map((item) => canonical(item, depth + 1)).join()}]`;
}
