import { blockOf, type Draft } from "../../document/draft.ts";
import { type History, record, redo, startHistory, undo } from "../../document/history.ts";
import { type Sketch, unfinishedOf } from "../../document/sketch.ts";

/** What the editor shows. */
export interface EditorState {
  readonly history: History<Sketch>;
  /** The document as the server has it; of a new flow as it began. */
  readonly saved: Draft;
  readonly selected: string | undefined;
  /** JSON in the making that is no document at the moment; until it is one, nothing else edits. */
  readonly text: string | undefined;
}

/** What an edit makes of the sketch, and which block it leaves selected; without a word the one that was. */
export interface Edited {
  sketch: Sketch;
  select?: string | undefined;
  /** The same block under another id. */
  renamed?: { from: string; to: string };
}

export type Action =
  /** `kind`: see `record`. */
  | { do: "edit"; change: (sketch: Sketch) => Edited; at: number; kind?: string | undefined }
  | { do: "undo" }
  | { do: "redo" }
  | { do: "select"; block: string | undefined }
  | { do: "write"; text: string | undefined }
  /** The server has that document now. */
  | { do: "saved"; draft: Draft };

export function startState(sketch: Sketch, saved: Draft, before?: Sketch): EditorState {
  const started = startHistory(before ?? sketch);
  const history = before ? record(started, sketch, 0) : started;
  return { history, saved, selected: undefined, text: undefined };
}

export function reduce(state: EditorState, action: Action): EditorState {
  switch (action.do) {
    case "edit": {
      const { sketch, renamed, ...selection } = action.change(state.history.present);
      const history = record(state.history, sketch, action.at, action.kind);
      const same = renamed && renamed.from === state.selected ? renamed.to : state.selected;
      const selected = "select" in selection ? selection.select : existing(sketch.draft, same);
      return { ...state, history, selected, text: undefined };
    }
    case "undo":
      return travelled(state, undo(state.history));
    case "redo":
      return travelled(state, redo(state.history));
    case "select":
      return { ...state, selected: existing(state.history.present.draft, action.block) };
    case "write":
      return { ...state, text: action.text };
    case "saved":
      return { ...state, saved: action.draft };
    default:
      return action satisfies never;
  }
}

/** Whether there is something that the server doesn't have. */
export function isDirty({ history, saved, text }: EditorState): boolean {
  const { draft } = history.present;
  if (Object.keys(unfinishedOf(history.present)).length > 0) return true;
  return text !== undefined || (draft !== saved && JSON.stringify(draft) !== JSON.stringify(saved));
}

/** After undoing a removal or a renaming, the block that came back is the one to look at. */
function travelled(state: EditorState, history: History<Sketch>): EditorState {
  const before = state.history.present.draft;
  const { draft } = history.present;
  const kept = existing(draft, state.selected);
  const returned = Object.keys(draft.blocks).filter((id) => !blockOf(before, id));
  const selected = kept ?? (returned.length === 1 ? returned[0] : undefined);
  return { ...state, history, selected, text: undefined };
}

function existing(draft: Draft, id: string | undefined): string | undefined {
  return blockOf(draft, id) ? id : undefined;
}
