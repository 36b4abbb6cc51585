import type { Draft } from "./draft.ts";
import { type Positions, prunePositions, renamePosition } from "./positions.ts";
import { renameBlock } from "./rename.ts";

/** What the editor edits, and undoes, as one: the document and where its blocks were put. */
export interface Sketch {
  readonly draft: Draft;
  readonly positions: Positions;
}

/** The sketch with another document. */
export function withDraft(sketch: Sketch, draft: Draft): Sketch {
  if (draft === sketch.draft) return sketch;
  return { draft, positions: prunePositions(sketch.positions, draft) };
}

/** Renames a block, which stays where it is. */
export function renameInSketch({ draft, positions }: Sketch, id: string, to: string): Sketch {
  return { draft: renameBlock(draft, id, to), positions: renamePosition(positions, id, to) };
}
