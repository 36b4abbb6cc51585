import { cpuUsage } from "node:process";
import { describe, expect, it } from "vitest";
import {
  analyseCondition,
  checkExpression,
  checkTemplate,
  compileTemplate,
  correlationKey,
} from "../../src/expressions/index.ts";
import type { Json, JsonObject } from "../../src/json.ts";
import { errorOf, evaluate, outcome } from "./support.ts";

const numbers = Array.from({ length: 1000 }, (_, index) => index);
const long = "a".repeat(1_048_576);
const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, index]));

/** `start`, then the same step again and again. */
function chain(start: string, step: string, times: number): string {
  return start + step.repeat(times);
}

/** A value that prints as 2^depth values, with one object a level. */
function dag(depth: number): Json {
  return depth === 0 ? 1 : ((below) => ({ a: below, b: below }))(dag(depth - 1));
}

function deep(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

const ATTACKS: [name: string, source: string, code: string, context?: JsonObject][] = [
  ["1000³ nested all", "n.all(a, n.all(b, n.all(c, a + b + c >= 0)))", "limit_fuel", { n: numbers }],
  ["1000³ nested map", "n.map(a, n.map(b, n.map(c, a)))", "limit_fuel", { n: numbers }],
  [
    "loops in a list of loops",
    `n.map(a, [${"n.exists(b, b < 0),".repeat(90)}])`,
    "limit_fuel",
    { n: numbers },
  ],
  [
    "a large body in a loop",
    `n.map(a, n.map(b, {${list(400, (i) => `"k${i}": b`)}}))`,
    "limit_fuel",
    { n: numbers },
  ],
  ["a pattern that backtracks", 's.matches("(a+)+$")', "limit_text", { s: `${"a".repeat(100_000)}b` }],
  ["a large pattern", 's.matches("((a{30}){30}){30}")', "limit_pattern", { s: "a" }],
  ["a wide pattern", `s.matches("${"[^a]{1000}".repeat(40)}")`, "limit_pattern", { s: "a" }],
  [
    "brackets hidden in a pattern",
    String.raw`s.matches(r"(${"a".repeat(300)}\Q(\E){1000}")`,
    "limit_pattern",
    { s: "a" },
  ],
  [
    "a costly pattern in a loop",
    'n.all(x, !s.matches("(a|b)*a(a|b){90}c?d"))',
    "limit_fuel",
    { n: numbers, s: "ab".repeat(200) },
  ],
  ["a pattern with ever new states", 's.matches("(a|b)*a(a|b){40}[^ab]")', "limit_fuel", { s: random(8000) }],
  [
    "many large patterns",
    list(300, (i) => `s.matches("a{${900 + (i % 90)}}")`).replaceAll(",", "||"),
    "limit_pattern",
    { s: "" },
  ],
  [
    "large patterns in a loop",
    'n.exists(x, s.matches("a{900}" + string(x)))',
    "limit_fuel",
    { n: numbers, s: "a" },
  ],
  [
    "wrong patterns in a loop",
    "n.exists(x, s.matches(p))",
    "limit_fuel",
    { n: numbers, s: "a", p: "(a".repeat(250) },
  ],
  ["doubling a list", chain("[[1]]", ".map(a, a + a)", 30), "limit_fuel"],
  ["doubling a text", chain('["0123456789"]', ".map(a, a + a)", 30), "limit_text"],
  ["doubling a map (DAG bomb)", `${chain("[1]", '.map(x, {"a": x, "b": x})', 26)}[0]`, "limit_result"],
  ["printing a DAG bomb", `string(${chain("[1]", '.map(x, {"a": x, "b": x})', 26)}[0])`, "limit_result"],
  ["joining DAG bombs", `${chain("[1]", ".map(x, [x, x])", 26)}.join()`, "limit_result"],
  ["comparing DAG bombs", "a == b", "limit_fuel", { a: dag(40), b: dag(40) }],
  ["finding a DAG bomb", "a in [b]", "limit_fuel", { a: dag(40), b: dag(40) }],
  ["a bomb of texts", `[s].map(x, [${"x,".repeat(100)}])`, "limit_result", { s: long }],
  ["a value nested too deeply", "a", "limit_depth", { a: deep(100_000) }],
  ["comparing values nested too deeply", "a == b", "limit_depth", { a: deep(100_000), b: deep(100_000) }],
  ["printing a value nested too deeply", "string(a)", "limit_depth", { a: deep(100_000) }],
  ["searching in a text", "s.contains(t)", "limit_fuel", { s: long, t: `b${"a".repeat(500_000)}` }],
  ["splitting into characters", 's.split("")', "limit_fuel", { s: long }],
  ["splitting at each character", 's.split("a")', "limit_fuel", { s: long }],
  ["replacing by long texts", 's.replace("a", s)', "limit_fuel", { s: long }],
  [
    "replacing until it is long",
    's.replace("a", t)',
    "limit_text",
    { s: "a".repeat(5000), t: "b".repeat(5000) },
  ],
  ["joining long texts", "n.map(x, s).join()", "limit_text", { n: numbers, s: "a".repeat(5000) }],
  ["changing case in a loop", "n.map(x, s.upper().size())", "limit_fuel", { n: numbers, s: long }],
  ["measuring in a loop", "n.map(x, size(s))", "limit_fuel", { n: numbers, s: long }],
  [
    "ordering long texts in a loop",
    "n.exists(x, s < t)",
    "limit_fuel",
    { n: numbers, s: `${long}b`, t: `${long}a` },
  ],
  [
    "comparing long texts in a loop",
    "n.exists(x, s + 'b' == s + 'c')",
    "limit_text",
    { n: numbers, s: long },
  ],
  ["adding up in a loop", "n.map(x, sum(n))", "limit_fuel", { n: numbers }],
  [
    "printing in a loop",
    "n.map(x, string(m).size())",
    "limit_fuel",
    { n: numbers, m: numbers.map((x) => ({ x })) },
  ],
  ["going through keys in a loop", "n.map(x, m.exists(k, true))", "limit_fuel", { n: numbers, m: wide }],
  ["comparing maps in a loop", "n.exists(x, m == o)", "limit_fuel", { n: numbers, m: wide, o: { a: 1 } }],
  ["counting keys in a loop", "n.exists(x, m.size() < 0)", "limit_fuel", { n: numbers, m: wide }],
  ["errors in a loop", "n.exists(y, n.exists(x, x.q || y.q))", "limit_fuel", { n: numbers }],
  [
    "errors in a long source",
    `n.exists(y, n.exists(x, x.q)) ${" ".repeat(15_000)}`,
    "limit_fuel",
    { n: numbers },
  ],
  ["identifiers in a loop", "n.map(y, n.map(x, uuid()))", "limit_fuel", { n: numbers }],
  ["parsing dates in a loop", 'n.map(y, n.map(x, date("2026-01-31")))', "limit_fuel", { n: numbers }],
  ["deep parentheses", `${"(".repeat(8000)}1${")".repeat(8000)}`, "limit_depth"],
  ["deep lists", `${"[".repeat(8000)}${"]".repeat(8000)}`, "limit_depth"],
  ["deep maps", `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`, "limit_depth"],
  ["deep calls", `${"size(".repeat(2000)}1${")".repeat(2000)}`, "limit_depth"],
  ["deep choices", `${"true ? 1 : ".repeat(1000)}1`, "limit_depth"],
  ["deep paths", `a${".a".repeat(4000)}`, "limit_depth", { a: 1 }],
  ["deep indexes", `${"a[".repeat(4000)}0${"]".repeat(4000)}`, "limit_depth", { a: 1 }],
  ["a run of !", `${"!".repeat(16_000)}true`, "limit_depth"],
  ["a run of -", `${"- ".repeat(8000)}1`, "limit_depth"],
  ["a run of - over lines", `${"-//-\n".repeat(3000)}1`, "limit_depth"],
  ["too many parts", `${"1+".repeat(4000)}1`, "limit_nodes"],
  ["a long list", `[${"1,".repeat(5000)}]`, "limit_nodes"],
  ["100,000 characters", "a+".repeat(50_000), "limit_source"],
  ["a long text", `"${"a".repeat(100_000)}"`, "limit_source"],
  ["a long number", "9".repeat(16_000), "not_finite"],
  ["a number out of range", "1e999", "syntax"],
];

function list(length: number, item: (index: number) => string): string {
  return Array.from({ length }, (_, index) => item(index)).join();
}

/** A text of a and b without a pattern to it, the same each time. */
function random(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 16) & 1 ? "a" : "b";
  }).join("");
}

/** CPU time, since the tests share their cores. */
function cpuMs(run: () => void): number {
  const before = cpuUsage();
  run();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}

describe("attacks", () => {
  // A shared machine stalls now and then.
  it.each(ATTACKS)("%s ends soon and clearly", { retry: 2 }, (name, source, code, context) => {
    const spent = cpuMs(() => {
      expect(outcome(() => evaluate(source, context))).toEqual({ code });
    });
    if (process.env["SHOW"]) console.log(spent.toFixed(1).padStart(7), name);
    expect(spent).toBeLessThan(100);
  });

  it("answers a pattern that would backtrack", () => {
    const spent = cpuMs(() => {
      expect(evaluate('s.matches("(a+)+$")', { s: `${"a".repeat(8000)}b` })).toBe(false);
    });
    expect(spent).toBeLessThan(100);
  });

  it("takes a chain as long as the limits allow", () => {
    expect(evaluate(Array.from({ length: 1000 }, () => "1").join("+"))).toBe(1000);
    const conjuncts = Array.from({ length: 600 }, () => "true").join("&&");
    expect(evaluate(conjuncts)).toBe(true);
    expect(analyseCondition(conjuncts, "t").rest).toHaveLength(600);
  });

  it("checks a thousand unknown names against a thousand names soon", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `name_number_${index}`);
    const source = Array.from({ length: 900 }, (_, index) => `mane_numbr_${index}`).join("+");
    const spent = cpuMs(() => {
      const check = checkExpression(source, names);
      expect(check.ok || check.problems.length).toBe(900);
    });
    expect(spent).toBeLessThan(150);
  });

  it("ends soon with a template that is all braces, or too much of it", () => {
    const spent = cpuMs(() => {
      expect(checkTemplate("{{".repeat(500_000)).problems).toHaveLength(1);
      const many = checkTemplate(Array.from({ length: 20_000 }, () => "{{ 1 + 1 }}"));
      expect(many.problems[0]?.error.code).toBe("limit_source");
      const expressions = Array.from({ length: 20_000 }, () => "{{ 1 + 1 }}");
      expect(errorOf(() => compileTemplate(expressions)).code).toBe("limit_source");
      const patterns = Array.from({ length: 100 }, (_, index) => `{{ "a".matches("b{${800 + index}}") }}`);
      expect(errorOf(() => compileTemplate(patterns)).code).toBe("limit_pattern");
    });
    expect(spent).toBeLessThan(500);
  });

  it("refuses a correlation value nested too deeply", () => {
    expect(outcome(() => correlationKey([deep(100_000)]))).toEqual({ code: "limit_depth" });
  });
});
