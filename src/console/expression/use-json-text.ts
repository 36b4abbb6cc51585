import { useState } from "react";
import type { Json } from "../../json.ts";
import { readField, type Takes } from "../document/parse-json.ts";

/** Where a text that isn't JSON yet is kept while its field isn't on the screen. */
export interface KeptText {
  /** Undefined: all is in the document. */
  text: string | undefined;
  keep: (text: string | undefined) => void;
}

interface JsonText {
  text: string;
  edit: (text: string) => void;
  /** Why the text isn't in the document; undefined: it is. */
  error: string | undefined;
}

interface Options {
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  takes: Takes;
  /** Undefined: it is lost with the field. */
  kept: KeptText | undefined;
}

/**
 * The text of a field for JSON. What isn't JSON yet stays in the field, and what was valid last in the document.
 * What the document gets elsewhere replaces the text, unless that says the same. Undefined is an empty text.
 */
export function useJsonText({ value, onChange, takes, kept }: Options): JsonText {
  const [text, setText] = useState(() => kept?.text ?? written(value));
  const [known, setKnown] = useState({ value, text: kept?.text });
  if (JSON.stringify(known.value) !== JSON.stringify(value) || known.text !== kept?.text) {
    setKnown({ value, text: kept?.text });
    setText(kept?.text ?? written(value));
  }
  const edit = (next: string) => {
    setText(next);
    const read = readField(next, takes);
    if (!read.ok) {
      if (kept) setKnown({ value, text: next });
      kept?.keep(next);
      return;
    }
    setKnown({ value: read.value, text: undefined });
    kept?.keep(undefined);
    onChange(read.value);
  };
  return { text, edit, error: readField(text, takes).problem };
}

function written(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}
