import * as z from "zod";
import { shown } from "../openapi.ts";
import { type Measure, MINUTE_MS, waitClassOf } from "./counts.ts";
import type { CountRow } from "./counts-table.ts";
import { waitedOf } from "./waited.ts";

/** How far back is looked: in how many slots of how many minutes. */
const RANGES = {
  hour: { slots: 60, minutes: 1 },
  day: { slots: 96, minutes: 15 },
  month: { slots: 30, minutes: 24 * 60 },
} as const;

/** A flow is counted by five minutes. */
const HOUR_OF_FLOW = { slots: 12, minutes: 5 } as const;

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
    approved: z.int(),
    started: z.int(),
    held: z.int(),
    duplicate: z.int(),
    ignored: z.int(),
    refused: z.int(),
    rejected: z.int(),
    extended: z.int(),
    turnedAway: z.int(),
    waiting: z.int().nullable(),
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

/** Intervals: from which minute on, how long each is, and when each ends. */
export interface Slots {
  from: number;
  minutes: number;
  ends: readonly number[];
}

/** Those of a range, the last of which `now` is in. */
export function slotsOf(range: Range, flowId: string | undefined, now: number): Slots {
  const { slots, minutes } = range === "hour" && flowId !== undefined ? HOUR_OF_FLOW : RANGES[range];
  const from = (Math.floor(now / MINUTE_MS / minutes) - slots + 1) * minutes;
  return { from, minutes, ends: Array.from({ length: slots }, (_, slot) => from + (slot + 1) * minutes) };
}

/** `rows`: as summed by these slots; `waiting`: of each. */
export function historyOf(
  { from, minutes, ends }: Slots,
  rows: readonly CountRow[],
  waiting: readonly (number | null)[],
): History {
  const all = new Map<number, number>();
  const perSlot = ends.map(() => new Map<number, number>());
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
    const of = (measure: Measure) => slotCounts.get(measure) ?? 0;
    return {
      at: (from + slot * minutes) * MINUTE_MS,
      activated: of("activated"),
      approved: of("approved"),
      started: of("started"),
      held: of("held"),
      duplicate: of("duplicate"),
      ignored: of("ignored"),
      refused: of("refused"),
      rejected: of("rejected"),
      extended: of("extended"),
      turnedAway: of("turnedAway"),
      waiting: waiting[slot] ?? null,
      waited: waitedOf(perSlot[slot] ?? new Map()),
    };
  });
  return { buckets, waited: waitedOf(all) };
}
