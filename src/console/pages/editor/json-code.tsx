import { jsonParseLinter } from "@codemirror/lang-json";
import { linter, lintGutter } from "@codemirror/lint";
import { EditorView, lineNumbers } from "@codemirror/view";
import CodeEditor from "../../expression/code-editor.tsx";

const gutters = EditorView.theme({
  ".cm-gutters": { border: "0", color: "var(--hp-muted)", backgroundColor: "var(--hp-sunken)" },
});
const extensions = [lineNumbers(), linter(jsonParseLinter()), lintGutter(), gutters];

interface JsonCodeProps {
  value: string;
  onChange: (text: string) => void;
  /** The id of what describes it. */
  describedBy: string;
}

/** The document's text with its lines numbered and what is no JSON underlined. */
export default function JsonCode({ value, onChange, describedBy }: JsonCodeProps) {
  return (
    <CodeEditor
      mode="json"
      multiline
      value={value}
      onChange={onChange}
      extensions={extensions}
      attributes={{ "aria-label": "Flow document as JSON", "aria-describedby": describedBy, tabindex: "0" }}
    />
  );
}
