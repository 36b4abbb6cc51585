import { FieldNotes } from "../expression/index.tsx";
import { Checkbox } from "../ui/index.ts";
import { isFlag } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";

interface FlagFieldProps extends FieldProps {
  /** What counts while the field is absent. */
  usual?: boolean;
}

/** Yes or no. */
export function FlagField({ form, path, label, hint, usual = false }: FlagFieldProps) {
  return (
    <PanelField form={form} path={path} label={label} takes={isFlag}>
      {(value = usual) => (
        <>
          <Checkbox
            label={label}
            checked={value}
            onChange={({ target }) => form.set(path, target.checked === usual ? undefined : target.checked)}
          />
          {hint && <p className="hp-field-hint">{hint}</p>}
          <FieldNotes problems={form.problemsAt(path)} />
        </>
      )}
    </PanelField>
  );
}
