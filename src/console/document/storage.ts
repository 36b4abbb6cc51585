import { isJsonObject, type Json } from "../../json.ts";
import { type Draft, readDraft } from "./draft.ts";
import type { Point, Positions } from "./positions.ts";
import type { Sketch } from "./sketch.ts";
import { readUnfinished } from "./unfinished.ts";

/** Where a draft came from: a version as it was when the editing began. */
export interface Base {
  versionId: string;
  /** Its document as JSON text. */
  text: string;
}

/** Edits that aren't saved on the server yet, as this browser keeps them. */
export interface StoredDraft extends Sketch {
  /** Null: the flow doesn't exist on the server yet. */
  base: Base | null;
  /** Epoch milliseconds. */
  at: number;
  /** JSON in the making that is no document at the moment; absent: the document says it all. */
  text?: string;
}

/** The part of the browser's storage that is used; a test passes a map. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** How drafts and layouts of flows are kept between visits. A flow that isn't saved yet is `new`. */
export class DraftStorage {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The unsaved edits of a flow; undefined if there are none that can be read. */
  draft(flow: string): StoredDraft | undefined {
    const stored = this.#read(draftKey(flow));
    if (!isJsonObject(stored)) return undefined;
    const read = readDraft(stored.draft);
    const base = baseOf(stored.base);
    if (!read.ok || base === undefined) return undefined;
    return {
      draft: read.draft,
      positions: positionsOf(stored.positions),
      base,
      at: typeof stored.at === "number" ? stored.at : 0,
      unfinished: readUnfinished(stored.unfinished),
      ...(typeof stored.text === "string" && { text: stored.text }),
    };
  }

  /** False: this browser keeps nothing (private window, full storage), so that leaving would lose the edits. */
  keepDraft(flow: string, draft: StoredDraft): boolean {
    return this.#write(draftKey(flow), draft);
  }

  forgetDraft(flow: string): void {
    try {
      this.#store.removeItem(draftKey(flow));
    } catch {
      // What can't be reached can't be restored either.
    }
  }

  /** Where the blocks of a saved flow were put. */
  layout(flow: string): Positions {
    return positionsOf(this.#read(layoutKey(flow)));
  }

  keepLayout(flow: string, positions: Positions): void {
    this.#write(layoutKey(flow), positions);
  }

  #read(key: string): Json | undefined {
    try {
      const text = this.#store.getItem(key);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  #write(key: string, value: unknown): boolean {
    try {
      this.#store.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }
}

export const NEW_FLOW = "new";

function draftKey(flow: string): string {
  return `holdpoint-draft:${flow}`;
}

function layoutKey(flow: string): string {
  return `holdpoint-layout:${flow}`;
}

/** How a stored draft stands to the version that the server has now. */
export type Standing = "saved" | "ahead" | "conflict";

/**
 * `saved`: they say the same, the draft can go. `ahead`: the draft continues this version. `conflict`: somebody
 * saved another version, or changed this one, after the editing began.
 */
export function standing(stored: StoredDraft, now: { versionId: string; document: unknown }): Standing {
  const { draft, base, text, unfinished } = stored;
  const served = JSON.stringify(now.document);
  if (text === undefined && unfinished === undefined && JSON.stringify(draft) === served) return "saved";
  return base?.versionId === now.versionId && base.text === served ? "ahead" : "conflict";
}

/** What the editor goes on with. */
export function sketchOf({ draft, positions, unfinished }: StoredDraft): Sketch {
  return { draft, positions, unfinished };
}

/** A flow that somebody brings along, for the editor of new flows to open. */
export function importedDraft(draft: Draft, at: number): StoredDraft {
  return { draft, positions: {}, base: null, at };
}

function baseOf(value: Json | undefined): Base | null | undefined {
  if (value === null) return null;
  if (!isJsonObject(value)) return undefined;
  const { versionId, text } = value;
  return typeof versionId === "string" && typeof text === "string" ? { versionId, text } : undefined;
}

function positionsOf(value: Json | undefined): Positions {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, at]): [string, Point][] => {
      if (!isJsonObject(at)) return [];
      const { x, y } = at;
      return typeof x === "number" && typeof y === "number" ? [[id, { x, y }]] : [];
    }),
  );
}
