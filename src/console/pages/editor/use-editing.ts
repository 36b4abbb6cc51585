import { useMemo, useReducer } from "react";
import type { Draft } from "../../document/draft.ts";
import { withDraft } from "../../document/sketch.ts";
import type { Change } from "./edits.ts";
import { type EditorState, isDirty, reduce } from "./state.ts";

/** What can be done to the flow. The same object for as long as the editor is open. */
export interface Editing {
  /** `kind`: what merges into one step with what was done just before, such as typing in one field. */
  edit: (change: Change, kind?: string) => void;
  setDraft: (draft: Draft, kind?: string) => void;
  select: (block: string | undefined) => void;
  undo: () => void;
  redo: () => void;
  /** JSON in the making; undefined: it is a document again, or was given up. */
  write: (text: string | undefined) => void;
  markSaved: (draft: Draft) => void;
}

export function useEditing(start: EditorState): { state: EditorState; dirty: boolean; editing: Editing } {
  const [state, dispatch] = useReducer(reduce, start);
  const editing = useMemo((): Editing => {
    const edit = (change: Change, kind?: string) => dispatch({ do: "edit", change, kind, at: Date.now() });
    return {
      edit,
      setDraft: (draft, kind) => edit((sketch) => ({ sketch: withDraft(sketch, draft) }), kind),
      select: (block) => dispatch({ do: "select", block }),
      undo: () => dispatch({ do: "undo" }),
      redo: () => dispatch({ do: "redo" }),
      write: (text) => dispatch({ do: "write", text }),
      markSaved: (draft) => dispatch({ do: "saved", draft }),
    };
  }, []);
  const dirty = useMemo(() => isDirty(state), [state]);
  return { state, dirty, editing };
}
