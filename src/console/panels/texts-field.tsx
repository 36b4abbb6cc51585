import { FieldNotes } from "../expression/index.tsx";
import { isTexts } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";
import { TextLines } from "./text-lines.tsx";

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
          <TextLines
            texts={texts}
            onChange={(next) => form.set(path, next.length === 0 ? undefined : next)}
            noun={noun}
            add={`Add a ${noun}`}
            placeholder={placeholder}
            tidy={tidy}
          />
          <FieldNotes problems={form.problemsAt(path)} />
        </div>
      )}
    </PanelField>
  );
}
