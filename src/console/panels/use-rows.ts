import { useState } from "react";
import type { JsonObject } from "../../json.ts";
import type { KeptText } from "../expression/index.tsx";
import { looseText, objectOf, type Row, rowsWith } from "./rows.ts";

interface RowsOptions {
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  /** Of the object, for the lines that it can't have. */
  kept: KeptText;
}

/**
 * The lines of an object while they are edited: one without a name, or with one that is there twice, is on the screen
 * and kept beside the object. What the object gets elsewhere replaces the lines, unless it says the same.
 */
export function useRows({ value, onChange, kept }: RowsOptions) {
  const [rows, setRows] = useState(() => rowsWith(value, kept.text));
  const [known, setKnown] = useState({ value, text: kept.text });
  if (known.text !== kept.text || !isSame(known.value, value)) {
    setKnown({ value, text: kept.text });
    setRows(rowsWith(value, kept.text));
  }
  const set = (next: readonly Row[]) => {
    setRows(next);
    const [object, text] = [objectOf(next), looseText(next)];
    setKnown({ value: object, text });
    if (!isSame(object, value)) onChange(object);
    // After the object, whose change lets go of what was kept beside the one before.
    kept.keep(text);
  };
  return {
    rows,
    change: (index: number, row: Row) => set(rows.with(index, row)),
    remove: (index: number) => set(rows.filter((_, at) => at !== index)),
    add: () => set([...rows, { name: "", value: "" }]),
  };
}

function isSame(one: JsonObject, other: JsonObject): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
