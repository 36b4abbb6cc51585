import { useState } from "react";
import { Select, TextInput } from "../ui/index.ts";
import { ComputedField } from "./computed-field.tsx";
import { isText } from "./fields.ts";
import { fromLocal, isInstant, toLocal } from "./instant.ts";
import { ControlField, type FieldProps } from "./panel-field.tsx";

/** A moment: picked from a calendar, or computed. */
export function InstantField({ form, path, label }: Omit<FieldProps, "hint">) {
  const value = form.at(path) ?? "";
  const isFixable = value === "" || (isText(value) && isInstant(value));
  const [isComputed, setComputed] = useState(!isFixable);
  const isFixed = !isComputed && isFixable;
  // An input that is half filled in says nothing: what was there stays.
  const set = (instant: string | undefined) => instant !== undefined && form.set(path, instant);
  return (
    <>
      {isText(value) && (
        <Select
          aria-label={`${label}: how it is given`}
          value={isFixed ? "fixed" : "computed"}
          onChange={({ target }) => setComputed(target.value === "computed")}
        >
          <option value="fixed" disabled={!isFixable}>
            A date and time
          </option>
          <option value="computed">Computed by an expression</option>
        </Select>
      )}
      {isFixed ? (
        <ControlField form={form} path={path} label={label} hint="In your own time zone." takes={isText}>
          {(instant = "") => (
            <TextInput
              type="datetime-local"
              step={1}
              value={toLocal(instant)}
              onChange={({ target }) => set(fromLocal(target.value))}
            />
          )}
        </ControlField>
      ) : (
        <ComputedField
          form={form}
          path={path}
          as="instant"
          label={label}
          hint="Epoch milliseconds, or a text like 2026-01-31T12:00:00Z."
          placeholder={'date("2026-01-31T12:00:00Z")'}
          isRequired
        />
      )}
    </>
  );
}
