import type { ReactNode } from "react";
import { FieldNotes } from "../expression/index.tsx";
import { Field, Select, TextInput } from "../ui/index.ts";
import { isTextOrAbsent } from "./fields.ts";
import type { BlockForm } from "./form.ts";
import { RawJsonField } from "./raw-json-field.tsx";

interface PanelFieldProps {
  form: BlockForm;
  path: string;
  label: string;
  hint?: ReactNode;
  children: ReactNode;
}

/** A field of a block with what the checks say about it. */
export function PanelField({ form, path, label, hint, children }: PanelFieldProps) {
  const problems = form.problemsAt(path);
  const errors = problems.filter(({ level }) => level === "error").map(({ message }) => message);
  return (
    <div data-field={path}>
      <Field
        label={label}
        hint={hint}
        error={errors.length === 0 ? undefined : [...new Set(errors)].join(" ")}
      >
        {children}
      </Field>
      <FieldNotes problems={problems.filter(({ level }) => level === "advice")} />
    </div>
  );
}

/** Shows the form only where it can show what stands there; else the JSON, so that nothing gets lost. */
export function Showable({
  form,
  path,
  label,
  isShowable,
  children,
}: Omit<PanelFieldProps, "hint"> & { isShowable: boolean }) {
  if (isShowable) return children;
  return (
    <div data-field={path}>
      <RawJsonField
        label={label}
        hint="This can't be shown as a form. It is kept as it is; edit or empty it here."
        value={form.at(path)}
        onChange={(value) => form.set(path, value)}
        problems={form.problemsAt(path)}
      />
    </div>
  );
}

type TextFieldProps = Omit<PanelFieldProps, "children"> & { placeholder?: string; maxLength?: number };

/** A plain text; emptied, the field goes. */
export function TextField({ form, path, label, hint, ...native }: TextFieldProps) {
  return (
    <Showable form={form} path={path} label={label} isShowable={isTextOrAbsent(form.at(path))}>
      <PanelField form={form} path={path} label={label} hint={hint}>
        <TextInput
          {...native}
          value={form.text(path)}
          onChange={({ target }) => form.set(path, target.value === "" ? undefined : target.value)}
        />
      </PanelField>
    </Showable>
  );
}

interface ChoiceFieldProps extends Omit<PanelFieldProps, "children"> {
  options: readonly { value: string; text: string }[];
  /** What counts while the field is absent. */
  usual: string;
  /** Instead of setting the field alone. */
  onChoose?: (value: string) => void;
}

/** One of a few texts. What is none of them is kept, and shown as it is. */
export function ChoiceField({ form, path, label, hint, options, usual, onChoose }: ChoiceFieldProps) {
  const value = form.text(path) || usual;
  const isKnown = options.some((option) => option.value === value);
  return (
    <Showable form={form} path={path} label={label} isShowable={isTextOrAbsent(form.at(path))}>
      <PanelField form={form} path={path} label={label} hint={hint}>
        <Select
          value={value}
          onChange={({ target }) => (onChoose ? onChoose(target.value) : form.set(path, target.value))}
        >
          {!isKnown && <option value={value}>{value} (unknown)</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </Select>
      </PanelField>
    </Showable>
  );
}
