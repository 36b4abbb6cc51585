import { FieldNotes } from "../../expression/index.tsx";
import { Checkbox } from "../../ui/index.ts";
import { isTexts } from "../fields.ts";
import type { BlockForm } from "../form.ts";
import { PanelField } from "../panel-field.tsx";
import { FORMS, toggledForms, USUAL_FORMS } from "./forms.ts";

/** In which forms a body may come. */
export function AcceptField({ form }: { form: BlockForm }) {
  const label = "A callback may be";
  const set = (forms: readonly string[]) =>
    form.set("accept", JSON.stringify(forms) === JSON.stringify(USUAL_FORMS) ? undefined : forms);
  return (
    <PanelField form={form} path="accept" label={label} takes={isTexts}>
      {(chosen = USUAL_FORMS) => (
        <div className="hp-panel-values" role="group" aria-label={label}>
          <span className="hp-expression-label">{label}</span>
          {Object.entries(FORMS).map(([each, { words }]) => (
            <Checkbox
              key={each}
              label={words(form.id)}
              checked={chosen.includes(each)}
              onChange={({ target }) => set(toggledForms(chosen, each, target.checked))}
            />
          ))}
          <p className="hp-field-hint">By the sender's content-type; at most 1 MiB.</p>
          {chosen.length === 0 ? (
            <p className="hp-field-error">Choose at least one.</p>
          ) : (
            <FieldNotes problems={form.problemsAt("accept")} />
          )}
        </div>
      )}
    </PanelField>
  );
}
