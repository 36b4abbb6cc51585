import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDraft, setField } from "../../src/console/document/draft.ts";
import { EXAMPLES } from "../../src/console/document/examples.ts";
import { placeOf, readText, textOf } from "../../src/console/document/json-text.ts";
import { placeMissing } from "../../src/console/document/positions.ts";
import { pathKeys, problemsByBlock, readProblems } from "../../src/console/document/problems.ts";
import { readShape } from "../../src/flows/checks/shape.ts";
import { drafts } from "./drafts.ts";

describe("a draft read from JSON", () => {
  it("may say anything, so long as its blocks are objects", () => {
    expect(readDraft({ name: 5, blocks: { a: { type: "odd" } } }).ok).toBe(true);
    expect(readDraft({})).toEqual({ ok: true, draft: { blocks: {} } });
    for (const value of [undefined, null, [], "x", { blocks: [] }, { blocks: { a: 1 } }]) {
      expect(readDraft(value).ok).toBe(false);
    }
  });

  it("sets and takes out fields without disturbing the others", () => {
    const draft = { name: "Flow", blocks: {} };
    expect(JSON.stringify(setField(draft, "title", "T"))).toBe('{"name":"Flow","title":"T","blocks":{}}');
    expect(JSON.stringify(setField({ title: "T", ...draft }, "title", "U"))).toBe(
      '{"title":"U","name":"Flow","blocks":{}}',
    );
    expect(setField({ title: "T", ...draft }, "title", undefined)).toEqual(draft);
  });
});

describe("the text of a draft", () => {
  it("reads back as the draft", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        expect(readText(textOf(draft))).toEqual({ ok: true, draft });
      }),
    );
  });

  it.each([
    ['{\n  "name": "x",\n  "blocks" {}\n}', { line: 3, column: 12 }],
    ['{\n  "name": "x"', { line: 2, column: 14 }],
    ['{ "a": 1, }', { line: 1, column: 11 }],
  ])("says where it is no JSON: %j", (text, place) => {
    const read = readText(text);
    expect(!read.ok && read.offset !== undefined && placeOf(text, read.offset)).toEqual(place);
    expect(!read.ok && read.message).not.toContain("position");
  });

  it("says what is missing for a flow", () => {
    expect(readText("[]")).toEqual({
      ok: false,
      message: "A flow is a JSON object: { … }",
      offset: undefined,
    });
  });
});

describe("the problems of a draft", () => {
  const problems = readProblems({
    errors: [
      { path: "blocks.payment.timeout.next[0]", message: "1" },
      { path: 'blocks["odd name"].type', message: "2" },
      { path: "start", message: "3" },
      { path: "blocks.payment", message: "4" },
    ],
    advice: [{ path: "blocks.payment.condition", message: "5", kind: "keyed" }],
  });

  it("are found at their block and field", () => {
    expect(problems.map(({ level, block, field }) => [level, block, field])).toEqual([
      ["error", "payment", "timeout.next[0]"],
      ["error", "odd name", "type"],
      ["error", undefined, "start"],
      ["error", "payment", ""],
      ["advice", "payment", "condition"],
    ]);
    expect(problemsByBlock(problems).get("payment")).toHaveLength(3);
  });

  it("have paths that come apart into keys", () => {
    expect(pathKeys('values["a b"].items[0].x')).toEqual(["values", "a b", "items", "0", "x"]);
  });
});

describe("blocks without a place", () => {
  it("get one below what leads to them, and never on top of another", () => {
    const size = { width: 100, height: 50 };
    fc.assert(
      fc.property(drafts, (draft) => {
        const [first = ""] = Object.keys(draft.blocks);
        const placed = placeMissing(draft, { [first]: { x: 10, y: 20 } }, () => size);
        expect(Object.keys(placed).toSorted()).toEqual(Object.keys(draft.blocks).toSorted());
        expect(placed[first]).toEqual({ x: 10, y: 20 });
        const all = Object.values(placed);
        const clash = all.some((a, index) =>
          all
            .slice(index + 1)
            .some((b) => Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height),
        );
        expect(clash).toBe(false);
      }),
    );
  });
});

it.each(EXAMPLES.map(({ id, draft }) => [id, draft] as const))(
  "offers the example %s as a document without mistakes",
  (_, draft) => {
    expect(readShape(draft).errors).toEqual([]);
  },
);
