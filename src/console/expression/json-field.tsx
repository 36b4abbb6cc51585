import type { ReactNode } from "react";
import type { Json } from "../../json.ts";
import { parseJson } from "../document/parse-json.ts";
import type { DraftProblem } from "../document/problems.ts";
import { ExpressionField } from "./expression-field.tsx";
import type { Slot } from "./service.ts";
import { type KeptText, useJsonText } from "./use-json-text.ts";

interface JsonFieldProps {
  label: string;
  hint?: ReactNode;
  /** Undefined: there is nothing, and an empty field says so. */
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  slot: Slot;
  problems?: readonly DraftProblem[];
  placeholder?: string;
  tools?: ReactNode;
  /** A field that needs a value can't be emptied. */
  isRequired?: boolean;
  kept?: KeptText | undefined;
}

/** A field for any JSON with `{{ }}` in its texts. */
export function JsonField({ value, onChange, isRequired = false, kept, ...field }: JsonFieldProps) {
  const takes = isRequired ? "some" : "any";
  const { text, edit, error } = useJsonText({ value, onChange, takes, kept });
  const parsed = parseJson(text);
  return (
    <ExpressionField
      {...field}
      mode="json"
      multiline
      value={text}
      onChange={edit}
      error={error}
      evaluated={parsed.ok && text.includes("{{") ? { template: parsed.value } : undefined}
    />
  );
}
