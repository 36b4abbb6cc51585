import { useEffect, useRef } from "react";
import { blockName, blockOf, type Draft } from "../../document/draft.ts";
import { followingName } from "./edits.ts";
import type { Editing } from "./use-editing.ts";

/**
 * Lets the id of a new block follow its name once that is written: when another control gets the focus or is
 * pressed, or another block is selected. Not by a press on the canvas: a block whose id changes is drawn anew,
 * and what was pressed on it would be gone before the press is over.
 */
export function useFollowingName(draft: Draft, saved: Draft, id: string, editing: Editing): void {
  const latest = useRef({ draft, saved, editing });
  latest.current = { draft, saved, editing };
  useEffect(() => {
    const name = blockName(latest.current.draft, id);
    const settle = () => {
      const now = latest.current;
      const change = blockOf(now.draft, id) && followingName(now.draft, now.saved, id, name);
      if (change) now.editing.edit(change);
    };
    const settleElsewhere = ({ target }: Event) => {
      const isOnPicture = target instanceof Element && target.closest(".hp-canvas, dialog") !== null;
      if (!isOnPicture) settle();
    };
    window.addEventListener("pointerdown", settleElsewhere, true);
    window.addEventListener("focusin", settleElsewhere, true);
    return () => {
      window.removeEventListener("pointerdown", settleElsewhere, true);
      window.removeEventListener("focusin", settleElsewhere, true);
      settle();
    };
  }, [id]);
}
