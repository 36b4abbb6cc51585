import { EMPTY_DRAFT, readDraft } from "../../document/draft.ts";
import type { Example } from "../../document/examples.ts";
import type { Positions } from "../../document/positions.ts";
import { type Base, type StoredDraft, sketchOf, standing } from "../../document/storage.ts";
import { type EditorState, startState } from "./state.ts";

/** What somebody who comes to the editor has to know about what is shown. */
export type Notice =
  /** Edits of an earlier visit go on. */
  | { kind: "restored"; at: number }
  /** Likewise, and the server has another document meanwhile. */
  | { kind: "conflict"; at: number }
  /** What was being edited gave way, and undoing brings it back. */
  | { kind: "replaced"; name: string };

export interface Opening {
  state: EditorState;
  /** What the edits were made from; null: nothing that the server has. */
  base: Base | null;
  notice: Notice | undefined;
}

interface Served {
  versionId: string;
  document: unknown;
  layout: Positions;
}

/** How the editor of an existing flow begins. Null: the server's document can't be shown. */
export function openVersion(
  { versionId, document, layout }: Served,
  stored: StoredDraft | undefined,
): Opening | null {
  const text = JSON.stringify(document);
  const read = readDraft(JSON.parse(text));
  if (!read.ok) return null;
  const theirs = read.draft;
  const base = { versionId, text };
  const served = { draft: theirs, positions: layout };
  const stands = stored && standing(stored, { versionId, document });
  if (!stored || stands === "saved") return { state: startState(served, theirs), base, notice: undefined };
  const state = { ...startState(sketchOf(stored), theirs, served), text: stored.text };
  if (stands === "ahead") return { state, base, notice: { kind: "restored", at: stored.at } };
  // What they were made from stays what they were made from, until there is a decision.
  return { state, base: stored.base, notice: { kind: "conflict", at: stored.at } };
}

/** How the editor of a flow that isn't saved yet begins: with what was begun before, or with an example. */
export function openNew(stored: StoredDraft | undefined, example: Example | undefined): Opening {
  const before = stored && sketchOf(stored);
  if (!example) {
    const state = startState(before ?? { draft: EMPTY_DRAFT, positions: {} }, EMPTY_DRAFT);
    const notice: Notice | undefined = stored && { kind: "restored", at: stored.at };
    return { state: { ...state, text: stored?.text }, base: null, notice };
  }
  const sketch = { draft: example.draft, positions: {} };
  const name = typeof before?.draft.name === "string" ? before.draft.name : "";
  return {
    state: startState(sketch, EMPTY_DRAFT, before),
    base: null,
    notice: before && { kind: "replaced", name },
  };
}
