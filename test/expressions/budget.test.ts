import { describe, expect, it } from "vitest";
import { compileExpression, LIMITS } from "../../src/expressions/index.ts";
import { budget, errorOf, evaluate } from "./support.ts";

describe("a budget", () => {
  it("is shared by all that is evaluated with it", () => {
    const within = budget();
    const source = "l.map(x, x + 1).size()";
    const context = { l: Array.from({ length: 10_000 }, (_, index) => index) };
    expect(evaluate(source, context, within)).toBe(10_000);
    const first = LIMITS.fuel - within.left;
    evaluate(source, context, within);
    expect(LIMITS.fuel - within.left).toBe(2 * first);
    expect(
      errorOf(() => {
        for (;;) evaluate(source, context, within);
      }).code,
    ).toBe("limit_fuel");
    expect(within.left).toBe(0);
  });

  it("stays spent once it has run out", () => {
    const within = budget(10);
    expect(errorOf(() => evaluate("[1, 2, 3].all(x, [1, 2, 3].all(y, x + y > 0))", {}, within)).code).toBe(
      "limit_fuel",
    );
    expect(errorOf(() => evaluate("1", {}, within)).code).toBe("limit_fuel");
  });

  it("isn't saved by an operand that would decide", () => {
    const source = "l.all(x, l.all(y, x + y > 0)) || true";
    expect(errorOf(() => evaluate(source, { l: Array(1000).fill(1) })).code).toBe("limit_fuel");
  });

  it("goes a long way for usual work", () => {
    const items = Array.from({ length: 1000 }, (_, id) => ({
      id,
      price: id / 2,
      name: `Item ${id}`,
      email: "a@b.example",
    }));
    const source = `items.filter(i, i.price > 10 && i.email.matches("^[^@]+@[^@]+$")).map(i, {"id": i.id, "label": i.name.upper() + "!", "gross": round(i.price * 1.19, 2)})`;
    const within = budget();
    expect(evaluate(source, { items }, within)).toHaveLength(979);
    expect(within.left).toBeGreaterThan(LIMITS.fuel / 4);
  });

  it("bounds the results of all expressions together", () => {
    const within = budget();
    const expression = compileExpression("t");
    const context = { t: "x".repeat(LIMITS.text) };
    for (let times = 0; times < 3; times++) expression.evaluate(context, within);
    expect(errorOf(() => expression.evaluate(context, within)).code).toBe("limit_result");
  });

  it("lists its limits in a table that can't be changed", () => {
    expect(Object.isFrozen(LIMITS)).toBe(true);
    expect(LIMITS).toMatchObject({ nodes: 2000, depth: 64, fuel: 200_000, text: 1_048_576 });
  });

  it("names the position where it ran out", () => {
    const error = errorOf(() => evaluate("1 +\nl.map(x, x).size()", { l: [1, 2, 3] }, budget(5)));
    expect(error.message).toBe(
      "2:1 This takes too much work. Go through fewer items, or split the work over several blocks.",
    );
    expect(error.range).toEqual({ start: 4, end: 15 });
  });
});
