import { createHash } from "node:crypto";
import { conditionOf } from "../blocks/evaluate.ts";
import { type Budget, correlationKey, ExpressionError } from "../expressions/index.ts";
import type { Trigger } from "../flows/version.ts";
import type { JsonObject } from "../json.ts";

/** Of a wait whose condition has no key. */
export const NO_KEY = "";

/** Of a wait whose side of the key can't be evaluated: no callback ever satisfies it. */
const UNMATCHABLE = "!";

type Keyed = Pick<Trigger, "block" | "condition">;

/** A condition's key on the callback's side: the wait's key must be the same. */
export type CallbackKey = { key: string } | { failed: string };

/** True when a callback is led to the waits that fit by an index (product.md, "How callbacks behave", 10). */
export function isKeyed({ block, condition }: Keyed): boolean {
  return condition !== undefined && conditionOf(condition, block).kind === "keyed";
}

/** What a wait is found by. `inputs` is what the condition reads of the run. */
export function keyOfWait(trigger: Keyed, inputs: JsonObject, budget: Budget): string {
  if (!isKeyed(trigger)) return NO_KEY;
  const found = keyOf(trigger, "run", inputs, budget);
  return "key" in found ? found.key : UNMATCHABLE;
}

/** Which key a callback has under a keyed condition; `failed`: it can't be computed, so the condition is FALSE. */
export function keyOfCallback(trigger: Keyed, context: JsonObject, budget: Budget): CallbackKey {
  return keyOf(trigger, "callback", context, budget);
}

/**
 * Hashed over the callback's side of the comparison and the values, so that versions which compare the same of
 * a callback share their keys, and others don't. Numbers aren't texts, null is a value (correlationKey).
 */
function keyOf(
  { block, condition = "" }: Keyed,
  side: "run" | "callback",
  context: JsonObject,
  budget: Budget,
): CallbackKey {
  const parts = conditionOf(condition, block).key;
  try {
    const values = parts.map((part) => part[side].evaluate(context, budget));
    const compared = JSON.stringify(parts.map(({ callback }) => callback.source));
    const hash = createHash("sha256").update(compared).update(correlationKey(values));
    return { key: hash.digest("base64url").slice(0, 22) };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return { failed: thrown.message };
  }
}

/** The values of a key, for people: as JSON, cut to 200 characters. Null for a condition without one. */
export function shownKey(trigger: Keyed, inputs: JsonObject, budget: Budget): string | null {
  if (!isKeyed(trigger)) return null;
  try {
    const parts = conditionOf(trigger.condition ?? "", trigger.block).key;
    const values = parts.map(({ run }) => run.evaluate(inputs, budget));
    return JSON.stringify(values.length === 1 ? values[0] : values).slice(0, 200);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return null;
  }
}
