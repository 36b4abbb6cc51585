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
  /** Which writing of which editor this is; absent: none wrote it, it was imported. */
  stamp?: string | undefined;
}

/** A draft that lost its place to that of another tab, and waits for somebody to choose. */
export interface Aside {
  editor: string;
  draft: StoredDraft;
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
    return storedOf(this.#read(draftKey(flow)));
  }

  /** Whether a change of that key of the storage may concern the draft of the flow. Null: all was cleared. */
  isAbout(flow: string, key: string | null): boolean {
    return key === null || key === draftKey(flow);
  }

  /** False: this browser keeps nothing (private window, full storage), so that leaving would lose the edits. */
  keepDraft(flow: string, draft: StoredDraft): boolean {
    return this.#write(draftKey(flow), draft);
  }

  forgetDraft(flow: string): void {
    this.#remove(draftKey(flow));
  }

  /** The newest draft that was put aside; undefined: none waits. */
  aside(flow: string): Aside | undefined {
    return this.#asides(flow).at(-1);
  }

  /** False: like `keepDraft`. */
  keepAside(flow: string, editor: string, draft: StoredDraft): boolean {
    return this.#writeAsides(flow, [...this.#asidesBut(flow, editor), { editor, draft }]);
  }

  forgetAside(flow: string, editor: string): void {
    const others = this.#asidesBut(flow, editor);
    if (others.length < this.#asides(flow).length) this.#writeAsides(flow, others);
  }

  #asidesBut(flow: string, editor: string): Aside[] {
    return this.#asides(flow).filter((aside) => aside.editor !== editor);
  }

  #asides(flow: string): Aside[] {
    const stored = this.#read(asideKey(flow));
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((each: Json): Aside[] => {
      if (!isJsonObject(each)) return [];
      const { editor } = each;
      const draft = storedOf(each.draft);
      return typeof editor === "string" && draft ? [{ editor, draft }] : [];
    });
  }

  #writeAsides(flow: string, asides: readonly Aside[]): boolean {
    if (asides.length > 0) return this.#write(asideKey(flow), asides.slice(-MOST_ASIDES));
    this.#remove(asideKey(flow));
    return true;
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

  #remove(key: string): void {
    try {
      this.#store.removeItem(key);
    } catch {
      // What can't be reached can't be restored either.
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

/** In one flow; of more tabs than that the first ones give way. */
const MOST_ASIDES = 5;

export const NEW_FLOW = "new";

function draftKey(flow: string): string {
  return `holdpoint-draft:${flow}`;
}

function asideKey(flow: string): string {
  return `holdpoint-aside:${flow}`;
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

function storedOf(stored: Json | undefined): StoredDraft | undefined {
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
    ...(typeof stored.stamp === "string" && { stamp: stored.stamp }),
  };
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
