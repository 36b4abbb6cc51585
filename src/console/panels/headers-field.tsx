import { ExpressionField, FieldNotes } from "../expression/index.tsx";
import { isObjectOfTexts } from "./fields.ts";
import { PairRows } from "./pair-rows.tsx";
import { type FieldProps, PanelField } from "./panel-field.tsx";

interface HeadersFieldProps extends FieldProps {
  /** What a name and a value may look like. */
  name: string;
  placeholder: string;
}

/** Headers with `{{ }}` in their values, one a line; without any, the field goes. */
export function HeadersField({ form, path, label, hint, name, placeholder }: HeadersFieldProps) {
  return (
    <PanelField form={form} path={path} label={label} takes={isObjectOfTexts}>
      {(headers = {}) => (
        <div className="hp-panel-values" role="group" aria-label={label}>
          <span className="hp-expression-label">{label}</span>
          <PairRows
            value={headers}
            onChange={(next) => form.set(path, Object.keys(next).length === 0 ? undefined : next)}
            kept={form.kept(path)}
            noun="header"
            add="Add a header"
            isTight
            placeholder={name}
          >
            {(line) => (
              <ExpressionField
                label={line.label}
                isLabelHidden
                value={typeof line.value === "string" ? line.value : ""}
                onChange={line.set}
                slot={form.slot(`${path}.${line.name ?? "x"}`)}
                placeholder={placeholder}
              />
            )}
          </PairRows>
          {hint && <p className="hp-field-hint">{hint}</p>}
          <FieldNotes problems={form.problemsAt(path)} />
        </div>
      )}
    </PanelField>
  );
}
