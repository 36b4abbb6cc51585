import { Select } from "../ui/index.ts";
import { isText } from "./fields.ts";
import { ControlField, type FieldProps } from "./panel-field.tsx";

interface ChoiceFieldProps extends FieldProps {
  options: readonly { value: string; text: string }[];
  /** What counts while the field is absent. */
  usual: string;
  /** Instead of setting the field alone. */
  onChoose?: (value: string) => void;
}

/** One of a few texts. What is none of them is kept, and shown as it is. */
export function ChoiceField({ options, usual, onChoose, ...field }: ChoiceFieldProps) {
  const { form, path } = field;
  const value = form.text(path) || usual;
  const isKnown = options.some((option) => option.value === value);
  return (
    <ControlField {...field} takes={isText}>
      {() => (
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
      )}
    </ControlField>
  );
}
