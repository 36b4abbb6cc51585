import { useState } from "react";
import { Select, TextInput } from "../ui/index.ts";
import { isUnit, readAmount, readShown, type Shown, spokenDuration, UNITS, writeAmount } from "./duration.ts";
import { isText } from "./fields.ts";
import { ControlField, type FieldProps } from "./panel-field.tsx";

interface DurationFieldProps extends FieldProps {
  hint?: string;
  /** What counts while the field is absent, and it may be then. Undefined: it has to be there. */
  usual?: string;
}

/** A length of time as a number and its unit; one of several parts, `P1DT12H`, as documents write it. */
export function DurationField({ form, path, label, hint, usual }: DurationFieldProps) {
  const value = form.text(path);
  const kept = form.kept(path);
  const [known, setKnown] = useState({ value, text: kept.text });
  const [shown, setShown] = useState(() => readShown(kept.text) ?? shownOf(value, usual));
  if (known.value !== value || known.text !== kept.text) {
    setKnown({ value, text: kept.text });
    setShown(readShown(kept.text) ?? shownOf(value, usual));
  }
  const change = (next: Shown) => {
    setShown(next);
    const written = writtenOf(next);
    const isWhole = written !== undefined && (written !== "" || usual !== undefined);
    const text = isWhole ? undefined : JSON.stringify(next);
    setKnown({ value: isWhole ? written : value, text });
    kept.keep(text);
    if (isWhole) form.set(path, written === "" ? undefined : written);
  };
  const spoken = [hint, shown.unit === "text" && value !== "" && spokenDuration(value)]
    .filter(Boolean)
    .join(" ");
  return (
    <ControlField form={form} path={path} label={label} hint={spoken} takes={isText}>
      {() => (
        <div className="hp-amount">
          <TextInput
            inputMode={shown.unit === "text" ? "text" : "decimal"}
            placeholder={placeholderOf(shown, usual)}
            value={shown.number}
            onChange={({ target }) => change({ ...shown, number: target.value })}
          />
          <Select
            id={undefined}
            aria-label={`${label}, unit`}
            value={shown.unit}
            onChange={({ target }) => change(converted(shown, isUnit(target.value) ? target.value : "text"))}
          >
            {UNITS.map(({ unit }) => (
              <option key={unit} value={unit}>
                {unit}
              </option>
            ))}
            <option value="text">ISO 8601</option>
          </Select>
        </div>
      )}
    </ControlField>
  );
}

function shownOf(value: string, usual = "PT1H"): Shown {
  if (value === "") return { number: "", unit: readAmount(usual)?.unit ?? "hours" };
  const amount = readAmount(value);
  return amount ? { number: String(amount.number), unit: amount.unit } : { number: value, unit: "text" };
}

/** As documents write it; "" for nothing, undefined for what is no number yet. */
function writtenOf({ number, unit }: Shown): string | undefined {
  const text = number.trim();
  if (text === "" || unit === "text") return text;
  return /^\d+(?:[.,]\d*)?$/.test(text)
    ? writeAmount({ number: Number(text.replace(",", ".")), unit })
    : undefined;
}

/** The same number in another unit; as ISO 8601 the same length. */
function converted(shown: Shown, unit: Shown["unit"]): Shown {
  if (unit === "text") return { number: writtenOf(shown) ?? shown.number, unit };
  const amount = shown.unit === "text" ? readAmount(shown.number) : undefined;
  return { number: amount ? String(amount.number) : shown.unit === "text" ? "" : shown.number, unit };
}

function placeholderOf({ unit }: Shown, usual: string | undefined): string | undefined {
  if (usual === undefined) return undefined;
  const amount = readAmount(usual);
  return unit === "text" || !amount
    ? usual
    : amount.unit === unit
      ? String(amount.number)
      : spokenDuration(usual);
}
