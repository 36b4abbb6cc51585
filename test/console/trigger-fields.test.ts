import { describe, expect, it } from "vitest";
import { externalCallback } from "../../src/blocks/external-callback.ts";
import { readsOf } from "../../src/console/document/slots.ts";
import { toggledForms } from "../../src/console/panels/external-callback/forms.ts";
import { withField } from "../../src/console/panels/fields.ts";
import { keptLines, lineProblem } from "../../src/console/panels/texts.ts";

describe("a list of texts", () => {
  it("keeps each of them once, and none that is empty", () => {
    expect(keptLines(["x-a", "", "x-b", "x-a"])).toEqual(["x-a", "x-b"]);
  });

  it("says of a line why it isn't kept", () => {
    const lines = ["x-a", "", "x-a"];
    expect(lines.map((_, index) => lineProblem(lines, index))).toEqual([
      undefined,
      "Fill it in: an empty line isn't kept.",
      '"x-a" is there twice: this one isn\'t kept.',
    ]);
  });
});

describe("the forms that a trigger takes", () => {
  it("are in one order, whichever was chosen first", () => {
    expect(toggledForms(["xml"], "form", true)).toEqual(["form", "xml"]);
    expect(toggledForms(["json", "xml"], "json", false)).toEqual(["xml"]);
  });

  it("keep one that nobody knows", () => {
    expect(toggledForms(["odd", "json"], "text", true)).toEqual(["json", "text", "odd"]);
  });
});

describe("what the console knows to be evaluated", () => {
  const rules = Object.entries(externalCallback.rules).map(([path, { kind }]) => ({ path, kind }));

  it.each(rules)("has $path of a trigger, as the server has", ({ path, kind }) => {
    const source = kind === "expression" ? "probe.data.x" : "{{ probe.data.x }}";
    expect([...readsOf(withField({ type: "external-callback" }, path, source))]).toEqual(["probe"]);
  });
});
