import type { DraftStorage, StoredDraft } from "./storage.ts";

/** `aside`: another editor's draft is in the place, and stays there until somebody chooses. `nothing`: it refuses. */
export type Kept = "kept" | "aside" | "nothing";

/** One editor's hand on the stored draft of a flow, which editors in other tabs write too. */
export class DraftHold {
  readonly #storage: DraftStorage;
  readonly #flow: string;
  readonly #editor: string;
  /** Of what this editor wrote or went on from; null: of nothing. */
  #stamp: string | undefined | null;
  #count = 0;

  /** `editor`: an id that no other editor has, now or later. */
  constructor(storage: DraftStorage, flow: string, editor: string) {
    this.#storage = storage;
    this.#flow = flow;
    this.#editor = editor;
    const stored = storage.draft(flow);
    this.#stamp = stored ? stored.stamp : null;
  }

  /** What another editor stored since, unless it says the same as ours. */
  theirs(ours: Content): StoredDraft | undefined {
    const stored = this.#storage.draft(this.#flow);
    if (!stored || stored.stamp === this.#stamp) return undefined;
    if (!saysTheSame(stored, ours)) return stored;
    this.#stamp = stored.stamp;
    return undefined;
  }

  /** Never takes the place of what another editor stored. */
  keep(ours: StoredDraft): Kept {
    if (!this.theirs(ours)) return this.overwrite(ours);
    return this.#storage.keepAside(this.#flow, this.#editor, ours) ? "aside" : "nothing";
  }

  /**
   * After another editor stored or forgot something: ours go beside theirs, or to the place that was left. Where
   * both say the same nothing is written: two editors would answer each other for ever.
   */
  answer(ours: StoredDraft): Kept {
    const isInStep = this.#storage.draft(this.#flow) !== undefined && !this.theirs(ours);
    return isInStep ? "kept" : this.keep(ours);
  }

  /** Ours in the place, whatever is there. */
  overwrite(ours: StoredDraft): Kept {
    const stamp = `${this.#editor} ${++this.#count}`;
    if (!this.#storage.keepDraft(this.#flow, { ...ours, stamp })) return "nothing";
    this.#stamp = stamp;
    this.#storage.forgetAside(this.#flow, this.#editor);
    return "kept";
  }

  /** This editor goes on from what another one stored. */
  follow(theirs: StoredDraft): void {
    this.#stamp = theirs.stamp;
    this.#storage.forgetAside(this.#flow, this.#editor);
  }

  /** There is nothing of ours to keep any more; what another editor stored stays. */
  forget(): void {
    const stored = this.#storage.draft(this.#flow);
    if (stored?.stamp === this.#stamp) this.#storage.forgetDraft(this.#flow);
    this.#storage.forgetAside(this.#flow, this.#editor);
  }
}

type Content = Pick<StoredDraft, "draft" | "text" | "unfinished">;

/** Whether two drafts say the same; where the blocks are drawn is no matter. */
export function saysTheSame(one: Content, other: Content): boolean {
  return textOf(one) === textOf(other);
}

function textOf({ draft, text, unfinished = {} }: Content): string {
  return JSON.stringify([draft, text, unfinished]);
}

/** The editor that wrote a draft; undefined where none did. */
export function editorOf({ stamp }: StoredDraft): string | undefined {
  return stamp?.split(" ")[0];
}
