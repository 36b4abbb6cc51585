import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";

/** Waits for side-by-side branches: `all` of them, `any` one, or a `count`; its output is how many arrived. */
export const join = defineBlock({
  schema: z
    .strictObject({
      type: z.literal("join"),
      ...common,
      mode: z.enum(["all", "any", "count"]).optional(),
      count: z.int().min(1).max(50).optional(),
      next: Next.optional(),
    })
    .refine((block) => (block.count !== undefined) === (block.mode === "count") || block.mode === undefined, {
      error: '`count` goes with mode "count": how many branches to wait for',
      path: ["count"],
    }),
  exits: (block) => exitsOf("next", block.next),
  rules: {},
  slots: () => [],
  enter: (block) => ({ do: "join", need: block.count ?? (block.mode === "any" ? 1 : "all") }),
});
