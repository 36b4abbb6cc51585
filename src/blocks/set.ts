import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";
import { fill } from "./evaluate.ts";

const VALUES = { kind: "template" } as const;

/** Computes `values`; its output is the result. */
export const set = defineBlock({
  schema: z.strictObject({ type: z.literal("set"), ...common, values: z.json(), next: Next.optional() }),
  exits: (block) => exitsOf("next", block.next),
  rules: { values: VALUES },
  slots: (block) => [{ path: "values", source: block.values, ...VALUES }],
  enter: (block, scene) => ({ do: "go", output: fill(block.values, scene), next: block.next }),
});
