import { describe, expect, it } from "vitest";
import { Budget, functionCatalogue } from "../../src/expressions/index.ts";
import type { Json } from "../../src/json.ts";
import { evaluate, outcome } from "./support.ts";

const context = { none: null, prices: [2, 3.5, 1], text: " a-b-c ", m: { a: 1, b: [true, null] } };

const VALUES: [source: string, value: Json][] = [
  ['size("h😀")', 2],
  ["prices.size() + m.size() + size(text)", 12],
  ['text.trim().split("-")', ["a", "b", "c"]],
  ['"h😀".split("")', ["h", "😀"]],
  ['"ab".startsWith("a") && "ab".endsWith("b") && "abc".contains("b")', true],
  ['"Ab".lower() + "Ab".upper()', "abAB"],
  ['"a.a".replace(".", "$&$1")', "a$&$1a"],
  ['"abcd".substring(1) + "abcd".substring(1, 3)', "bcdbc"],
  ['prices.join(", ")', "2, 3.5, 1"],
  ['["a", null, [1], true].join()', "a[1]true"],
  ["sum(prices) + prices.sum() + sum(1, 2) + sum([])", 16],
  ["avg(prices.map(x, x * 2))", 13 / 3],
  ["[min(prices), max(prices), min(3, 2), max(1)]", [1, 3.5, 2, 1]],
  ["[abs(-1.5), floor(-1.5), ceil(-1.5)]", [1.5, -2, -1]],
  ["[round(2.5), round(-2.5), round(1.005, 2), round(1e21, 3), round(-0.4)]", [3, -3, 1.01, 1e21, -0]],
  [
    "[string(1.0), string(1e21), string(true), string(none), string(m)]",
    ["1", "1e+21", "true", "", '{"a":1,"b":[true,null]}'],
  ],
  ['[int("12"), int(-1.7), int("1.9"), int(true)]', [12, -1, 1, 1]],
  ['[double("1.5e1"), double("-.5"), double(2), double(" 3 ")]', [15, -0.5, 2, 3]],
  ['[bool("true"), bool(false)]', [true, false]],
  ["[none, 1, true, text, prices, m].map(x, type(x))", ["null", "number", "bool", "string", "list", "map"]],
  ['date("2026-01-02T03:04:05Z")', Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['date("2026-01-02")', Date.UTC(2026, 0, 2)],
  ['date("2026-01-02T03:04")', Date.UTC(2026, 0, 2, 3, 4)],
  ['date("2026-01-02 03:04:05.057123+02:00")', Date.UTC(2026, 0, 2, 1, 4, 5, 57)],
  ['date("2024-02-29T00:00:00-0130")', Date.UTC(2024, 1, 29, 1, 30)],
  ["formatDate(0)", "1970-01-01T00:00:00.000Z"],
  ['formatDate(date("2026-01-02T03:04:05.006Z"), "dd.MM.yyyy HH:mm:ss,SSS")', "02.01.2026 03:04:05,006"],
  ['"ab12".matches("^[a-z]+[0-9]{2}$") && !"ab".matches("c")', true],
  ['"ABC".matches("(?i)abc") && "a" .matches(r"^\\w$")', true],
  ['["^a", "b$"].all(p, "ab".matches(p))', true],
];

const FAILURES: [source: string, code: string][] = [
  ['int("x")', "value"],
  ['int("")', "value"],
  ['int("0x10")', "value"],
  ['double("Infinity")', "value"],
  ['double("1e999")', "value"],
  ["double(none)", "type"],
  ['bool("yes")', "value"],
  ["avg([])", "value"],
  ["max([])", "value"],
  ["sum(m.b)", "type"],
  ["sum([1e308, 1e308])", "not_finite"],
  ["round(1.5, 0.5)", "value"],
  ['"a".replace("", "b")', "value"],
  ['"a".substring(2)', "value"],
  ['"a".substring(0.5)', "value"],
  ['date("2026-02-30")', "value"],
  ['date("2026-13-01")', "value"],
  ['date("2026-01-02T24:00:00Z")', "value"],
  ['date("2026-01-02T03:04:05+25:00")', "value"],
  ['date("tomorrow")', "value"],
  ["formatDate(1e20)", "value"],
  ["size(none)", "type"],
  ["prices.map(p, p.lower())", "type"],
  ['["("].map(p, "a".matches(p))', "pattern"],
  [String.raw`"a".matches(r"(a)\1")`, "pattern"],
  [String.raw`"a".matches(r"\p{Greek}")`, "pattern"],
];

describe("functions", () => {
  it.each(VALUES)("%s", (source, value) => {
    expect(evaluate(source, context)).toEqual(value);
  });

  it.each(FAILURES)("%s fails with %s", (source, code) => {
    expect(outcome(() => evaluate(source, context))).toEqual({ code });
  });

  it("are all in the catalogue, each with a signature, a line of help and an example", () => {
    const catalogue = functionCatalogue();
    const names = catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, signature, summary, example, value } of catalogue) {
      expect(signature).toMatch(/\): \w+$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
      expect(example).toContain(`${name}(`);
      expect(evaluate(example, {}, new Budget({ now: Date.now(), uuid: () => crypto.randomUUID() }))).toEqual(
        value,
      );
    }
    expect(catalogue.find(({ name }) => name === "replace")?.signature).toBe(
      "(text: string).replace(search: string, by: string): string",
    );
    expect(catalogue.find(({ name }) => name === "round")?.signature).toBe(
      "round(number: number, digits?: number): number",
    );
  });
});
