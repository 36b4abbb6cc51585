import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Draft, EMPTY_DRAFT, setBlock } from "../../src/console/document/draft.ts";
import { EXAMPLES } from "../../src/console/document/examples.ts";
import { BLOCK_TYPES } from "../../src/console/document/kinds.ts";
import { allLinks, linksOf } from "../../src/console/document/links.ts";
import type { StoredDraft } from "../../src/console/document/storage.ts";
import {
  adding,
  type Change,
  duplicating,
  followingName,
  onDraft,
  removing,
  renaming,
} from "../../src/console/pages/editor/edits.ts";
import { openNew, openVersion } from "../../src/console/pages/editor/opening.ts";
import { type EditorState, isDirty, reduce, startState } from "../../src/console/pages/editor/state.ts";

const [example] = EXAMPLES;
const draft: Draft = example?.draft ?? EMPTY_DRAFT;
const start = startState({ draft, positions: {} }, draft);

function after(...changes: Change[]): EditorState {
  return changes.reduce<EditorState>((state, change) => reduce(state, { do: "edit", change, at: 0 }), start);
}

describe("the editor", () => {
  it("selects a block that was added, and nothing once it is removed", () => {
    const added = after(adding("delay", {}));
    expect(added.selected).toBe("delay");
    expect(reduce(added, { do: "edit", change: removing(["delay"]), at: 0 }).selected).toBe(undefined);
  });

  it("selects what an undo brings back", () => {
    const removed = after(removing(["payment"]));
    expect(reduce(removed, { do: "undo" }).selected).toBe("payment");
    const renamed = reduce(
      { ...start, selected: "payment" },
      { do: "edit", change: renaming("payment", "paid"), at: 0 },
    );
    expect(renamed.selected).toBe("paid");
    expect(reduce(renamed, { do: "undo" }).selected).toBe("payment");
  });

  it("has something to save exactly while it differs from the server", () => {
    const added = after(adding("delay", {}));
    expect([isDirty(start), isDirty(added), isDirty(reduce(added, { do: "undo" }))]).toEqual([
      false,
      true,
      false,
    ]);
    expect(isDirty(reduce(added, { do: "saved", draft: added.history.present.draft }))).toBe(false);
    expect(isDirty(reduce(start, { do: "write", text: "{" }))).toBe(true);
  });

  it("takes back any series of edits, one by one", () => {
    const change = fc.oneof(
      fc.constantFrom(...BLOCK_TYPES).map((type) => adding(type, {})),
      fc
        .constantFrom(...Object.keys(draft.blocks))
        .chain((id) => fc.constantFrom(removing([id]), duplicating(id), renaming(id, "other"))),
      fc.nat(20).map(
        (pick): Change =>
          (sketch) => {
            const links = allLinks(sketch.draft);
            const into = links[pick % Math.max(1, links.length)];
            return adding("set", into ? { into } : {})(sketch);
          },
      ),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const edited = after(...changes);
        const back = edited.history.past.reduce((state) => reduce(state, { do: "undo" }), edited);
        expect(back.history.present).toBe(start.history.present);
        const again = back.history.future.reduce((state) => reduce(state, { do: "redo" }), back);
        expect(again.history.present).toBe(edited.history.present);
        // No edit but a removal's own leaves a link to nowhere.
        const now = edited.history.present.draft;
        const links = Object.entries(now.blocks).flatMap(([id, block]) => linksOf(id, block));
        expect(links.filter(({ to }) => !Object.hasOwn(now.blocks, to))).toEqual([]);
      }),
    );
  });
});

describe("the id of a block that was just made", () => {
  const added = after(adding("external-callback", {})).history.present.draft;
  const named = setBlock(added, "externalCallback", { type: "external-callback", name: "Goods shipped" });

  it("follows its name", () => {
    const change = followingName(named, draft, "externalCallback", "External Callback");
    expect(change?.({ draft: named, positions: {} }).renamed?.to).toBe("goodsShipped");
  });

  it("stays once the server knows it, or somebody chose it", () => {
    expect(followingName(named, named, "externalCallback", "External Callback")).toBe(undefined);
    const chosen = setBlock(added, "mine", { type: "external-callback", name: "Goods shipped" });
    expect(followingName(chosen, draft, "mine", "External Callback")).toBe(undefined);
    expect(followingName(added, draft, "externalCallback", "External Callback")).toBe(undefined);
  });
});

describe("opening the editor", () => {
  const edited = { ...draft, name: "Better" };
  const text = JSON.stringify(draft);
  const stored: StoredDraft = { draft: edited, positions: {}, base: { versionId: "V1", text }, at: 7 };
  const served = { versionId: "V1", document: draft, layout: {} };

  it("shows the version, and the edits of earlier where there are some", () => {
    expect(openVersion(served, undefined)?.notice).toBe(undefined);
    const restored = openVersion(served, stored);
    expect(restored?.notice).toEqual({ kind: "restored", at: 7 });
    expect(restored?.state.history.present.draft.name).toBe("Better");
  });

  it("lets an undo give up the edits of earlier", () => {
    const restored = openVersion(served, stored);
    expect(restored && reduce(restored.state, { do: "undo" }).history.present.draft).toEqual(draft);
  });

  it("says so where somebody else saved meanwhile, and forgets not what the edits were made from", () => {
    const opened = openVersion({ ...served, versionId: "V2" }, stored);
    expect(opened?.notice).toEqual({ kind: "conflict", at: 7 });
    expect(opened?.base).toEqual(stored.base);
  });

  it("goes on with a text that is no JSON yet", () => {
    expect(openVersion(served, { ...stored, text: "{" })?.state.text).toBe("{");
  });

  it("begins a new flow empty, with what was begun, or with an example that gives way to it again", () => {
    expect(openNew(undefined, undefined).state.history.present.draft).toBe(EMPTY_DRAFT);
    const begun = { ...stored, base: null };
    expect(openNew(begun, undefined).notice?.kind).toBe("restored");
    const opened = openNew(begun, example);
    expect(opened.notice).toEqual({ kind: "replaced", name: "Better" });
    expect(reduce(opened.state, { do: "undo" }).history.present.draft).toBe(edited);
  });

  it("never leaves the text of the picture behind after an edit", () => {
    const writing = reduce(start, { do: "write", text: "{" });
    expect(reduce(writing, { do: "edit", change: onDraft((all) => all), at: 0 }).text).toBe(undefined);
  });
});
