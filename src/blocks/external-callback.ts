import * as z from "zod";
import { Authentication } from "./authentication.ts";
import { common, defineBlock, exitsOf, Next, type Slot } from "./block.ts";
import { answeringRules, answeringSettings, answeringSlots } from "./callback/answering.ts";
import { deadlineSettings } from "./callback/deadline.ts";
import { peopleRules, peopleSettings, peopleSlots } from "./callback/people.ts";
import { readingSettings } from "./callback/reading.ts";
import { Duration, durationMs, INSTANT_RULE, Instant, instantMs, instantSlots } from "./time.ts";

const Timeout = z
  .strictObject({
    after: Duration.optional(),
    at: Instant.optional(),
    /** Where to go instead of the trigger's own `next`. */
    next: Next.optional(),
    /** What `<trigger>.data` is then. */
    data: z.json().optional(),
  })
  .refine((timeout) => (timeout.after === undefined) !== (timeout.at === undefined), {
    error: "A timeout has either `after` (a duration) or `at` (an instant)",
    path: ["after"],
  });

/** A callback that comes before anybody waits for it is kept at most that long. */
const LONGEST_HOLD_MS = 30 * 24 * 3_600_000;

/** What happens to callbacks that come too early (product.md, "How callbacks behave", 6). */
const Early = z.strictObject({
  /** How long they are kept; `PT0S`: never. */
  hold: Duration.refine((text) => !(durationMs(text) > LONGEST_HOLD_MS), {
    error: "A callback is held for at most 30 days",
  }).default("PT24H"),
  /** Also those that name no run and have no key to be found by: for whoever waits next and fits. */
  anonymous: z.boolean().default(false),
});

const CONDITION = { kind: "expression", expects: "bool", ownCallback: true } as const;
const TIMEOUT_DATA = { kind: "template" } as const;

/** The trigger: the run pauses here until an outside system calls its URL. */
export const externalCallback = defineBlock({
  schema: z.strictObject({
    type: z.literal("external-callback"),
    ...common,
    authentication: Authentication.optional(),
    condition: z.string().min(1).optional(),
    timeout: Timeout.optional(),
    early: Early.optional(),
    ...readingSettings,
    ...answeringSettings,
    ...peopleSettings,
    ...deadlineSettings,
    next: Next.optional(),
  }),
  exits: (block) => [
    ...exitsOf("next", block.next),
    ...exitsOf("timeout.next", block.timeout?.next),
    ...exitsOf("onReject", block.onReject),
  ],
  rules: {
    condition: CONDITION,
    "timeout.at": INSTANT_RULE,
    "timeout.data": TIMEOUT_DATA,
    ...answeringRules,
    ...peopleRules,
  },
  slots(block) {
    const slots: Slot[] = answeringSlots(block);
    if (block.condition !== undefined) {
      slots.push({ path: "condition", source: block.condition, ...CONDITION });
    }
    if (block.timeout?.at !== undefined) slots.push(...instantSlots("timeout.at", block.timeout.at));
    if (block.timeout?.data !== undefined) {
      slots.push({ path: "timeout.data", source: block.timeout.data, ...TIMEOUT_DATA });
    }
    slots.push(...peopleSlots(block));
    return slots;
  },
  enter(block, scene) {
    const { after, at } = block.timeout ?? {};
    if (after !== undefined) return { do: "wait", timeoutAt: scene.now + durationMs(after) };
    return { do: "wait", timeoutAt: at === undefined ? undefined : instantMs(at, scene) };
  },
});

export type ExternalCallback = z.infer<typeof externalCallback.schema>;

/** How long early callbacks of a trigger are held, in milliseconds, and which. */
export function earlyOf({ early }: ExternalCallback): { holdMs: number; anonymous: boolean } {
  const { hold, anonymous } = early ?? Early.parse({});
  return { holdMs: durationMs(hold), anonymous };
}
