import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";
import { fill } from "./evaluate.ts";

/** Computes `values`; its output is the result. */
export const set = defineBlock({
  schema: z.strictObject({ type: z.literal("set"), ...common, values: z.json(), next: Next.optional() }),
  exits: (block) => exitsOf("next", block.next),
  slots: (block) => [{ path: "values", kind: "template", source: block.values }],
  enter: (block, scene) => ({ do: "go", output: fill(block.values, scene), next: block.next }),
});
