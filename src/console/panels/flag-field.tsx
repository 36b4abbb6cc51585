import { FieldNotes } from "../expression/index.tsx";
import { Checkbox } from "../ui/index.ts";
import { isFlag } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";

/** Yes or no; absent, it is no. */
export function FlagField({ form, path, label, hint }: FieldProps) {
  return (
    <PanelField form={form} path={path} label={label} takes={isFlag}>
      {(value = false) => (
        <>
          <Checkbox
            label={label}
            checked={value}
            onChange={({ target }) => form.set(path, target.checked ? true : undefined)}
          />
          {hint && <p className="hp-field-hint">{hint}</p>}
          <FieldNotes problems={form.problemsAt(path)} />
        </>
      )}
    </PanelField>
  );
}
