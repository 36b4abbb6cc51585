import { describe, expect, it } from "vitest";
import { analyseCondition, correlationKey } from "../../src/expressions/index.ts";
import type { Json } from "../../src/json.ts";
import { evaluate, outcome } from "./support.ts";

/** A list of one, of one, … */
function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

// The stack is workerd's own: what Node holds says nothing of it.
describe("the stack of a Worker", () => {
  it("holds the longest chains that the limits allow", () => {
    expect(evaluate(Array.from({ length: 999 }, () => "1").join("+"))).toBe(999);
    expect(evaluate(`[${"[1]+".repeat(490)}[1]][0].size()`)).toBe(491);
    const conjuncts = Array.from({ length: 280 }, () => "t.data.x == o.y").join("&&");
    expect(analyseCondition(conjuncts, "t").key).toHaveLength(280);
  });

  it("holds the deepest sources and values that the limits allow", () => {
    expect(evaluate(`${"(".repeat(60)}1${")".repeat(60)}`)).toBe(1);
    expect(evaluate(`${"!".repeat(60)}true`)).toBe(true);
    expect(evaluate("a == b", { a: nested(255), b: nested(255) })).toBe(true);
    expect(correlationKey([nested(255)])).toHaveLength(513);
  });

  it("isn't reached by what is deeper", () => {
    for (const source of ["!".repeat(16_000), "(".repeat(16_000), "[".repeat(16_000), "a.".repeat(8_000)]) {
      expect(outcome(() => evaluate(`${source}a`))).toEqual({ code: "limit_depth" });
    }
    expect(outcome(() => evaluate("a", { a: nested(100_000) }))).toEqual({ code: "limit_depth" });
    expect(outcome(() => correlationKey([nested(100_000)]))).toEqual({ code: "limit_depth" });
  });
});
