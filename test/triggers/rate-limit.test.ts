import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "../../src/triggers/rate-limit.ts";

const WINDOW = 10_000;
const START = Date.UTC(2026, 0, 31, 12);

/** The moments at which requests under one name were let in. */
function admitted(moments: readonly number[], limit: number): number[] {
  const limiter = new RateLimiter();
  return moments.filter((now) => limiter.admit("a", { limit, now }) === undefined);
}

/** The most of these moments within ten seconds, the last one excluded. */
function mostWithin(moments: readonly number[]): number {
  let first = 0;
  return moments.reduce((most, moment, index) => {
    while (moment - (moments[first] ?? moment) >= WINDOW) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

describe("a rate limiter", () => {
  it("lets the limit in, and turns the next one away until the window is over", () => {
    const limiter = new RateLimiter();
    const at = (now: number) => limiter.admit("a", { limit: 3, now: START + now });
    expect([at(0), at(1), at(2), at(3), at(2_000), at(9_999)]).toEqual([
      ...[undefined, undefined, undefined],
      ...[10, 8, 1],
    ]);
  });

  it("counts the window before as far as it lies within ten seconds", () => {
    const limiter = new RateLimiter();
    const at = (now: number) => limiter.admit("a", { limit: 10, now: START + now });
    for (let n = 0; n < 10; n++) expect(at(9_000)).toBeUndefined();
    expect([at(10_000), at(10_001), at(10_002)]).toEqual([10, undefined, 10]);
    expect([at(11_001), at(11_002)]).toEqual([undefined, 9]);
    expect(Array.from({ length: 4 }, () => at(15_000))).toEqual([undefined, undefined, undefined, 5]);
    for (let n = 0; n < 10; n++) expect(at(30_000)).toBeUndefined();
  });

  it("counts each name by itself", () => {
    const limiter = new RateLimiter();
    const at = (name: string) => limiter.admit(name, { limit: 1, now: START });
    expect([at("a"), at("b"), at("a"), at("b")]).toEqual([undefined, undefined, 10, 10]);
  });

  it("forgets the longest unseen of more than ten thousand names", () => {
    const limiter = new RateLimiter();
    const at = (name: string) => limiter.admit(name, { limit: 2, now: START });
    at("first");
    at("kept");
    for (let n = 0; n < 9_998; n++) at(`${n}`);
    at("kept");
    at("one more");
    expect([at("kept"), at("first"), at("first")]).toEqual([10, undefined, undefined]);
  });

  it("lets nobody in where the limit is none", () => {
    expect(admitted([START, START + WINDOW, START + 3 * WINDOW], 0)).toEqual([]);
  });
});

describe("whatever comes", () => {
  const pauses = fc.oneof(
    fc.nat({ max: 50 }),
    fc.nat({ max: 2_000 }),
    fc.constant(0),
    fc.nat({ max: 3 * WINDOW }),
  );
  const traffic = fc.record({
    limit: fc.integer({ min: 1, max: 30 }),
    moments: fc.array(pauses, { maxLength: 300 }).map((gaps) => {
      let now = START;
      return gaps.map((gap) => (now += gap));
    }),
  });

  it("never more than the limit is let in between two multiples of ten seconds", () => {
    fc.assert(
      fc.property(traffic, ({ limit, moments }) => {
        const counts = new Map<number, number>();
        for (const moment of admitted(moments, limit)) {
          const window = Math.floor(moment / WINDOW);
          counts.set(window, (counts.get(window) ?? 0) + 1);
        }
        for (const count of counts.values()) expect(count).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("never more than twice the limit is let in within any ten seconds", () => {
    fc.assert(
      fc.property(traffic, ({ limit, moments }) => {
        expect(mostWithin(admitted(moments, limit))).toBeLessThanOrEqual(2 * limit);
      }),
    );
  });

  it("a sender who keeps below half the limit is never turned away", () => {
    fc.assert(
      fc.property(traffic, ({ limit, moments }) => {
        fc.pre(mostWithin(moments) <= limit / 2);
        expect(admitted(moments, limit)).toEqual(moments);
      }),
    );
  });

  it("one who sends evenly and too much is let in about as often as the limit says, in any ten seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 2, max: 20 }), (limit, times) => {
        const gap = WINDOW / (limit * times);
        const moments = Array.from({ length: limit * times * 5 }, (_, n) => START + n * gap);
        const later = admitted(moments, limit).filter((moment) => moment >= START + WINDOW);
        expect(mostWithin(later)).toBeLessThanOrEqual(limit * 1.1 + 1);
        expect(later.length / 4).toBeGreaterThanOrEqual(limit * 0.9 - 1);
      }),
      { numRuns: 20 },
    );
  });

  it("who is turned away and comes again when he is told to is let in, if he was alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat({ max: WINDOW - 1 }), (limit, offset) => {
        const limiter = new RateLimiter();
        const now = START + offset;
        for (let n = 0; n < limit; n++) limiter.admit("a", { limit, now });
        const seconds = limiter.admit("a", { limit, now });
        expect(seconds).toBe(Math.ceil((WINDOW - offset) / 1_000));
        const again = now + (seconds ?? 0) * 1_000;
        if (again % WINDOW !== 0) expect(limiter.admit("a", { limit, now: again })).toBeUndefined();
      }),
    );
  });
});
