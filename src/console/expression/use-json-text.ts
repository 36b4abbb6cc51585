import { useState } from "react";
import type { Json } from "../../json.ts";
import { type ParsedJson, parseJson } from "../document/parse-json.ts";

/** Where a text that isn't JSON yet is kept while its field isn't on the screen. */
export interface KeptText {
  /** Undefined: all is in the document. */
  text: string | undefined;
  keep: (text: string | undefined) => void;
}

interface JsonText {
  text: string;
  edit: (text: string) => void;
  parsed: ParsedJson;
  /** Why the text isn't in the document; undefined: it is. */
  error: string | undefined;
}

interface Options {
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** It can't be emptied. */
  isRequired: boolean;
  /** Undefined: it is lost with the field. */
  kept: KeptText | undefined;
}

/**
 * The text of a field for JSON. What isn't JSON yet stays in the field, and what was valid last in the document.
 * What the document gets elsewhere replaces the text, unless that says the same. Undefined is an empty text.
 */
export function useJsonText({ value, onChange, isRequired, kept }: Options): JsonText {
  const [text, setText] = useState(() => kept?.text ?? written(value));
  const [known, setKnown] = useState({ value, text: kept?.text });
  if (JSON.stringify(known.value) !== JSON.stringify(value) || known.text !== kept?.text) {
    setKnown({ value, text: kept?.text });
    setText(kept?.text ?? written(value));
  }
  const edit = (next: string) => {
    setText(next);
    const read = next.trim() === "" ? undefined : parseJson(next);
    if (read ? !read.ok : isRequired) {
      if (kept) setKnown({ value, text: next });
      kept?.keep(next);
      return;
    }
    setKnown({ value: read?.value, text: undefined });
    kept?.keep(undefined);
    onChange(read?.value);
  };
  const parsed = parseJson(text);
  const missing = isRequired ? "Write some JSON. What was there last is kept." : undefined;
  return { text, edit, parsed, error: text.trim() === "" ? missing : parsed.problem };
}

function written(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}
