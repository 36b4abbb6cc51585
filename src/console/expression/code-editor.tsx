import "./style-mount.ts";
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder as showPlaceholder } from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { openBraces } from "./braces.ts";
import { highlighting, languageOf } from "./language.ts";
import { type Mode, placeAt } from "./place.ts";
import { singleLine } from "./single-line.ts";
import { theme } from "./theme.ts";

/** What others may do with the editor. */
export interface CodeHandle {
  focus: () => void;
  /** Writes an expression where the cursor is, in braces where there is text around it. */
  insert: (source: string) => void;
  /** Has the text checked once more. */
  refresh: () => void;
}

export interface CodeEditorProps {
  value: string;
  onChange: (value: string) => void;
  mode: Mode;
  /** Accessible name, description and state: `aria-…` and `id`. */
  attributes: Readonly<Record<string, string>>;
  placeholder?: string | undefined;
  multiline?: boolean;
  /** Completion, checks. Taken once. */
  extensions?: Extension;
  onRefresh?: (view: EditorView) => void;
  ref?: Ref<CodeHandle>;
}

/** CodeMirror as a controlled component. Tab leaves it, as it leaves any other field. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, mode, attributes, multiline = false, placeholder = "", onRefresh, ref } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const current = useRef(props);
  current.current = props;
  const language = useRef(new Compartment());
  const described = useRef(new Compartment());
  const attributeText = JSON.stringify(attributes);

  useEffect(() => {
    if (!parent.current) return undefined;
    const first = current.current;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: linesOf(first.value),
        // What is inserted before anybody was here goes to the end.
        selection: { anchor: linesOf(first.value).length },
        extensions: [
          first.extensions ?? [],
          language.current.of(languageOf(first.mode)),
          described.current.of(EditorView.contentAttributes.of(first.attributes)),
          showPlaceholder(placeholder),
          basics,
          multiline ? [] : singleLine,
          first.mode === "expression" ? [] : openBraces(() => current.current.mode),
          EditorView.updateListener.of(({ docChanged, state }) => {
            const text = state.doc.toString();
            if (docChanged && text !== linesOf(current.current.value)) current.current.onChange(text);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [multiline, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === linesOf(value)) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(languageOf(mode)) });
  }, [mode]);

  useEffect(() => {
    const effects = described.current.reconfigure(EditorView.contentAttributes.of(JSON.parse(attributeText)));
    view.current?.dispatch({ effects });
  }, [attributeText]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => view.current?.focus(),
      insert: (source) => view.current && insert(view.current, current.current.mode, source),
      refresh: () => view.current && onRefresh?.(view.current),
    }),
    [onRefresh],
  );

  return <div ref={parent} className="hp-code" data-multiline={multiline || undefined} />;
}

const basics: Extension = [
  EditorView.contentAttributes.of({ tabindex: "0" }),
  history(),
  bracketMatching(),
  closeBrackets(),
  highlighting,
  theme,
  EditorView.lineWrapping,
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
];

/** As CodeMirror has it: a text with other line ends isn't another text, and isn't changed by being shown. */
function linesOf(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

function insert(view: EditorView, mode: Mode, source: string): void {
  const { doc, selection } = view.state;
  const { from, to } = selection.main;
  const text = apart(
    placeAt(doc.toString(), from, mode).write(source),
    doc.sliceString(from - 1, from),
    doc.sliceString(to, to + 1),
  );
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.trimEnd().length },
    userEvent: "input",
    scrollIntoView: true,
  });
  view.focus();
}

/** Two names that stand side by side would be one. */
function apart(text: string, before: string, after: string): string {
  return `${/[\w)\]}]/.test(before) ? " " : ""}${text}${/[\w({[]/.test(after) ? " " : ""}`;
}
