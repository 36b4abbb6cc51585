import type { Draft } from "./draft.ts";
import { type Positions, prunePositions, renamePosition } from "./positions.ts";
import { renameBlock } from "./rename.ts";
import { ALL_FINISHED, pruneUnfinished, renameUnfinished, type Unfinished } from "./unfinished.ts";

/** What the editor edits, and undoes, as one: the document and where its blocks were put. */
export interface Sketch {
  readonly draft: Draft;
  readonly positions: Positions;
  /** What is written in fields and isn't in the document yet; absent: nothing. */
  readonly unfinished?: Unfinished | undefined;
}

export function unfinishedOf({ unfinished = ALL_FINISHED }: Sketch): Unfinished {
  return unfinished;
}

/** The sketch with another document. */
export function withDraft(sketch: Sketch, draft: Draft): Sketch {
  if (draft === sketch.draft) return sketch;
  return {
    draft,
    positions: prunePositions(sketch.positions, draft),
    unfinished: pruneUnfinished(unfinishedOf(sketch), sketch.draft, draft),
  };
}

/** Renames a block, which stays where it is. */
export function renameInSketch(sketch: Sketch, id: string, to: string): Sketch {
  return {
    draft: renameBlock(sketch.draft, id, to),
    positions: renamePosition(sketch.positions, id, to),
    unfinished: renameUnfinished(unfinishedOf(sketch), id, to),
  };
}
