import * as z from "zod";
import { common, defineBlock } from "./block.ts";
import { fill } from "./evaluate.ts";

const VALUE = { kind: "template" } as const;

/** Ends the run with `value`, whatever other branches are doing. */
export const returnBlock = defineBlock({
  schema: z.strictObject({ type: z.literal("return"), ...common, value: z.json().optional() }),
  exits: () => [],
  rules: { value: VALUE },
  slots: (block) => (block.value === undefined ? [] : [{ path: "value", source: block.value, ...VALUE }]),
  enter: (block, scene) => ({
    do: "return",
    value: block.value === undefined ? null : fill(block.value, scene),
  }),
});
