import { useState } from "react";
import type { JsonObject } from "../../json.ts";
import { objectOf, type Row, rowsOf } from "./rows.ts";

/**
 * The lines of an object while they are edited: one without a name, or with one that is there twice, is on the screen
 * but not in the object. What the object gets elsewhere replaces the lines, unless it says the same.
 */
export function useRows(value: JsonObject, onChange: (value: JsonObject) => void) {
  const [rows, setRows] = useState(() => rowsOf(value));
  const [known, setKnown] = useState(value);
  if (JSON.stringify(known) !== JSON.stringify(value)) {
    setKnown(value);
    setRows(rowsOf(value));
  }
  const set = (next: readonly Row[]) => {
    setRows(next);
    const object = objectOf(next);
    setKnown(object);
    if (JSON.stringify(object) !== JSON.stringify(value)) onChange(object);
  };
  return {
    rows,
    change: (index: number, row: Row) => set(rows.with(index, row)),
    remove: (index: number) => set(rows.filter((_, at) => at !== index)),
    add: () => set([...rows, { name: "", value: "" }]),
  };
}
