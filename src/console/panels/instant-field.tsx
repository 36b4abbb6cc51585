import { useState } from "react";
import { ExpressionField } from "../expression/index.tsx";
import { Select, TextInput } from "../ui/index.ts";
import { isTextOrAbsent } from "./fields.ts";
import type { BlockForm } from "./form.ts";
import { fromLocal, isInstant, toLocal } from "./instant.ts";
import { PanelField, Showable } from "./panel-field.tsx";

interface InstantFieldProps {
  form: BlockForm;
  path: string;
  label: string;
}

/** A moment: picked from a calendar, or computed. */
export function InstantField({ form, path, label }: InstantFieldProps) {
  const value = form.text(path);
  const [isComputed, setComputed] = useState(value !== "" && !isInstant(value));
  const isFixed = !isComputed && (value === "" || isInstant(value));
  // An input that is half filled in says nothing: what was there stays.
  const set = (instant: string | undefined) => instant !== undefined && form.set(path, instant);
  return (
    <Showable form={form} path={path} label={label} isShowable={isTextOrAbsent(form.at(path))}>
      <Select
        aria-label={`${label}: how it is given`}
        value={isFixed ? "fixed" : "computed"}
        onChange={({ target }) => setComputed(target.value === "computed")}
      >
        <option value="fixed" disabled={value !== "" && !isInstant(value)}>
          A date and time
        </option>
        <option value="computed">Computed by an expression</option>
      </Select>
      {isFixed ? (
        <PanelField form={form} path={path} label={label} hint="In your own time zone.">
          <TextInput
            type="datetime-local"
            step={1}
            value={toLocal(value)}
            onChange={({ target }) => set(fromLocal(target.value))}
          />
        </PanelField>
      ) : (
        <div data-field={path}>
          <ExpressionField
            label={label}
            hint="Epoch milliseconds, or a text like 2026-01-31T12:00:00Z."
            value={value}
            onChange={(next) => form.set(path, next)}
            slot={form.slot(path)}
            expects="instant"
            placeholder={'date("2026-01-31T12:00:00Z")'}
            problems={form.problemsAt(path)}
          />
        </div>
      )}
    </Showable>
  );
}
