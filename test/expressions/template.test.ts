import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkTemplate, compileTemplate, hasExpression, literalPrefix } from "../../src/expressions/index.ts";
import type { Json } from "../../src/json.ts";
import { json } from "./generate.ts";
import { budget, errorOf } from "./support.ts";

const context = { order: { id: 7, note: null, paid: true, lines: [{ sku: "a" }], name: "Ada" } };

function render(template: Json): Json {
  return compileTemplate(template).evaluate(context, budget());
}

describe("templates", () => {
  const TEXTS: [template: string, value: Json][] = [
    ["{{ order.id }}", 7],
    ["{{order.lines}}", [{ sku: "a" }]],
    ["{{ order.note }}", null],
    ["{{ order.paid }}", true],
    ["#{{ order.id }}", "#7"],
    [" {{ order.id }}", " 7"],
    ["{{ order.id }}{{ order.id }}", "77"],
    ["Dear {{ order.name }}, {{ order.paid }}: {{ order.note }}.", "Dear Ada, true: ."],
    ["{{ order.lines }}!", '[{"sku":"a"}]!'],
    ["{{ 1e21 }} {{ 0.5 }}", "1e+21 0.5"],
    ["{{ '}}' }}", "}}"],
    ['{{ "a}}" + r"\\}}" }}', "a}}\\}}"],
    ["{{ '''}} ' }}''' }}", "}} ' }}"],
    ["{{ 'it\\'s }}' }}", "it's }}"],
    ['{{ {"a": {"b": 1}}}}', { a: { b: 1 } }],
    ['{{{"a": {"b": 1}}}}', { a: { b: 1 } }],
    ['{{ {"a": {}} }}{{ 1 }}', '{"a":{}}1'],
    ["{{ 1 // }}\n + 1 }}", 2],
    ["a }} b { c {", "a }} b { c {"],
    ["{{ '{{' }} literal", "{{ literal"],
    ["", ""],
  ];
  it.each(TEXTS)("%j", (template, value) => {
    expect(render(template)).toEqual(value);
  });

  it("renders values at any depth and takes keys as they are", () => {
    expect(render({ a: [1, "{{ order.id }}", { b: "{{ order.name }}!" }], "{{ order.id }}": null })).toEqual({
      a: [1, 7, { b: "Ada!" }],
      "{{ order.id }}": null,
    });
  });

  it("gives constant JSON as it is", () => {
    fc.assert(
      fc.property(json, (value) => {
        const template = compileTemplate(value);
        expect(template.isConstant).toBe(true);
        expect(template.evaluate({}, budget())).toBe(value);
      }),
    );
  });

  it("gives any value of the context with its type, alone or within", () => {
    fc.assert(
      fc.property(json, (value) => {
        const template = compileTemplate({ x: ["{{ v }}"], y: "{{ v }}{{ v }}" });
        const text = value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
        expect(template.isConstant).toBe(false);
        expect(template.evaluate({ v: value }, budget())).toEqual({ x: [value], y: text + text });
      }),
    );
  });

  it("sets a key __proto__ as an own field", () => {
    const rendered = render(JSON.parse('{"__proto__": "{{ order.id }}"}'));
    expect(JSON.stringify(rendered)).toBe('{"__proto__":7}');
  });

  it("passes a callback's body of 1 MiB, alone, within and as text", () => {
    const body = JSON.stringify(
      Array.from({ length: 12_000 }, (_, id) => ({ id, text: "x".repeat(60) })),
    ).slice(0, 2 ** 20);
    for (const data of [
      JSON.parse(body.slice(0, body.lastIndexOf(",{")) + "]"),
      "x".repeat(2 ** 20 - 2),
      Array(2 ** 19 - 1).fill(0),
    ]) {
      const payment = { payment: { data } };
      expect(compileTemplate("{{ payment.data }}").evaluate(payment, budget())).toBe(data);
      expect(compileTemplate({ a: { b: "{{ payment.data }}" } }).evaluate(payment, budget())).toEqual({
        a: { b: data },
      });
    }
  });

  it("lists what it reads, each path once", () => {
    const { reads } = compileTemplate(["{{ order.id + order.x }}", { a: "{{ order.id }} {{ run.id }}" }]);
    expect(reads).toEqual([
      ["order", "id"],
      ["order", "x"],
      ["run", "id"],
    ]);
  });

  it("points into the text when compiling and when evaluating", () => {
    expect(errorOf(() => compileTemplate({ a: "Hello\n{{ nme. }}" }))).toMatchObject({
      code: "syntax",
      range: { start: 14, end: 14 },
    });
    const failure = errorOf(() => render("Hello\n{{ order.x }}"));
    expect(failure).toMatchObject({ code: "missing_field", range: { start: 15, end: 16 } });
    expect(failure.message).toMatch(/^2:10 /);
    expect(errorOf(() => compileTemplate("{{ a")).message).toMatch(/^1:1 This {{ has no }} within/);
    expect(errorOf(() => compileTemplate("{{ }}")).code).toBe("syntax");
  });

  it("finds all problems, each with its path", () => {
    const template = {
      values: { total: "{{ ordr.total }} {{ x }}", ok: "{{ order.id }}" },
      items: [{ x: "{{ 1 + }}" }],
      "a b": "{{",
    };
    const { problems, reads } = checkTemplate(template, ["order"]);
    expect(problems.map(({ path, error }) => [path, error.code, error.range.start])).toEqual([
      ["values.total", "unknown_name", 3],
      ["values.total", "unknown_name", 20],
      ["items[0].x", "syntax", 7],
      ['["a b"]', "syntax", 0],
    ]);
    expect(reads).toEqual([["order", "id"]]);
    expect(checkTemplate("{{ a }}", [])).toMatchObject({ problems: [{ path: "" }] });
  });

  it("are read as they were written, whatever stands there", () => {
    const noise = fc.array(fc.constantFrom("{{", "}}", "{", "}", "'", '"', "a", " ", "//", "\n", "\\"), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(noise, (tokens) => {
        const text = tokens.join("");
        const { problems } = checkTemplate(text);
        if (!hasExpression(text)) expect(render(text)).toBe(text);
        else if (problems.length === 0) expect(compileTemplate(text).isConstant).toBe(false);
        else expect(errorOf(() => compileTemplate(text)).code).toBe(problems[0]?.error.code);
      }),
      { numRuns: 1000 },
    );
  });

  it("shares one budget between its expressions", () => {
    const template = compileTemplate(["{{ 1 + 1 }}", "{{ 1 + 1 }}"]);
    const within = budget();
    template.evaluate({}, within);
    const spent = 200_000 - within.left;
    expect(errorOf(() => template.evaluate({}, budget(spent - 1))).code).toBe("limit_fuel");
    expect(template.evaluate({}, budget(spent))).toEqual([2, 2]);
  });

  it("tells the literal text before the first expression", () => {
    expect(literalPrefix("https://a.example/{{ id }}")).toBe("https://a.example/");
    expect(literalPrefix("https://a.example/")).toBe("https://a.example/");
    expect([hasExpression("a {{ b }}"), hasExpression("a { b }")]).toEqual([true, false]);
  });
});
