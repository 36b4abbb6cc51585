import { Field, Select } from "../ui/index.ts";

interface ChoiceOfProps {
  label: string;
  hint?: string | undefined;
  options: readonly { value: string; text: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** A choice that is no field of the block, but says which of its fields there are. */
export function ChoiceOf({ label, hint, options, value, onChange }: ChoiceOfProps) {
  return (
    <Field label={label} hint={hint}>
      <Select value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </Select>
    </Field>
  );
}
