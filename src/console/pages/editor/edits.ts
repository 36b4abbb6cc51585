import { addBlock, duplicateBlock, type Place } from "../../document/add.ts";
import { type BlockType, blockName, blockOf, type Draft, setField } from "../../document/draft.ts";
import { freeId, isIdFrom } from "../../document/ids.ts";
import { removeBlocks } from "../../document/remove.ts";
import { renameInSketch, type Sketch, unfinishedOf, withDraft } from "../../document/sketch.ts";
import { withText } from "../../document/unfinished.ts";
import type { Edited } from "./state.ts";

/** A change of the sketch, as `Editing.edit` takes it. */
export type Change = (sketch: Sketch) => Edited;

/** A change of the document alone. */
export function onDraft(change: (draft: Draft) => Draft): Change {
  return (sketch) => ({ sketch: withDraft(sketch, change(sketch.draft)) });
}

/** The new block is the one to go on with. */
export function adding(type: BlockType, place: Place): Change {
  return (sketch) => {
    const { draft, id } = addBlock(sketch.draft, type, place);
    return { sketch: withDraft(sketch, draft), select: id };
  };
}

export function duplicating(id: string): Change {
  return (sketch) => {
    const { draft, id: copy } = duplicateBlock(sketch.draft, id);
    return { sketch: withDraft(sketch, draft), select: copy };
  };
}

export function removing(ids: readonly string[]): Change {
  return (sketch) => ({ sketch: withDraft(sketch, removeBlocks(sketch.draft, ids)), select: undefined });
}

export function renaming(id: string, to: string): Change {
  return (sketch) => ({ sketch: renameInSketch(sketch, id, to), renamed: { from: id, to } });
}

/** What is written in a field of a block and isn't JSON yet; undefined: it is again. */
export function writing(block: string, path: string, text: string | undefined): Change {
  return (sketch) => {
    const before = unfinishedOf(sketch);
    const unfinished = withText(before, block, path, text);
    return { sketch: unfinished === before ? sketch : { ...sketch, unfinished } };
  };
}

/** Another document altogether, laid out automatically. */
export function replacing(draft: Draft): Change {
  return () => ({ sketch: { draft, positions: {} }, select: undefined });
}

export function starting(id: string): Change {
  return onDraft((draft) => setField(draft, "start", id));
}

/**
 * Lets the id of a block that was renamed follow its name, so that expressions read `paymentConfirmed` and not
 * `externalCallback2`. Undefined where the id was chosen by hand, or stands on the server: a trigger's URL
 * hangs on it.
 */
export function followingName(draft: Draft, saved: Draft, id: string, oldName: string): Change | undefined {
  const name = blockName(draft, id);
  if (blockOf(saved, id) || !blockOf(draft, id) || name === id || name === oldName) return undefined;
  if (!isIdFrom(id, oldName) || isIdFrom(id, name)) return undefined;
  return renaming(id, freeId(draft, name, id));
}
