import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkExpression,
  compileExpression,
  correlationKey,
  pickPaths,
} from "../../src/expressions/index.ts";
import { context, expression, json } from "./generate.ts";
import { budget, evaluate, outcome } from "./support.ts";

describe("correlation keys", () => {
  it("are equal exactly when == says that the values are", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(json, json),
          json.map((value) => [value, structuredClone(value)] as const),
        ),
        ([a, b]) => {
          expect(correlationKey([a]) === correlationKey([b])).toBe(evaluate("a == b", { a, b }));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("tell kinds and lists apart, but not the order of keys or the sign of zero", () => {
    const different = [
      [1],
      ["1"],
      [true],
      ["true"],
      [null],
      ["null"],
      [],
      [[]],
      [{}],
      [[1]],
      [1, 2],
      [[1, 2]],
      ["1,2"],
      [{ a: 1 }],
      [["a", 1]],
    ];
    expect(new Set(different.map(correlationKey)).size).toBe(different.length);
    expect(correlationKey([{ a: 1, b: { d: 0, c: [2] } }])).toBe(
      correlationKey([{ b: { c: [2.0], d: -0 }, a: 1.0 }]),
    );
  });
});

describe("picking paths", () => {
  it("keeps what the paths lead to, and nothing else", () => {
    const values = { a: { b: { c: 1, d: 2 }, e: [1] }, f: null, g: 1 };
    const paths = [["a", "b", "c"], ["a", "x", "y"], ["f", "z"], ["h"]];
    expect(pickPaths(values, paths)).toEqual({ a: { b: { c: 1 } }, f: null });
    expect(
      pickPaths(values, [
        ["a", "b"],
        ["a", "b", "c"],
      ]),
    ).toEqual({ a: { b: { c: 1, d: 2 } } });
    expect(pickPaths(values, [["a", "e", "x"]])).toEqual({ a: { e: [] } });
    expect(pickPaths(values, [["constructor"], ["a", "__proto__"]])).toEqual({ a: {} });
  });

  it("changes no result, and no error, of an expression that reads these paths", () => {
    let values = 0;
    fc.assert(
      fc.property(expression, context, (source, whole) => {
        if (!checkExpression(source).ok) return;
        const compiled = compileExpression(source);
        const expected = outcome(() => compiled.evaluate(whole, budget()));
        if ("value" in expected) values++;
        expect(outcome(() => compiled.evaluate(pickPaths(whole, compiled.reads), budget()))).toEqual(
          expected,
        );
      }),
      { numRuns: 5000 },
    );
    expect(values).toBeGreaterThan(500);
  });
});
