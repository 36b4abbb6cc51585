import { lazy, Suspense, useId } from "react";
import type { Json } from "../../json.ts";
import type { Takes } from "../document/parse-json.ts";
import type { DraftProblem } from "../document/problems.ts";
import { FieldNotes, type KeptText, useJsonText } from "../expression/index.tsx";

const CodeEditor = lazy(() => import("../expression/code-editor.tsx"));

interface RawJsonFieldProps {
  label: string;
  hint: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  problems: readonly DraftProblem[];
  /** Anything, or nothing, where it isn't said. */
  takes?: Takes;
  kept: KeptText;
}

/** JSON as it stands in the document, whatever it is. */
export function RawJsonField({
  label,
  hint,
  value,
  onChange,
  problems,
  takes = "any",
  kept,
}: RawJsonFieldProps) {
  const id = useId();
  const { text, edit, error } = useJsonText({ value, onChange, takes, kept });
  return (
    <div className="hp-field">
      <span id={`${id}-label`} className="hp-expression-label">
        {label}
      </span>
      <div className="hp-input hp-code-box" data-invalid={error !== undefined || undefined}>
        <Suspense fallback={<pre className="hp-code-loading">{text}</pre>}>
          <CodeEditor
            mode="json"
            multiline
            value={text}
            onChange={edit}
            attributes={{ "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-hint ${id}-notes` }}
          />
        </Suspense>
      </div>
      <div id={`${id}-hint`} className="hp-field-hint">
        {hint}
      </div>
      <FieldNotes id={`${id}-notes`} error={error} problems={problems} />
    </div>
  );
}
