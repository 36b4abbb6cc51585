import { describe, expect, test } from "vitest";
import { EMPTY_PART, type Part, readPart, sourceOf } from "../../src/console/expression/parts.ts";
import { conditionParts } from "../../src/expressions/index.ts";

const part = (left: string, op: Part["op"], right = ""): Part => ({ left, op, right, text: "" });
const text = (source: string): Part => ({ left: "", op: null, right: "", text: source });

/** What the parts' own source is taken apart into by the server. */
function backAndForth(parts: readonly Part[]): readonly Part[] | undefined {
  return conditionParts(sourceOf(parts))?.map(readPart);
}

describe("a condition clicked together", () => {
  test("has its parts joined, and those that aren't complete left out", () => {
    const parts = [
      part("a.b", "==", '"x"'),
      EMPTY_PART,
      part("a.c", "startsWith", '"y"'),
      part("a.d", "has"),
    ];
    expect(sourceOf(parts)).toBe('a.b == "x" && a.c.startsWith("y") && has(a.d)');
    expect(sourceOf([part("a", "==")])).toBe("");
  });

  test("is taken apart into the same parts again", () => {
    const parts = [
      part("a.b", ">=", "c.d + 1"),
      part("a.e", "in", '["x", "y"]'),
      part("a.f", "matches", '"^x$"'),
    ];
    expect(backAndForth(parts)?.map(({ left, op, right }) => [left, op, right])).toEqual(
      parts.map(({ left, op, right }) => [left, op, right]),
    );
  });

  test.each([
    [part("a || b", "==", "c"), "(a || b) == c"],
    [part("a", "==", "b == c"), "a == (b == c)"],
    [part("a + b", "contains", "c"), "(a + b).contains(c)"],
    [part("a", "==", '"b && c"'), 'a == "b && c"'],
    [part("f(a || b)", "==", "c"), "f(a || b) == c"],
    [part("a.?b", "==", "c"), "a.?b == c"],
    [part("a.b", "in", "c ? d : e"), "a.b in (c ? d : e)"],
    [part("inside", "==", "minimum"), "inside == minimum"],
  ])("brackets a side that would be read otherwise", (one, source) => {
    expect(sourceOf([one])).toBe(source);
  });

  test("brackets an `or` among other parts, and leaves it alone by itself", () => {
    expect(sourceOf([text("a || b")])).toBe("a || b");
    expect(sourceOf([text("a || b"), text("(c || d)"), part("e", "==", "f")])).toBe(
      "(a || b) && (c || d) && e == f",
    );
    expect(backAndForth([text("a || b"), part("e", "==", "f")])).toHaveLength(2);
  });
});
