import * as z from "zod";
import { shown } from "../openapi.ts";
import { MINUTE_MS, OUTCOMES, waitClassOf } from "./counts.ts";
import type { CountRow } from "./counts-table.ts";
import { waitedOf } from "./waited.ts";

/** How far back is looked: in how many slots of how many minutes. */
export const RANGES = {
  hour: { slots: 60, minutes: 1 },
  day: { slots: 96, minutes: 15 },
  month: { slots: 30, minutes: 24 * 60 },
} as const;

export const Range = z.enum(["hour", "day", "month"]);
export type Range = z.infer<typeof Range>;

const Waited = shown(() =>
  z.object({ count: z.int(), p50: z.int(), p95: z.int() }).meta({
    description:
      "Waits that a callback ended: how many, and the milliseconds that half and 95 % of them took",
  }),
);

const Bucket = shown(() =>
  z.object({
    at: z.int().meta({ description: "When the interval began, epoch milliseconds" }),
    activated: z.int(),
    started: z.int(),
    held: z.int(),
    duplicate: z.int(),
    ignored: z.int(),
    refused: z.int(),
    waited: Waited,
  }),
);
type Bucket = z.infer<typeof Bucket>;

/** What happened lately, interval by interval, the oldest first. */
export const History = shown(() =>
  z.object({
    buckets: z.array(Bucket),
    waited: Waited,
  }),
);
export type History = z.infer<typeof History>;

/** The first minute of a range that ends with the slot that `now` is in. */
export function firstMinute(range: Range, now: number): number {
  const { slots, minutes } = RANGES[range];
  return (Math.floor(now / MINUTE_MS / minutes) - slots + 1) * minutes;
}

/** `rows`: as summed from `from` on, the range's first minute. */
export function historyOf(range: Range, from: number, rows: readonly CountRow[]): History {
  const { slots, minutes } = RANGES[range];
  const all = new Map<number, number>();
  const perSlot = Array.from({ length: slots }, () => new Map<number, number>());
  const counts = perSlot.map(() => new Map<string, number>());
  for (const { slot, measure, count } of rows) {
    const waitClass = waitClassOf(measure);
    if (waitClass === undefined) counts[slot]?.set(measure, count);
    else {
      perSlot[slot]?.set(waitClass, count);
      all.set(waitClass, (all.get(waitClass) ?? 0) + count);
    }
  }
  const buckets = counts.map((slotCounts, slot): Bucket => {
    const [activated = 0, started = 0, held = 0, duplicate = 0, ignored = 0, refused = 0] = OUTCOMES.map(
      (outcome) => slotCounts.get(outcome) ?? 0,
    );
    const at = (from + slot * minutes) * MINUTE_MS;
    const waited = waitedOf(perSlot[slot] ?? new Map());
    return { at, activated, started, held, duplicate, ignored, refused, waited };
  });
  return { buckets, waited: waitedOf(all) };
}
