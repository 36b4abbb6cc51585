import { lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import type { DraftProblem } from "../document/problems.ts";
import { Button } from "../ui/index.ts";
import { BrowseDialog } from "./browse-dialog.tsx";
import type { CodeHandle } from "./code-editor.tsx";
import { FieldNotes } from "./field-notes.tsx";
import { type Evaluated, LiveResult } from "./live-result.tsx";
import type { Mode } from "./place.ts";
import type { Slot } from "./service.ts";
import "./expression-field.css";

const ExpressionEditor = lazy(() => import("./expression-editor.tsx"));

export interface ExpressionFieldProps {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  slot: Slot;
  /** A bare expression, text with `{{ }}`, or a JSON with such texts. */
  mode?: Mode;
  /** What is evaluated to show the result; undefined: there is nothing that could be. */
  evaluated?: Evaluated | undefined;
  expects?: "bool" | "instant";
  multiline?: boolean;
  placeholder?: string;
  /** Of the checks of the whole document, at this field. */
  problems?: readonly DraftProblem[];
  /** What else is wrong with what is written. */
  error?: string | undefined;
  /** More buttons beside the label. */
  tools?: ReactNode;
  /** In a row of a table the label is for those only who don't see it. */
  isLabelHidden?: boolean;
}

/** A field for an expression: completion, checks, all that can be used to look through, and its result by real data. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { label, hint, value, onChange, slot, mode = "template", expects, placeholder, tools, error } = props;
  const evaluated = "evaluated" in props ? props.evaluated : usualEvaluated(mode, value);
  const id = useId();
  const editor = useRef<CodeHandle>(null);
  // Line breaks that are there stay, and so does the kind of field while it is used.
  const isMultiline = useRef(false);
  isMultiline.current ||= props.multiline === true || value.includes("\n");
  const [messages, setMessages] = useState<readonly string[]>([]);
  const [isBrowsing, setBrowsing] = useState(false);
  const [isTrying, setTrying] = useState(false);
  const notes = { error, messages, problems: props.problems ?? [] };
  const isInvalid =
    error !== undefined || messages.length > 0 || notes.problems.some(({ level }) => level === "error");
  const insert = (source: string) => {
    setBrowsing(false);
    // The dialog gives the focus back to its button first.
    setTimeout(() => editor.current?.insert(source));
  };
  return (
    <div className="hp-field hp-expression" data-compact={props.isLabelHidden || undefined}>
      <div className="hp-expression-head">
        <span
          id={`${id}-label`}
          className={props.isLabelHidden ? "hp-hidden" : "hp-expression-label"}
          onClick={() => editor.current?.focus()}
        >
          {label}
        </span>
        <span className="hp-expression-tools">
          {tools}
          <Button kind="ghost" aria-label={`Insert into ${label}`} onClick={() => setBrowsing(true)}>
            {props.isLabelHidden ? "…" : "Insert…"}
          </Button>
          {evaluated && (
            <Button
              kind="ghost"
              aria-expanded={isTrying}
              aria-label={`Try out ${label}`}
              onClick={() => setTrying(!isTrying)}
            >
              Try out
            </Button>
          )}
        </span>
      </div>
      <div className="hp-input hp-code-box" data-invalid={isInvalid || undefined}>
        <Suspense fallback={<pre className="hp-code-loading">{value || " "}</pre>}>
          <ExpressionEditor
            ref={editor}
            value={value}
            onChange={onChange}
            mode={mode}
            slot={slot}
            multiline={isMultiline.current}
            placeholder={placeholder}
            onMessages={setMessages}
            {...(expects && { expects })}
            attributes={{
              id,
              "aria-labelledby": `${id}-label`,
              "aria-describedby": `${id}-hint ${id}-notes`,
              ...(isInvalid && { "aria-invalid": "true" }),
            }}
          />
        </Suspense>
      </div>
      <div id={`${id}-hint`} className="hp-field-hint" hidden={!hint}>
        {hint}
      </div>
      <FieldNotes id={`${id}-notes`} {...notes} />
      {isTrying && evaluated && <LiveResult label={label} slot={slot} evaluated={evaluated} />}
      <BrowseDialog open={isBrowsing} onClose={() => setBrowsing(false)} slot={slot} onInsert={insert} />
    </div>
  );
}

function usualEvaluated(mode: Mode, value: string): Evaluated | undefined {
  if (mode === "expression") return { source: value };
  return value.includes("{{") ? { template: value } : undefined;
}
