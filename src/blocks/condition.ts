import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";
import { evaluateBool } from "./evaluate.ts";

const WHEN = { kind: "expression", expects: "bool" } as const;

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
  rules: { when: WHEN },
  slots: (block) => [{ path: "when", source: block.when, ...WHEN }],
  enter(block, scene) {
    const verdict = evaluateBool(block.when, scene);
    return { do: "go", output: verdict, next: verdict ? block.yes : block.no };
  },
});
