import { Environment, EvaluationError, TypeError } from "@marcbachmann/cel-js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/json.ts";
import { evaluate, outcome } from "./support.ts";

const library = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
});

/** Where CEL and JSON mean the same: numbers are written as doubles, x is bound by the loop around all. */
const { bool, number, list, text } = fc.letrec<{
  bool: string;
  number: string;
  text: string;
  list: string;
  value: string;
}>((tie) => ({
  number: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      "n",
      "x",
      "m.k",
      "m.q",
      "0.0",
      "1.0",
      "2.5",
      "-3.0",
      "l[0]",
      "l[1]",
      "double(size(l))",
      "double(s.size())",
    ),
    fc
      .tuple(tie("number"), fc.constantFrom("+", "-", "*"), tie("number"))
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie("bool"), tie("number"), tie("number")).map(([c, t, f]) => `(${c} ? ${t} : ${f})`),
    // Never by zero: the library goes on with an infinity.
    tie("number").map((of) => `(-${of} / 4.0)`),
    fc.constantFrom("m.?k.orValue(1.0)", "m.?q.?r.orValue(2.0)", '{"a": n}.a', "[n, x][1]"),
  ),
  text: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom("s", "m.t", '""', '"a"', "'ab'", 'r"\\d"', '"\\x41\\u0042"'),
    fc.tuple(tie("text"), tie("text")).map(([l, r]) => `(${l} + ${r})`),
    fc.tuple(tie("text"), tie("text")).map(([l, r]) => `${l}.split(${r}).join("-")`),
  ),
  list: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom("l", "e", "m.l"),
    fc.tuple(tie("number"), tie("number")).map(([l, r]) => `[${l}, ${r}]`),
    fc.tuple(tie("list"), tie("list")).map(([l, r]) => `(${l} + ${r})`),
    fc.tuple(tie("list"), tie("number")).map(([of, body]) => `${of}.map(x, ${body})`),
    fc
      .tuple(tie("list"), tie("bool"), tie("number"))
      .map(([of, test, body]) => `${of}.map(x, ${test}, ${body})`),
    fc.tuple(tie("list"), tie("bool")).map(([of, test]) => `${of}.filter(x, ${test})`),
  ),
  value: fc.oneof(
    tie("number"),
    tie("text"),
    tie("list"),
    tie("bool"),
    fc.constantFrom("m", "null", '{"a": [x]}'),
  ),
  bool: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(
      "true",
      "false",
      "has(m.k)",
      "has(m.q)",
      "m.b",
      "m.?q.hasValue()",
      '"k" in m',
      "n == m.k",
    ),
    fc
      .tuple(tie("number"), fc.constantFrom("<", "<=", ">", ">=", "==", "!="), tie("number"))
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc
      .tuple(tie("text"), fc.constantFrom("<", "<=", ">", ">=", "==", "!="), tie("text"))
      .map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie("list"), fc.constantFrom("==", "!="), tie("list")).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie("bool"), fc.constantFrom("&&", "||"), tie("bool")).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc
      .tuple(tie("list"), fc.constantFrom("all", "exists", "exists_one"), tie("bool"))
      .map(([of, name, test]) => `${of}.${name}(x, ${test})`),
    fc
      .tuple(tie("text"), fc.constantFrom("startsWith", "endsWith", "contains"), tie("text"))
      .map(([of, name, arg]) => `${of}.${name}(${arg})`),
    fc.tuple(tie("number"), tie("list")).map(([item, of]) => `(${item} in ${of})`),
    tie("bool").map((of) => `!${of}`),
  ),
}));

const numbers = fc.constantFrom(-1, 0, 0.5, 1, 2.5, 3);
const context: fc.Arbitrary<JsonObject> = fc.record(
  {
    n: numbers,
    s: fc.constantFrom("", "a", "ab", "1-2"),
    l: fc.array(numbers, { maxLength: 3 }),
    // Not the literal []: comparing its items crashes the library.
    e: fc.constant([]),
    m: fc.record(
      {
        k: numbers,
        t: fc.constant("a"),
        b: fc.boolean(),
        l: fc.array(numbers, { maxLength: 2 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

/** The library's value with its integers as numbers, or "error". */
function inLibrary(source: string, values: JsonObject): unknown {
  try {
    return plain(library.evaluate(source, values));
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof TypeError) return "error";
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return value === 0 ? 0 : value;
  return Array.isArray(value) ? value.map(plain) : value;
}

function here(source: string, values: JsonObject): unknown {
  const result = outcome(() => evaluate(source, values));
  return "value" in result ? plain(result.value) : "error";
}

describe("in what CEL and JSON share, expressions", () => {
  it("evaluate to the same as in the library", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.oneof(bool, number, list, text), context, (body, values) => {
        const source = `[0.5].map(x, ${body})`;
        const ours = here(source, values);
        const theirs = inLibrary(source, values);
        if (theirs !== "error") compared++;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});
