import * as z from "zod";
import { analyseCondition } from "../../expressions/index.ts";
import { shown } from "../../openapi.ts";
import type { CheckedSlot } from "./expressions.ts";

/** How callbacks find their runs by a trigger's condition; told of every trigger that has one. */
const ConditionKind = shown(() => z.enum(["keyed", "callback-only", "run-only", "row-by-row"]));

/** What a document's author may want to know, though it can be published. */
export const Advice = shown(() =>
  z.object({
    path: z.string(),
    message: z.string(),
    kind: ConditionKind.optional().meta({
      description:
        "At the path of a trigger's condition: how callbacks find their runs by it; `message` says why",
    }),
  }),
);
export type Advice = z.infer<typeof Advice>;

/** Which kind a trigger's condition is, and why. A condition with errors is none. */
export function adviseCondition({ path, block, slot, errors }: CheckedSlot): Advice[] {
  if (!slot.ownCallback || typeof slot.source !== "string" || errors.length > 0) return [];
  const { kind, why } = analyseCondition(slot.source, block);
  return [{ path, message: why, kind }];
}
