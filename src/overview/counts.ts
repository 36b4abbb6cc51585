import * as z from "zod";
import { classOf } from "./waited.ts";

/** What may become of a callback. */
export const OUTCOMES = [
  "activated",
  "approved",
  "started",
  "held",
  "duplicate",
  "ignored",
  "refused",
  "rejected",
  "extended",
] as const;
type CountedOutcome = (typeof OUTCOMES)[number];

/**
 * What is counted: outcomes by their names, waits by the class of how long they took. Turned away is what reached no
 * trigger: it addressed none, or was too large, of another type or too many. It is no flow's, and leaves no receipt.
 */
export type Measure = CountedOutcome | "turnedAway" | `waited:${number}`;

export const MINUTE_MS = 60_000;

/** Counts on their way to D1. */
export const CountsMessage = z.strictObject({
  kind: z.literal("counts"),
  /** Begins with the time, in hex. */
  id: z.string(),
  counts: z.array(
    z.strictObject({
      minute: z.int(),
      measure: z.string(),
      count: z.int(),
      /** Of one that exists: an address that somebody made up never becomes a row. */
      flowId: z.string().optional(),
    }),
  ),
});
export type CountsMessage = z.infer<typeof CountsMessage>;

/** `waited`: how many milliseconds a wait took that a callback ended. */
export function waitMeasure(waitedMs: number): Measure {
  return `waited:${classOf(waitedMs)}`;
}

/** The class that a measure of waits speaks of. */
export function waitClassOf(measure: string): number | undefined {
  return measure.startsWith("waited:") ? Number(measure.slice(7)) : undefined;
}
