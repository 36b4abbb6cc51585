import { useEffect, useRef, useState } from "react";
import { type Base, DraftStorage, NEW_FLOW } from "../../document/storage.ts";
import type { EditorState } from "./state.ts";

export const drafts = new DraftStorage(window.localStorage);

/** Long enough not to write with every letter, short enough to lose nothing when the power goes. */
const KEEP_MS = 300;

interface Kept {
  /** Undefined: a flow that doesn't exist yet. */
  flowId: string | undefined;
  base: Base | null;
  state: EditorState;
  dirty: boolean;
}

/**
 * Keeps what isn't saved yet in this browser, also past a reload or a closed tab, and forgets it once it is.
 * False: the browser keeps nothing, so that leaving would lose it; then the browser asks before it leaves.
 */
export function useKeeping(kept: Kept): boolean {
  const { flowId, base, state, dirty } = kept;
  const latest = useRef(kept);
  latest.current = kept;
  const [isKept, setKept] = useState(true);

  // It runs for each change of what is kept.
  useEffect(() => {
    const timer = setTimeout(() => setKept(keep(latest.current)), KEEP_MS);
    return () => clearTimeout(timer);
  }, [flowId, base, state, dirty]);

  useEffect(() => {
    const keepNow = () => void keep(latest.current);
    window.addEventListener("pagehide", keepNow);
    return () => {
      window.removeEventListener("pagehide", keepNow);
      keepNow();
    };
  }, []);

  useEffect(() => {
    if (isKept || !dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isKept, dirty]);
  return isKept;
}

function keep({ flowId, base, state, dirty }: Kept): boolean {
  const flow = flowId ?? NEW_FLOW;
  const sketch = state.history.present;
  if (flowId !== undefined) drafts.keepLayout(flowId, sketch.positions);
  if (!dirty) {
    drafts.forgetDraft(flow);
    return true;
  }
  const { text } = state;
  return drafts.keepDraft(flow, {
    ...sketch,
    base,
    at: Date.now(),
    ...(text !== undefined && { text }),
  });
}
