import { describe, expect, it } from "vitest";
import { type Draft, setBlock } from "../../src/console/document/draft.ts";
import { readField } from "../../src/console/document/parse-json.ts";
import { DraftStorage, sketchOf, standing } from "../../src/console/document/storage.ts";
import { pathIn, readUnfinished, unfinishedProblems } from "../../src/console/document/unfinished.ts";
import { type Change, onDraft, removing, renaming, writing } from "../../src/console/pages/editor/edits.ts";
import { openVersion } from "../../src/console/pages/editor/opening.ts";
import { type EditorState, isDirty, reduce, startState } from "../../src/console/pages/editor/state.ts";

const ask = { type: "http-request", request: { method: "POST", url: "https://x.example", body: { a: 1 } } };
const draft: Draft = { name: "Flow", start: "ask", blocks: { ask, end: { type: "return", value: 1 } } };
const start = startState({ draft, positions: {} }, draft);
const begun = edited(start, writing("ask", "request.body", '{ "a": '));

function edited(state: EditorState, change: Change): EditorState {
  return reduce(state, { do: "edit", change, at: 0 });
}

function textsOf({ history }: EditorState): object {
  return history.present.unfinished ?? {};
}

describe("the text of a field for JSON", () => {
  it("is read by what the field takes", () => {
    expect(readField(" ", "any")).toEqual({ ok: true, value: undefined });
    expect(readField("[1]", "any")).toEqual({ ok: true, value: [1] });
    expect([" ", "{"].map((text) => readField(text, "some").ok)).toEqual([false, false]);
    expect(["{}", "[]", "null", ""].map((text) => readField(text, "object").ok)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a text in a field that is no JSON yet", () => {
  it("is something to save, and stays while other blocks and fields are edited", () => {
    expect(isDirty(begun)).toBe(true);
    const url = { ...ask, request: { ...ask.request, url: "https://y.example" } };
    const more = edited(
      { ...begun, selected: "end" },
      onDraft((all) => setBlock(all, "ask", url)),
    );
    expect(textsOf(more)).toEqual({ ask: { "request.body": '{ "a": ' } });
  });

  it("goes with its block, and under another id stays", () => {
    expect(textsOf(edited(begun, renaming("ask", "tell")))).toEqual({ tell: { "request.body": '{ "a": ' } });
    expect(textsOf(edited(begun, removing(["ask"])))).toEqual({});
  });

  it("gives way to what the field gets elsewhere, and comes back by undoing", () => {
    const other = { ...ask, request: { ...ask.request, body: { b: 2 } } };
    const replaced = edited(
      begun,
      onDraft((all) => setBlock(all, "ask", other)),
    );
    expect(textsOf(replaced)).toEqual({});
    expect(textsOf(reduce(replaced, { do: "undo" }))).toEqual({ ask: { "request.body": '{ "a": ' } });
  });

  it("is done with once it is JSON", () => {
    const done = edited(begun, writing("ask", "request.body", undefined));
    expect([textsOf(done), isDirty(done)]).toEqual([{}, false]);
  });

  it("is a problem of its block and field, with the line", () => {
    const [problem] = unfinishedProblems({ ask: { "request.body": '{\n "a": x' } });
    expect(problem).toMatchObject({
      level: "error",
      path: "blocks.ask.request.body",
      block: "ask",
      field: "request.body",
    });
    expect(problem?.message).toMatch(/^This isn't JSON yet/);
    expect(unfinishedProblems({ end: { value: " " } })[0]?.message).toMatch(/^Write some JSON/);
    expect(unfinishedProblems({ end: { "": "{" } })[0]).toMatchObject({ path: "blocks.end", field: "" });
    expect(unfinishedProblems({ end: { "": "[]" } })[0]?.message).toMatch(/^This must be an object/);
    expect(unfinishedProblems({ ask: { timeout: '{"number":"1o"}' } })[0]?.message).toMatch(
      /no length of time/,
    );
    expect(unfinishedProblems({ ask: { headers: "[]" } })[0]?.message).toMatch(/needs a name of its own/);
  });

  it("of a line with an odd name is one of that line's value", () => {
    const values = { type: "set", values: { "a.b": { deep: 1 } } };
    const odd = startState({ draft: setBlock(draft, "odd", values), positions: {} }, draft);
    const path = pathIn("values", "a.b");
    const inLine = edited(odd, writing("odd", path, "{"));
    expect(textsOf(inLine)).toEqual({ odd: { 'values["a.b"]': "{" } });
    const removed = edited(
      inLine,
      onDraft((all) => setBlock(all, "odd", { type: "set", values: {} })),
    );
    expect(textsOf(removed)).toEqual({});
  });

  it("is kept with the draft, also where the document is as the server has it", () => {
    const map = new Map<string, string>();
    const drafts = new DraftStorage({
      getItem: (key) => map.get(key) ?? null,
      setItem: (key, value) => void map.set(key, value),
      removeItem: (key) => void map.delete(key),
    });
    const base = { versionId: "V1", text: JSON.stringify(draft) };
    drafts.keepDraft("F", { ...begun.history.present, base, at: 5 });
    const stored = drafts.draft("F");
    expect(stored && sketchOf(stored).unfinished).toEqual({ ask: { "request.body": '{ "a": ' } });
    expect(stored && standing(stored, { versionId: "V1", document: draft })).toBe("ahead");
    const opened = openVersion({ versionId: "V1", document: draft, layout: {} }, stored);
    expect(opened && textsOf(opened.state)).toEqual({ ask: { "request.body": '{ "a": ' } });
  });

  it("is read from storage whatever stands there", () => {
    expect(readUnfinished({ a: { x: "{" }, b: 5, c: { y: 1 } })).toEqual({ a: { x: "{" } });
    expect([readUnfinished(null), readUnfinished({ a: {} })]).toEqual([undefined, undefined]);
  });
});
