import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExpression, compileExpression, ExpressionError, isName } from "../../src/expressions/index.ts";
import { typeOf } from "../../src/expressions/types.ts";
import { anySource, context, expression } from "./generate.ts";
import { evaluate, outcome } from "./support.ts";

function problemsOf(source: string, names?: readonly string[]) {
  const check = checkExpression(source, names);
  return check.ok ? [] : check.problems.map(({ code, range, message }) => ({ code, range, message }));
}

describe("checking", () => {
  it("infers types and reads", () => {
    expect(checkExpression('payment.data.total > 10 && payment.data["kind"] == "x"')).toEqual({
      ok: true,
      type: "bool",
      reads: [
        ["payment", "data", "total"],
        ["payment", "data", "kind"],
      ],
    });
    const types = [
      "1 + a.x",
      "a.x + a.y",
      "'a' + a.x",
      "[a] + a.x",
      "{}",
      "null",
      "a ? 1 : 2",
      "a ? 1 : 'x'",
      "a.?b.orValue(1)",
    ];
    expect(types.map((source) => compileExpression(source).type)).toEqual([
      "number",
      "any",
      "string",
      "list",
      "map",
      "null",
      "number",
      "any",
      "any",
    ]);
  });

  it("reports every unknown name, and what may have been meant", () => {
    expect(problemsOf("paymnt.data + order.x + xyz", ["payment", "order"])).toEqual([
      {
        code: "unknown_name",
        range: { start: 0, end: 6 },
        message: "1:1 Nothing is called `paymnt` here. Did you mean `payment`?",
      },
      { code: "unknown_name", range: { start: 24, end: 27 }, message: "1:25 Nothing is called `xyz` here." },
    ]);
    expect(
      problemsOf("[1].all(x, x > y) && has(z.a) && q.?r.hasValue()", []).map(({ range }) => range.start),
    ).toEqual([15, 25, 33]);
    expect(problemsOf("[1].map(x, x) == [x]", []).map(({ range }) => range.start)).toEqual([18]);
  });

  it("reports problems of several kinds at once, in the order of the source", () => {
    const source = 'nme.lwer() + size(1) + ("a" - 1) + b"x" + a.?b';
    expect(
      problemsOf(source, ["name"]).map(({ code, range }) => [code, source.slice(range.start, range.end)]),
    ).toEqual([
      ["unknown_name", "nme"],
      ["unknown_function", "lwer"],
      ["type", "1"],
      ["type", '"a" - 1'],
      ["unsupported", 'b"x"'],
      ["unknown_name", "a"],
      ["optional", "a.?b"],
    ]);
  });

  const PROBLEMS: [source: string, code: string, start: number, end: number][] = [
    ["", "syntax", 0, 0],
    ["  ", "syntax", 0, 2],
    ["a +", "syntax", 3, 3],
    ["(a", "syntax", 2, 2],
    ["a.in", "syntax", 2, 4],
    ["'abc", "syntax", 0, 4],
    ["if.x", "syntax", 0, 2],
    ["a # b", "syntax", 2, 3],
    ["a.all(1, true)", "syntax", 6, 7],
    ["__proto__.x", "syntax", 0, 9],
    ["a.lwer()", "unknown_function", 2, 6],
    ["foo(1)", "unknown_function", 0, 3],
    ["timestamp('x')", "unsupported", 0, 9],
    ["duration('1s')", "unsupported", 0, 8],
    ["1u", "unsupported", 0, 2],
    ["b'x'", "unsupported", 0, 4],
    ["lower('x')", "arguments", 0, 10],
    ["'x'.lower(1)", "arguments", 0, 12],
    ["round()", "arguments", 0, 7],
    ["has(1)", "arguments", 4, 5],
    ["optional.of()", "arguments", 0, 13],
    ["size(1)", "type", 5, 6],
    ["'x'.contains(1)", "type", 13, 14],
    ["1 + 'x'", "type", 0, 7],
    ["[1] - 1", "type", 0, 7],
    ["1 < 'x'", "type", 0, 7],
    ["{} < {}", "type", 0, 7],
    ["1 && true", "type", 0, 1],
    ["1 ? 2 : 3", "type", 0, 1],
    ["1 in 'x'", "type", 0, 8],
    ["1 in {}", "type", 0, 7],
    ["[1]['x']", "type", 4, 7],
    ["'x'.y", "type", 0, 3],
    ["'x'.map(c, c)", "type", 0, 3],
    ["[1].filter(x, 1)", "type", 14, 15],
    ["{1: 2}", "type", 1, 2],
    ["-'x'", "type", 1, 4],
    ["a.?b", "optional", 0, 4],
    ["a.?b + 1", "optional", 0, 4],
    ["[a[?0]]", "optional", 1, 6],
    ["a.?b.lower()", "optional", 0, 12],
    ["{'__proto__': 1}", "key", 1, 12],
    ["{'a': 1, 'a': 2}", "key", 9, 12],
    ["'a'.matches('(')", "pattern", 12, 15],
  ];
  it.each(PROBLEMS)("%j is a problem: %s", (source, code, start, end) => {
    const [problem] = problemsOf(source);
    expect(problem).toMatchObject({ code, range: { start, end } });
    expect(problem?.message).toMatch(/^\d+:\d+ [^]*[.)?]$/);
    expect(() => compileExpression(source)).toThrow(ExpressionError);
  });

  it("infers no type but that of the value", () => {
    let inferred = 0;
    fc.assert(
      fc.property(expression, context, (source, values) => {
        const check = checkExpression(source);
        if (!check.ok || check.type === "any") return;
        const result = outcome(() => evaluate(source, values));
        if ("code" in result) return;
        inferred++;
        expect(typeOf(result.value)).toBe(check.type);
      }),
      { numRuns: 2000 },
    );
    expect(inferred).toBeGreaterThan(200);
  });

  it("tells what can be a name", () => {
    const names = ["order_1", "Order", "_", "x"];
    const others = ["", "order-1", "1a", "if", "in", "true", "null", "a.b", " a", "__proto__", "é"];
    expect(names.filter(isName)).toEqual(names);
    expect(others.filter(isName)).toEqual([]);
  });

  it("never throws, whatever the source", () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const check = checkExpression(source, ["a", "b"]);
        if (check.ok) return;
        for (const { range, code } of check.problems) {
          expect(code).toBeTypeOf("string");
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeGreaterThanOrEqual(range.start);
          expect(range.end).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
