import { describe, expect, test } from "vitest";
import { type CelState, celToken, startOf } from "../../src/console/expression/cel-tokens.ts";
import { textsIn } from "../../src/console/expression/json-texts.ts";
import { expressionsIn, isInLiteral, placeAt } from "../../src/console/expression/place.ts";

/** A line as CodeMirror gives it to a tokenizer. */
class Line {
  at = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.text.slice(this.at));
    if (found) this.at += found[0].length;
    return found;
  }

  next(): string | undefined {
    return this.text[this.at++];
  }

  eol(): boolean {
    return this.at >= this.text.length;
  }
}

function tokensOf(text: string, isTemplate = false): [text: string, kind: string][] {
  const state: CelState = startOf(isTemplate);
  return text.split("\n").flatMap((lineText) => {
    const line = new Line(lineText);
    const tokens: [string, string][] = [];
    while (!line.eol()) {
      const from = line.at;
      const kind = celToken(line, state, isTemplate);
      expect(line.at).toBeGreaterThan(from);
      if (kind !== null) tokens.push([lineText.slice(from, line.at), kind]);
    }
    return tokens;
  });
}

describe("colours", () => {
  test("an expression has names, fields, functions, texts, numbers and operators", () => {
    expect(tokensOf('size(a.b) >= 1.5 && c.startsWith("x\\"}}") // note')).toEqual([
      ["size", "variableName.function"],
      ["(", "bracket"],
      ["a", "variableName"],
      [".", "punctuation"],
      ["b", "propertyName"],
      [")", "bracket"],
      [">=", "operator"],
      ["1.5", "number"],
      ["&&", "operator"],
      ["c", "variableName"],
      [".", "punctuation"],
      ["startsWith", "propertyName.function"],
      ["(", "bracket"],
      ['"x\\"}}"', "string"],
      [")", "bracket"],
      ["// note", "comment"],
    ]);
  });

  test("a text between braces is an expression, a map in it doesn't end it", () => {
    expect(tokensOf('Order {{ {"a": {"b": true}}.a }} now', true)).toEqual([
      ["{{", "processingInstruction"],
      ["{", "bracket"],
      ['"a"', "string"],
      [":", "operator"],
      ["{", "bracket"],
      ['"b"', "string"],
      [":", "operator"],
      ["true", "bool"],
      ["}", "bracket"],
      ["}", "bracket"],
      [".", "punctuation"],
      ["a", "propertyName"],
      ["}}", "processingInstruction"],
    ]);
  });

  test("a text of three quotes goes over lines, one that isn't closed ends with its line", () => {
    expect(tokensOf('"""a\nb""" + c')).toContainEqual(["c", "variableName"]);
    expect(tokensOf('"a\nb')).toContainEqual(["b", "variableName"]);
  });
});

describe("the expressions of a text", () => {
  const sources = (text: string, mode: Parameters<typeof expressionsIn>[1]) =>
    expressionsIn(text, mode).map(({ source, outer }) => [
      source,
      text.slice(outer(0), outer(source.length)),
    ]);

  test("are found with their places", () => {
    expect(sources("a == b", "expression")).toEqual([["a == b", "a == b"]]);
    expect(sources("x {{ a }} y {{ b", "template")).toEqual([
      [" a ", " a "],
      [" b", " b"],
    ]);
  });

  test("are found in the texts of a JSON, whose escapes they don't have", () => {
    const text = '{"{{ key }}": "\\u0041 {{ a == \\"x\\" }}", "n": [1, "{{ b }}"]}';
    expect(sources(text, "json")).toEqual([
      [' a == "x" ', ' a == \\"x\\" '],
      [" b ", " b "],
    ]);
  });
});

describe("a place", () => {
  test("in an expression knows it, in a text brings the braces, in a JSON the quotes", () => {
    expect(placeAt("x {{ a }}", 6, "template")).toMatchObject({ found: { source: " a " }, at: 2 });
    expect(placeAt("x {{ a }}", 1, "template").write("b")).toBe("{{ b }}");
    expect(placeAt('{"a": }', 6, "json").write("b")).toBe('"{{ b }}"');
    expect(placeAt('{"a": "x "}', 9, "json").write('b["c"]')).toBe('{{ b[\\"c\\"] }}');
    expect(placeAt('{"a": "{{ "}', 10, "json").write('b["c"]')).toBe('b[\\"c\\"]');
  });

  test("behind an escape is counted in the text that it stands for", () => {
    const text = '"\\n{{ ab }}"';
    const { found, at } = placeAt(text, text.indexOf("ab") + 1, "json");
    expect(found?.source.slice(0, at)).toBe(" a");
  });

  test.each([
    ['a == "|b"', true],
    ['a == "b"|', false],
    ['a == "b|', true],
    ['"a\\"|"', true],
    ["a // b|", true],
    ["a // b\n|", false],
    ["a | b", false],
  ])("inside of a literal or not: %s", (marked, expected) => {
    expect(isInLiteral(marked.replace("|", ""), marked.indexOf("|"))).toBe(expected);
  });
});

test("a JSON that is still being written has its texts, an open one to the end of its line", () => {
  expect(textsIn('{"a": "b", "c": "d\n').map(({ value }) => value)).toEqual(["b", "d"]);
});
