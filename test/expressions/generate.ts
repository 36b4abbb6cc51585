import * as fc from "fast-check";
import type { Json, JsonObject } from "../../src/json.ts";

/** Values as JSON has them, small enough to be equal now and then. */
export const json: fc.Arbitrary<Json> = fc.letrec<{
  json: Json;
  list: Json[];
  map: JsonObject;
  scalar: Json;
}>((tie) => ({
  json: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie("scalar"), tie("list"), tie("map")),
  list: fc.array(tie("json"), { maxLength: 3 }),
  map: fc.dictionary(fc.constantFrom("a", "b", "c", "x y", "constructor"), tie("json"), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  scalar: fc.oneof(
    fc.constantFrom(null, true, false, "", "a", "b", "ab", "é", 0, -0, 1, 2, -1, 0.5, 1e21),
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
})).json;

export const context: fc.Arbitrary<JsonObject> = fc.record(
  { a: json, b: json, n: fc.integer({ min: -3, max: 3 }), s: fc.constantFrom("", "a", "ab") },
  { requiredKeys: [] },
);

const binary = "+ - * / % == != < <= > >= && || in".split(" ");
const methods = [".a", ".b", '["a"]', "[0]", "[n]", ".x", ".size()", ".?a.orValue(1)", ".lower()"];

/** Expressions of the whole language, that may or may not make sense. */
export const expression: fc.Arbitrary<string> = fc.letrec<{ e: string; leaf: string }>((tie) => ({
  leaf: fc.constantFrom(
    "a",
    "b",
    "n",
    "s",
    "a.a",
    "a.b",
    "b.a.b",
    "1",
    "0",
    "2.5",
    "true",
    "false",
    "null",
    '"a"',
    "[]",
    "{}",
    "x",
    "now()",
  ),
  e: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("leaf"),
    fc.tuple(tie("e"), fc.constantFrom(...binary), tie("e")).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(tie("e"), fc.constantFrom(...methods)).map(([of, method]) => `${of}${method}`),
    fc.tuple(tie("e"), tie("e"), tie("e")).map(([c, t, f]) => `(${c} ? ${t} : ${f})`),
    fc.tuple(fc.constantFrom("!", "-"), tie("e")).map(([op, of]) => `${op}${of}`),
    fc
      .tuple(tie("e"), fc.constantFrom("all", "exists", "exists_one", "filter", "map"), tie("e"))
      .map(([of, name, body]) => `${of}.${name}(x, ${body})`),
    fc.tuple(tie("e"), tie("e")).map(([l, r]) => `[${l}, ${r}]`),
    fc.tuple(tie("e"), tie("e")).map(([l, r]) => `{"a": ${l}, "b": ${r}}`),
    fc.constantFrom(
      "has(a.a.b)",
      "has(a.b)",
      "has(q.r)",
      "a.?b.?c.orValue(n)",
      "a[?n].hasValue()",
      "b[?0].?a.orValue(s)",
    ),
  ),
})).e;

/** Anything: noise, tokens in any order, and expressions with a piece cut out. */
export const anySource: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ..."a b . ( ) [ ] { } ? : , + - ! && || == in 1 1.5 'x' \" ''' // \n \\ r' has( .all( x .map( .? [? 0x 1u b'".split(
          " ",
        ),
        "\n",
      ),
      { maxLength: 40 },
    )
    .map((tokens) => tokens.join("")),
  fc.tuple(expression, fc.nat(), fc.nat({ max: 5 })).map(([source, at, length]) => {
    const start = at % (source.length + 1);
    return source.slice(0, start) + source.slice(start + length);
  }),
  expression,
);
