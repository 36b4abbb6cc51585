import { TextInput } from "../ui/index.ts";
import { isText } from "./fields.ts";
import { ControlField, type FieldProps } from "./panel-field.tsx";

type TextFieldProps = FieldProps & { placeholder?: string; maxLength?: number };

/** A plain text; emptied, the field goes. */
export function TextField({ form, path, label, hint, ...native }: TextFieldProps) {
  return (
    <ControlField form={form} path={path} label={label} hint={hint} takes={isText}>
      {(value = "") => (
        <TextInput
          {...native}
          value={value}
          onChange={({ target }) => form.set(path, target.value === "" ? undefined : target.value)}
        />
      )}
    </ControlField>
  );
}
