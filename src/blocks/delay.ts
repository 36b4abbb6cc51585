import * as z from "zod";
import { common, defineBlock, exitsOf, Next } from "./block.ts";
import { Duration, durationMs, INSTANT_RULE, Instant, instantMs, instantSlots } from "./time.ts";

/** Sleeps `for` a duration or `until` an instant; its output is the instant of waking, epoch milliseconds. */
export const delay = defineBlock({
  schema: z
    .strictObject({
      type: z.literal("delay"),
      ...common,
      for: Duration.optional(),
      until: Instant.optional(),
      next: Next.optional(),
    })
    .refine((block) => (block.for === undefined) !== (block.until === undefined), {
      error: "A delay has either `for` (a duration) or `until` (an instant)",
      path: ["for"],
    }),
  exits: (block) => exitsOf("next", block.next),
  rules: { until: INSTANT_RULE },
  slots: (block) => (block.until === undefined ? [] : instantSlots("until", block.until)),
  enter(block, scene) {
    if (block.until !== undefined) return { do: "sleep", until: instantMs(block.until, scene) };
    return { do: "sleep", until: scene.now + durationMs(block.for ?? "PT0S") };
  },
});
