import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Recent } from "../../src/flows/recent.ts";

test("keeps what was used last, up to its capacity", () => {
  const recent = new Recent<string>(10);
  recent.set("a", "A", 4);
  recent.set("b", "B", 4);
  expect(recent.get("a")).toBe("A");
  recent.set("c", "C", 4);
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual(["A", undefined, "C"]);
});

test("a value set again weighs once", () => {
  const recent = new Recent<number>(10);
  for (let n = 0; n < 10; n++) recent.set("a", n, 6);
  recent.set("b", 1, 4);
  expect([recent.get("a"), recent.get("b")]).toEqual([9, 1]);
});

test("what weighs more than everything isn't kept, and takes nothing else's place", () => {
  const recent = new Recent<number>(10);
  recent.set("a", 1, 10);
  recent.set("b", 2, 11);
  expect([recent.get("a"), recent.get("b")]).toEqual([1, undefined]);
});

test("never weighs more than its capacity, and always has what came last", () => {
  const entry = fc.record({ key: fc.nat(5), weight: fc.integer({ min: 1, max: 10 }) });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const recent = new Recent<number>(10);
      for (const { key, weight } of entries) {
        recent.set(`${key}`, weight, weight);
        expect(recent.get(`${key}`)).toBe(weight);
        const kept = [0, 1, 2, 3, 4, 5].map((other) => recent.get(`${other}`) ?? 0);
        expect(kept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(10);
      }
    }),
  );
});
