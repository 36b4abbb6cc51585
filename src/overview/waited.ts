const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** How long waits took is counted in classes: each up to its bound in milliseconds, the last one without. */
const BOUNDS = [
  ...[1, 2, 5, 10, 20, 40].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 40].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 16].map((hours) => hours * HOUR),
  ...[1, 2, 4, 8, 16, 32, 64].map((days) => days * DAY),
];

/** The class of a wait that took so many milliseconds. */
export function classOf(waitedMs: number): number {
  const found = BOUNDS.findIndex((bound) => waitedMs <= bound);
  return found < 0 ? BOUNDS.length : found;
}

/** How long waits took: how many, and the times within which half and 95 % of them ended, to the class. */
export interface Waited {
  count: number;
  p50: number;
  p95: number;
}

/** `counts`: by class. Zeros where there are none. */
export function waitedOf(counts: ReadonlyMap<number, number>): Waited {
  let count = 0;
  for (const number of counts.values()) count += number;
  return { count, p50: within(counts, count * 0.5), p95: within(counts, count * 0.95) };
}

/** Where in a class is unknown: its waits are taken to be spread evenly. */
function within(counts: ReadonlyMap<number, number>, rank: number): number {
  if (rank === 0) return 0;
  let before = 0;
  for (let index = 0; index <= BOUNDS.length; index++) {
    const here = counts.get(index) ?? 0;
    if (here > 0 && before + here >= rank) {
      const [from, to] = edgesOf(index);
      return Math.round(from + ((to - from) * (rank - before)) / here);
    }
    before += here;
  }
  return edgesOf(BOUNDS.length)[1];
}

function edgesOf(index: number): [number, number] {
  const from = BOUNDS[index - 1] ?? 0;
  return [from, BOUNDS[index] ?? from * 2];
}
