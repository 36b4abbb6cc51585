import { useEffect, useRef } from "react";
import { blockName, blockOf, type Draft } from "../../document/draft.ts";
import { followingName } from "./edits.ts";
import type { Editing } from "./use-editing.ts";

/**
 * Lets the id of a new block follow its name once that is written: when another control gets the focus or was
 * clicked, or another block is selected. Not while something is pressed: texts with the id in them change, what is
 * below them moves, and the click would miss. Nor by a click on the canvas, where the block itself is drawn anew.
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
    let isPressed = false;
    const settleElsewhere = ({ target }: Event) => {
      const isOnPicture = target instanceof Element && target.closest(".hp-canvas, dialog") !== null;
      if (!isOnPicture && !isPressed) settle();
    };
    const press = () => (isPressed = true);
    const release = () => (isPressed = false);
    const listeners = {
      pointerdown: press,
      pointerup: release,
      pointercancel: release,
      focusin: settleElsewhere,
      // Before what the click does, such as saving.
      click: settleElsewhere,
    };
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener, true);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type, listener, true);
      settle();
    };
  }, [id]);
}
