import { useState } from "react";
import type { Json } from "../../json.ts";
import { type ParsedJson, parseJson } from "./parse-json.ts";

interface JsonText {
  text: string;
  edit: (text: string) => void;
  parsed: ParsedJson;
  /** Why the text isn't in the document; undefined: it is. */
  error: string | undefined;
}

/**
 * The text of a field for JSON. What isn't JSON yet stays in the field, and what was valid last in the document.
 * What the document gets elsewhere replaces the text, unless that says the same. Undefined is an empty text.
 */
export function useJsonText(
  value: Json | undefined,
  onChange: (value: Json | undefined) => void,
  isRequired: boolean,
): JsonText {
  const [text, setText] = useState(() => written(value));
  const [known, setKnown] = useState(value);
  if (JSON.stringify(known) !== JSON.stringify(value)) {
    setKnown(value);
    setText(written(value));
  }
  const edit = (next: string) => {
    setText(next);
    const read = next.trim() === "" ? undefined : parseJson(next);
    if (read ? !read.ok : isRequired) return;
    setKnown(read?.value);
    onChange(read?.value);
  };
  const parsed = parseJson(text);
  const missing = isRequired ? "Write some JSON. What was there last is kept." : undefined;
  return { text, edit, parsed, error: text.trim() === "" ? missing : parsed.problem };
}

function written(value: Json | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}
