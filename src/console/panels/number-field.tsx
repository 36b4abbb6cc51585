import { useState } from "react";
import type { Json } from "../../json.ts";
import { TextInput } from "../ui/index.ts";
import { isNumber } from "./fields.ts";
import { ControlField, type FieldProps } from "./panel-field.tsx";

interface NumberFieldProps extends FieldProps {
  min: number;
  max: number;
  /** What counts while the field is absent, and it may be then. */
  usual?: number;
}

/** A whole number. */
export function NumberField({ form, path, label, hint, min, max, usual }: NumberFieldProps) {
  const value = form.at(path);
  const [known, setKnown] = useState(value);
  const [text, setText] = useState(() => shownOf(value));
  if (known !== value) {
    setKnown(value);
    setText(shownOf(value));
  }
  const change = (next: string) => {
    setText(next);
    if (next.trim() === "" ? usual === undefined : !/^\s*-?\d{1,9}\s*$/.test(next)) return;
    const number = next.trim() === "" ? undefined : Number(next);
    setKnown(number);
    form.set(path, number);
  };
  return (
    <ControlField form={form} path={path} label={label} hint={hint} takes={isNumber}>
      {() => (
        <TextInput
          type="number"
          min={min}
          max={max}
          step={1}
          placeholder={usual === undefined ? undefined : String(usual)}
          value={text}
          onChange={({ target }) => change(target.value)}
        />
      )}
    </ControlField>
  );
}

function shownOf(value: Json | undefined): string {
  return typeof value === "number" ? String(value) : "";
}
