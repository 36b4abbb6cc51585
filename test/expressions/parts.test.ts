import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ASTNode } from "../../src/expressions/ast.ts";
import { conditionParts } from "../../src/expressions/index.ts";
import { parse } from "../../src/expressions/parse.ts";
import { conjunctsOf, sameTree } from "../../src/expressions/syntax.ts";
import { context, expression } from "./generate.ts";
import { budget, evaluate, outcome } from "./support.ts";

const CASES: [source: string, parts: [left: string, op: string, right: string][]][] = [
  [
    "payment.data.orderId == initial.data.orderId && payment.data.paid >= details.total",
    [
      ["payment.data.orderId", "==", "initial.data.orderId"],
      ["payment.data.paid", ">=", "details.total"],
    ],
  ],
  [
    'a.status in ["paid", "done"] && (b != 1 && c < -2)',
    [
      ["a.status", "in", '["paid", "done"]'],
      ["b", "!=", "1"],
      ["c", "<", "-2"],
    ],
  ],
  [
    'a.name.startsWith("x && y") && a["odd )"].contains(b)',
    [
      ["a.name", "startsWith", '"x && y"'],
      ['a["odd )"]', "contains", "b"],
    ],
  ],
  ["(a + b) * 2 == (c)", [["(a + b) * 2", "==", "c"]]],
  ["a == (b == c)", [["a", "==", "(b == c)"]]],
  ["(a == b) == c", [["a == b", "==", "c"]]],
  ["(a ? b : c) > 1", [["(a ? b : c)", ">", "1"]]],
  ["(a + b).endsWith(c)", [["(a + b)", "endsWith", "c"]]],
  [
    "((a))==b // so\n && c > 0",
    [
      ["a", "==", "b"],
      ["c", ">", "0"],
    ],
  ],
];

describe("a condition's parts", () => {
  it.each(CASES)("%s", (source, parts) => {
    const found = conditionParts(source) ?? [];
    expect(found.map(({ left, op, right }) => [left, op, right])).toEqual(parts);
  });

  it("are has(…) with a left side only, or a text alone where they are something else", () => {
    expect(conditionParts("has(a.b) && !a.c && (a.d || a.e) && a.list.exists(x, x > 1)")).toEqual([
      { op: "has", left: "a.b", right: null, text: "has(a.b)" },
      { op: null, left: null, right: null, text: "!a.c" },
      { op: null, left: null, right: null, text: "(a.d || a.e)" },
      { op: null, left: null, right: null, text: "a.list.exists(x, x > 1)" },
    ]);
    expect(conditionParts("a ? b : c")).toEqual([{ op: null, left: null, right: null, text: "(a ? b : c)" }]);
  });

  it("keep the text of the source", () => {
    expect(conditionParts("a==1   &&  b in[ 2 ]")?.map(({ text }) => text)).toEqual(["a==1", "b in[ 2 ]"]);
  });

  it.each(["", "a ==", "a &&", "(a", "a == 1 && "])("are none of what doesn't parse: %j", (source) => {
    expect(conditionParts(source)).toBeNull();
  });

  const joined = fc
    .array(fc.tuple(expression, fc.constantFrom("", "(", "((")), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([part, open]) => `${open}${part}${open.replaceAll("(", ")")}`).join(" && "));

  it("mean together what the source means, each written out anew too", () => {
    let simple = 0;
    fc.assert(
      fc.property(joined, context, (source, values) => {
        const parts = conditionParts(source);
        expect(parts).not.toBeNull();
        const texts = parts?.map(({ text }) => text).join(" && ") ?? "";
        const anew = parts?.map(rewritten).join(" && ") ?? "";
        simple += parts?.filter(({ op }) => op !== null).length ?? 0;
        expect(sameConjuncts(source, texts)).toBe(true);
        expect(sameConjuncts(source, anew)).toBe(true);
        const wanted = outcome(() => evaluate(source, values, budget()));
        expect(outcome(() => evaluate(texts, values, budget()))).toEqual(wanted);
      }),
      { numRuns: 2_000 },
    );
    // About 600 of them: the rule was tried on what it is about.
    expect(simple).toBeGreaterThan(300);
  });
});

function rewritten({
  op,
  left,
  right,
  text,
}: NonNullable<ReturnType<typeof conditionParts>>[number]): string {
  if (op === null) return text;
  if (right === null) return `has(${left})`;
  return /^[a-z]{3}/i.test(op) ? `${left}.${op}(${right})` : `${left} ${op} ${right}`;
}

/** Whether two conditions have the same conjuncts, however they are grouped. */
function sameConjuncts(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => conjunctsOf(parse({ text, offset: 0 }, text.length)));
  return (
    first?.length === second?.length && first?.every((node, index) => isSame(node, second?.[index])) === true
  );
}

function isSame(a: ASTNode, b: ASTNode | undefined): boolean {
  return b !== undefined && sameTree(a, b);
}
