import { useState } from "react";
import { FieldNotes } from "../expression/index.tsx";
import { Button, TextInput } from "../ui/index.ts";
import { isTexts } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";
import { keptLines, lineProblem } from "./texts.ts";

interface TextsFieldProps extends FieldProps {
  /** What one of them is called: "header". */
  noun: string;
  placeholder: string;
  /** What is written, as it has to be. */
  tidy?: (text: string) => string;
}

/** Texts, one a line, each of them once; without any, the field goes. */
export function TextsField({ noun, placeholder, tidy, ...field }: TextsFieldProps) {
  const { form, path, label, hint } = field;
  return (
    <PanelField form={form} path={path} label={label} takes={isTexts}>
      {(texts = []) => (
        <div className="hp-panel-values" role="group" aria-label={label}>
          <span className="hp-expression-label">{label}</span>
          {hint && <p className="hp-field-hint">{hint}</p>}
          <Lines
            texts={texts}
            onChange={(next) => form.set(path, next.length === 0 ? undefined : next)}
            noun={noun}
            placeholder={placeholder}
            tidy={tidy}
          />
          <FieldNotes problems={form.problemsAt(path)} />
        </div>
      )}
    </PanelField>
  );
}

interface LinesProps {
  texts: readonly string[];
  onChange: (texts: readonly string[]) => void;
  noun: string;
  placeholder: string;
  tidy: ((text: string) => string) | undefined;
}

/** One that is empty, or there twice, is on the screen but not in the list. */
function Lines({ texts, onChange, noun, placeholder, tidy = (text) => text }: LinesProps) {
  const [lines, setLines] = useState(texts);
  const [known, setKnown] = useState(texts);
  if (JSON.stringify(known) !== JSON.stringify(texts)) {
    setKnown(texts);
    setLines(texts);
  }
  const set = (next: readonly string[]) => {
    setLines(next);
    const kept = keptLines(next);
    setKnown(kept);
    if (JSON.stringify(kept) !== JSON.stringify(texts)) onChange(kept);
  };
  return (
    <>
      {lines.length > 0 && (
        <ul className="hp-panel-rows">
          {lines.map((line, index) => {
            const problem = lineProblem(lines, index);
            return (
              // A line is its place: its text is what is being edited.
              <li key={index}>
                <div className="hp-panel-row-head">
                  <TextInput
                    aria-label={`${noun} ${index + 1}`}
                    placeholder={placeholder}
                    value={line}
                    onChange={({ target }) => set(lines.with(index, tidy(target.value)))}
                  />
                  <Button
                    kind="ghost"
                    aria-label={`Remove ${line || `${noun} ${index + 1}`}`}
                    onClick={() => set(lines.filter((_, at) => at !== index))}
                  >
                    ✕
                  </Button>
                </div>
                {problem !== undefined && <p className="hp-field-error">{problem}</p>}
              </li>
            );
          })}
        </ul>
      )}
      <Button onClick={() => set([...lines, ""])}>{`Add a ${noun}`}</Button>
    </>
  );
}
