import { useEffect, useMemo, useRef, useState } from "react";
import { DraftHold, editorOf, type Kept, saysTheSame } from "../../document/hold.ts";
import { type Aside, type Base, DraftStorage, NEW_FLOW, type StoredDraft } from "../../document/storage.ts";
import type { EditorState } from "./state.ts";

export const drafts = new DraftStorage(window.localStorage);

/** Long enough not to write with every letter, short enough to lose nothing when the power goes. */
const KEEP_MS = 300;

interface Edits {
  /** Undefined: a flow that doesn't exist yet. */
  flowId: string | undefined;
  base: Base | null;
  state: EditorState;
  dirty: boolean;
}

export interface Keeping {
  kept: Kept;
  /** What another tab made of the flow meanwhile, and somebody has to choose; undefined: nothing. */
  theirs: StoredDraft | undefined;
  /** We go on from theirs. */
  follow: () => void;
  /** Ours take the place of theirs, whose tab says so then. */
  keepOurs: () => void;
  /** What gave way to another tab's edits in an earlier visit; undefined: nothing. */
  aside: StoredDraft | undefined;
  /** It was brought back, or isn't wanted any more. */
  forgetAside: () => void;
}

/**
 * Keeps what isn't saved yet in this browser, also past a reload or a closed tab, and forgets it once it is. What
 * another tab keeps of the same flow it leaves alone. Where the browser keeps nothing, it asks before it leaves.
 */
export function useKeeping(edits: Edits): Keeping {
  const { flowId, base, state, dirty } = edits;
  const flow = flowId ?? NEW_FLOW;
  const latest = useRef(edits);
  latest.current = edits;
  const hold = useMemo(() => new DraftHold(drafts, flow, newId()), [flow]);
  const [kept, setKept] = useState<Kept>("kept");
  const [theirs, setTheirs] = useState<StoredDraft>();
  const [passed, setPassed] = useState<string>();
  const [aside, setAside] = useState<Aside | undefined>(() => asideOf(flow, edits));

  // It runs for each change of what is kept.
  useEffect(() => {
    const timer = setTimeout(() => {
      setKept(keep(hold, latest.current));
      setTheirs(hold.theirs(storedOf(latest.current)));
    }, KEEP_MS);
    return () => clearTimeout(timer);
  }, [hold, flowId, base, state, dirty]);

  useEffect(() => {
    const look = ({ storageArea, key }: StorageEvent) => {
      if (storageArea !== window.localStorage || !drafts.isAbout(flow, key)) return;
      const ours = storedOf(latest.current);
      setTheirs(hold.theirs(ours));
      if (latest.current.dirty) setKept(hold.answer(ours));
    };
    const keepNow = () => void keep(hold, latest.current);
    window.addEventListener("storage", look);
    window.addEventListener("pagehide", keepNow);
    return () => {
      window.removeEventListener("storage", look);
      window.removeEventListener("pagehide", keepNow);
      keepNow();
    };
  }, [hold, flow]);

  useEffect(() => {
    if (kept !== "nothing" || !dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [kept, dirty]);

  return {
    kept,
    theirs: theirs && !dirty && editorOf(theirs) === passed ? undefined : theirs,
    follow() {
      if (theirs) hold.follow(theirs);
      setTheirs(undefined);
    },
    keepOurs() {
      if (dirty) {
        setKept(hold.overwrite(storedOf(edits)));
        setTheirs(undefined);
      } else setPassed(theirs && editorOf(theirs));
    },
    aside: aside?.draft,
    forgetAside() {
      if (aside) drafts.forgetAside(flow, aside.editor);
      setAside(undefined);
    },
  };
}

function keep(hold: DraftHold, edits: Edits): Kept {
  const { flowId, state, dirty } = edits;
  if (flowId !== undefined) drafts.keepLayout(flowId, state.history.present.positions);
  if (dirty) return hold.keep(storedOf(edits));
  hold.forget();
  return "kept";
}

function storedOf({ base, state: { history, text } }: Edits): StoredDraft {
  return { ...history.present, base, at: Date.now(), ...(text !== undefined && { text }) };
}

function asideOf(flow: string, edits: Edits): Aside | undefined {
  const aside = drafts.aside(flow);
  return aside && saysTheSame(aside.draft, storedOf(edits)) ? undefined : aside;
}

function newId(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join("-");
}
