import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classOf, waitedOf } from "../../src/overview/waited.ts";

function counted(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(classOf(time), (counts.get(classOf(time)) ?? 0) + 1);
  return counts;
}

describe("how long waits took", () => {
  it("is nothing where none ended", () => {
    expect(waitedOf(new Map())).toEqual({ count: 0, p50: 0, p95: 0 });
  });

  it("is told to the class", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 * 86_400_000 }), { minLength: 1 }), (times) => {
        const sorted = times.toSorted((a, b) => a - b);
        const { count, p50, p95 } = waitedOf(counted(times));
        expect(count).toBe(times.length);
        expect(classOf(p50)).toBe(classOf(sorted[Math.ceil(times.length * 0.5) - 1] ?? 0));
        expect(classOf(p95)).toBe(classOf(sorted[Math.ceil(times.length * 0.95) - 1] ?? 0));
      }),
    );
  });
});
