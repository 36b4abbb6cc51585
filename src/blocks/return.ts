import * as z from "zod";
import { common, defineBlock } from "./block.ts";
import { fill } from "./evaluate.ts";

/** Ends the run with `value`, whatever other branches are doing. */
export const returnBlock = defineBlock({
  schema: z.strictObject({ type: z.literal("return"), ...common, value: z.json().optional() }),
  exits: () => [],
  slots: (block) =>
    block.value === undefined ? [] : [{ path: "value", kind: "template", source: block.value }],
  enter: (block, scene) => ({
    do: "return",
    value: block.value === undefined ? null : fill(block.value, scene),
  }),
});
