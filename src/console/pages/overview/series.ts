import type { Overview } from "../shared/types.ts";

/** What became of the callbacks of one interval, and how long runs had waited for them. */
export type Bucket = Overview["buckets"][number];

/** One series of a chart, with the colour of tokens.css that it is drawn in. */
export interface Series {
  name: string;
  colour: string;
}

/** One layer of the stack, lowest first: what went on, what was turned down or put off, what may go on later, what came again, what did nothing. */
export const LAYERS = [
  { name: "activated", colour: "--hp-ok" },
  { name: "approved", colour: "--hp-lime" },
  { name: "started", colour: "--hp-accent" },
  { name: "rejected", colour: "--hp-violet" },
  { name: "extended", colour: "--hp-teal" },
  { name: "held", colour: "--hp-muted" },
  { name: "duplicate", colour: "--hp-border-strong" },
  { name: "ignored", colour: "--hp-warn" },
  { name: "refused", colour: "--hp-danger" },
] as const satisfies readonly (Series & { name: keyof Bucket })[];

export type Totals = Record<(typeof LAYERS)[number]["name"], number>;

export function totalsOf(buckets: readonly Totals[]): Totals {
  const totals: Totals = {
    activated: 0,
    approved: 0,
    started: 0,
    rejected: 0,
    extended: 0,
    held: 0,
    duplicate: 0,
    ignored: 0,
    refused: 0,
  };
  for (const bucket of buckets) for (const { name } of LAYERS) totals[name] += bucket[name];
  return totals;
}

export function countOf(counts: Totals): number {
  return LAYERS.reduce((sum, { name }) => sum + counts[name], 0);
}

/** What a chart draws: seconds, then the values of each series; null where there is none. */
export type ChartData = [number[], ...(number | null)[][]];

/**
 * Stacked bars: for each layer how high the stack is with it. The highest comes first, since each is drawn over the
 * one before.
 */
export function stackedData(buckets: readonly (Totals & { at: number })[]): ChartData {
  const stacks = buckets.map((bucket) => {
    let height = 0;
    return LAYERS.map(({ name }) => {
      height += bucket[name];
      return height;
    });
  });
  const layers = LAYERS.map((_, layer) => stacks.map((stack) => stack[layer] ?? 0));
  return [secondsOf(buckets), ...layers.toReversed()];
}

export const WAITED = [
  { name: "95 %", colour: "--hp-warn" },
  { name: "half", colour: "--hp-accent" },
] as const satisfies readonly Series[];

/** How long runs had waited, in the order of `WAITED`. */
export function waitedData(buckets: readonly Pick<Bucket, "at" | "waited">[]): ChartData {
  const values = (field: "p50" | "p95") =>
    buckets.map(({ waited }) => (waited.count === 0 ? null : waited[field]));
  return [secondsOf(buckets), values("p95"), values("p50")];
}

export const WAITING = [
  { name: "runs that wait", colour: "--hp-accent" },
] as const satisfies readonly Series[];

/** How many runs waited at the end of each interval. The last value stands twice, so that its step has a width. */
export function waitingData(buckets: readonly Pick<Bucket, "at" | "waiting">[]): ChartData {
  const seconds = secondsOf(buckets);
  const values = buckets.map(({ waiting }) => waiting);
  const [last = 0, before = last] = seconds.slice(-2).toReversed();
  return [
    [...seconds, last + (last - before)],
    [...values, values.at(-1) ?? null],
  ];
}

function secondsOf(buckets: readonly { at: number }[]): number[] {
  return buckets.map(({ at }) => at / 1_000);
}
