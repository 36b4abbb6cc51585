import { startCompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type Mode, placeAt } from "./place.ts";

/** Who types `{{` in a text gets the braces closed, and is shown what can stand between them. */
export function openBraces(mode: () => Mode): Extension {
  return EditorView.inputHandler.of((view, from, to, text) => {
    const { doc } = view.state;
    if (text !== "{" || from !== to || doc.sliceString(from - 1, from) !== "{" || mode() === "expression")
      return false;
    if (doc.sliceString(from - 2, from - 1) === "{" || placeAt(doc.toString(), from - 1, mode()).found)
      return false;
    // What closing the first brace has put there goes.
    const closed = doc.sliceString(from, from + 1) === "}" ? 1 : 0;
    view.dispatch({
      changes: { from, to: from + closed, insert: "{  }}" },
      selection: { anchor: from + 2 },
      userEvent: "input.type",
    });
    startCompletion(view);
    return true;
  });
}
