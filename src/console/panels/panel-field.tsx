import type { ReactNode } from "react";
import { isJsonObject, type Json } from "../../json.ts";
import { FieldNotes } from "../expression/index.tsx";
import { Field } from "../ui/index.ts";
import type { BlockForm } from "./form.ts";
import { RawJsonField } from "./raw-json-field.tsx";
import { useShown } from "./shown.ts";

/** What every field of a panel is told. */
export interface FieldProps {
  form: BlockForm;
  /** As the checks write it: `timeout.after`. */
  path: string;
  label: string;
  hint?: ReactNode;
}

interface PanelFieldProps<Value extends Json> extends Omit<FieldProps, "hint"> {
  /** What the form can show; all else is shown as JSON, so that nothing gets lost. */
  takes: (value: Json) => value is Value;
  /** Undefined: the field is absent. */
  children: (value: Value | undefined) => ReactNode;
}

/** A field of a block, whatever its form. */
export function PanelField<Value extends Json>({
  form,
  path,
  label,
  takes,
  children,
}: PanelFieldProps<Value>) {
  const value = form.at(path);
  useShown(path);
  return (
    <div data-field={path}>
      {value === undefined || takes(value) ? (
        children(value)
      ) : (
        <RawJsonField
          label={label}
          hint="This can't be shown as a form. It is kept as it is; edit or empty it here."
          value={value}
          onChange={(next) => form.set(path, next)}
          problems={form.problemsAt(path)}
          kept={form.kept(path)}
        />
      )}
    </div>
  );
}

/** Likewise with one native control, and beside it what the checks say. */
export function ControlField<Value extends Json>({
  hint,
  children,
  ...field
}: PanelFieldProps<Value> & FieldProps) {
  const { form, path, label } = field;
  const problems = form.problemsAt(path);
  const errors = problems.filter(({ level }) => level === "error").map(({ message }) => message);
  return (
    <PanelField {...field}>
      {(value) => (
        <>
          <Field
            label={label}
            hint={hint}
            error={errors.length === 0 ? undefined : [...new Set(errors)].join(" ")}
          >
            {children(value)}
          </Field>
          <FieldNotes problems={problems.filter(({ level }) => level === "advice")} />
        </>
      )}
    </PanelField>
  );
}

/** Fields that lie in one object of the block. */
export function ObjectFields({
  form,
  path,
  label,
  children,
}: Omit<FieldProps, "hint"> & { children: ReactNode }) {
  const value = form.at(path);
  if (value === undefined || isJsonObject(value)) {
    return (
      <div data-field={path} className="hp-panel-fields">
        {children}
      </div>
    );
  }
  return (
    <PanelField form={form} path={path} label={label} takes={isJsonObject}>
      {() => children}
    </PanelField>
  );
}
