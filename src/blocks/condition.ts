import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";
import { evaluateBool } from "./evaluate.ts";

/** Goes one way or the other; its output is the verdict. */
export const condition = defineBlock({
  schema: z.strictObject({
    type: z.literal("condition"),
    ...common,
    when: z.string().min(1),
    yes: Next.optional(),
    no: Next.optional(),
  }),
  exits: (block) => [...exitsOf("yes", block.yes), ...exitsOf("no", block.no)],
  slots: (block) => [{ path: "when", kind: "expression", source: block.when, expects: "bool" }],
  enter(block, scene) {
    const verdict = evaluateBool(block.when, scene);
    return { do: "go", output: verdict, next: verdict ? block.yes : block.no };
  },
});
