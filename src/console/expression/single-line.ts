import { EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

/** Keeps the text on one line: Enter does nothing, and what is pasted has its line breaks become spaces. */
export const singleLine: Extension = [
  Prec.low(keymap.of([{ key: "Enter", run: () => true }])),
  EditorView.contentAttributes.of({ "aria-multiline": "false" }),
  EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
    const text = transaction.newDoc.toString();
    const insert = text.replaceAll(/\s*\n\s*/g, " ");
    return {
      changes: { from: 0, to: transaction.startState.doc.length, insert },
      selection: { anchor: Math.min(transaction.newSelection.main.head, insert.length) },
    };
  }),
];
