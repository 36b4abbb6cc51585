import { describe, expect, it } from "vitest";
import { compileExpression } from "../../src/expressions/index.ts";
import type { Json } from "../../src/json.ts";
import { errorOf, evaluate, NOW, outcome } from "./support.ts";

const context = {
  user: { name: "Ada", age: 36, email: null, "first name": "Ada" },
  items: [
    { price: 2.5, count: 2, tag: "a" },
    { price: 10, count: 1 },
  ],
  flags: { on: true, off: false },
  none: null,
};

const VALUES: [source: string, value: Json][] = [
  // Numbers are JSON's.
  ["user.age + 1", 37],
  ["7 / 2", 3.5],
  ["-7 % 3", -1],
  ["7.5 % 2", 1.5],
  ["2 * 1.5 - 1", 2],
  ["0x10 + 1e2", 116],
  ["-user.age", -36],
  ["1 == 1.0", true],
  ["0.0 == -0.0", true],
  ["(1 + 2) * 3", 9],
  // Equality is deep and strict.
  ['"1" == 1', false],
  ['"1" != 1', true],
  ["null == none", true],
  ["null == false", false],
  ['{"a": [1, {"b": 2}], "c": 3} == {"c": 3, "a": [1, {"b": 2.0}]}', true],
  ["[1, 2] == [1, 2, 3]", false],
  ['[1] == {"0": 1}', false],
  ['{"a": 1} == {"b": 1}', false],
  // Order.
  ["1 < 1.5 && 2 >= 2", true],
  ['"a" < "b" && "ab" > "a" && "a" <= "a"', true],
  ['"\\uffff" < "\\U0001F600"', true],
  ["false < true", true],
  // Text, lists, membership.
  ['"a" + "b"', "ab"],
  ['[1] + ["x"]', [1, "x"]],
  ["2 in [1, 2.0]", true],
  ['"2" in [1, 2]', false],
  ['"age" in user', true],
  ['"constructor" in user', false],
  // Access.
  ['user["first name"]', "Ada"],
  ["items[1].price", 10],
  ["items[items.size() - 1].count", 1],
  ['{"a": [10, 20]}.a[1]', 20],
  // Logic: errors that don't matter don't count.
  ["false && user.nothing", false],
  ["user.nothing && false", false],
  ["true || user.nothing", true],
  ["user.nothing || true", true],
  ["!flags.off", true],
  ["flags.on ? 1 : none.x", 1],
  ["flags.off ? 1 : null", null],
  // Loops.
  ["items.map(i, i.price * i.count)", [5, 10]],
  ["items.map(i, i.price > 5, i.price)", [10]],
  ["items.filter(i, i.count == 1).size()", 1],
  ["items.all(i, i.price > 0)", true],
  ["[].all(i, false)", true],
  ["items.exists(i, i.tag == 'a')", true],
  ["items.exists(i, i.tag == 'b' || true)", true],
  ["[items[1], items[0]].exists(i, i.tag == 'a')", true],
  ["[items[1], items[0]].all(i, i.tag == 'b')", false],
  ["items.exists_one(i, i.price == 10)", true],
  ["flags.map(k, k)", ["on", "off"]],
  ["flags.filter(k, flags[k])", ["on"]],
  [
    "[1, 2].map(x, [3, 4].map(y, x * y))",
    [
      [3, 4],
      [6, 8],
    ],
  ],
  ["[1, 2].map(x, [x].map(x, x + 1)[0] + x)", [3, 5]],
  ["[1].map(user, user)", [1]],
  // What may be missing.
  ["has(user.name)", true],
  ["has(user.email)", true],
  ["has(user.email.host)", false],
  ["has(user.age.x)", false],
  ["has(nobody.name.first)", false],
  ["has(items.x)", false],
  ['has(user["first name"])', true],
  ["has(items[5])", false],
  ["items.filter(i, has(i.tag)).size()", 1],
  ["user.?age.orValue(1)", 36],
  ["user.?address.?city.orValue('none')", "none"],
  ["user.?address.city.orValue('none')", "none"],
  ["user.?email.?host.hasValue()", false],
  ["nobody.?name.orValue(1)", 1],
  ["items[?5].orValue(0)", 0],
  ["items[?0].price.orValue(0)", 2.5],
  ["user.?nick.or(user.?name).value()", "Ada"],
  ["(flags.off ? optional.none() : optional.of(3)).value()", 3],
  ["user.?email.orValue(1)", null],
  // Literals.
  ['r"\\d" + """a"b"""', '\\da"b'],
  ['{"a": 1, "b" + "c": [2]}', { a: 1, bc: [2] }],
  ["[1, 2,] // a comment", [1, 2]],
];

describe("evaluating", () => {
  it.each(VALUES)("%s", (source, value) => {
    expect(evaluate(source, context)).toEqual(value);
  });

  const FAILURES: [source: string, code: string][] = [
    ["user.nothing", "missing_field"],
    ["user.email.host", "missing_field"],
    ["nobody", "missing_field"],
    ["items[2]", "missing_field"],
    ["items[-1]", "missing_field"],
    ['flags["x"]', "missing_field"],
    ["user.?nick.value()", "missing_field"],
    ["user.name.first", "type"],
    ["items.first", "type"],
    ["items[0.5]", "value"],
    ["items[user.name]", "type"],
    ["flags[user.age]", "type"],
    ["user.name + user.age", "type"],
    ["user.name < user.age", "type"],
    ["user.name && true", "type"],
    ["!user.name", "type"],
    ["-user.name", "type"],
    ["user.name ? 1 : 2", "type"],
    ["user.age in user.name", "type"],
    ["user.age in user", "type"],
    ["items.exists_one(i, i.tag == 'a')", "missing_field"],
    ["items.all(i, i.tag == 'a')", "missing_field"],
    ["items.map(i, i.tag)", "missing_field"],
    ["items.filter(i, i.price)", "type"],
    ["user.age.map(i, i)", "type"],
    ["user.age / (1 - 1)", "division_by_zero"],
    ["user.age % 0", "division_by_zero"],
    ["1e308 * user.age", "not_finite"],
    ["-1e308 - 1e308", "not_finite"],
    ['{user.name: 1, "Ada": 2}', "key"],
    ['{"__pro" + "to__": 1}', "key"],
    ["user.nothing && true", "missing_field"],
    ["false || user.nothing", "missing_field"],
  ];
  it.each(FAILURES)("%s fails with %s", (source, code) => {
    expect(outcome(() => evaluate(source, context))).toEqual({ code });
  });

  it("reads nothing of a prototype, and only own fields", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(outcome(() => evaluate(`user.${name}`, context))).toEqual({ code: "missing_field" });
      expect(outcome(() => evaluate(`user["${name}"]`, context))).toEqual({ code: "missing_field" });
      expect(evaluate(`has(user.${name}) || has(user.name.${name})`, context)).toBe(false);
      if (name !== "__proto__")
        expect(outcome(() => evaluate(name, context))).toEqual({ code: "missing_field" });
    }
    expect(evaluate("a.__proto__.b", { a: JSON.parse('{"__proto__": {"b": 1}}') })).toBe(1);
    expect({}).not.toHaveProperty("b");
  });

  it("gives the value itself, not a copy", () => {
    expect(evaluate("items", context)).toBe(context.items);
  });

  it("points at what fails, with line and column", () => {
    const error = errorOf(() => evaluate("user.age > 1 &&\n  user.address.city == 'x'", context));
    expect(error.range).toEqual({ start: 23, end: 30 });
    expect(error.message).toBe(
      "2:8 There is no `user.address` here. Ask with has(…), or write .? and .orValue(…), if it may be missing.",
    );
  });

  it("takes the clock and identifiers from the budget", () => {
    expect(evaluate("[now(), now() + 1, uuid(), uuid()]")).toEqual([NOW, NOW + 1, "uuid-1", "uuid-2"]);
  });

  it("evaluates the same expression again and again without a trace", () => {
    const source = "items.map(i, items.filter(j, j.price > i.price).size())";
    const expression = compileExpression(source);
    expect(evaluate(source, context)).toEqual([1, 0]);
    expect(expression.reads).toEqual([["items"]]);
  });
});
