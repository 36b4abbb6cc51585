import type { ReactNode } from "react";
import type { DraftProblem } from "../document/problems.ts";
import { ConditionField, ExpressionField, JsonField } from "../expression/index.tsx";
import { isAnything, isText } from "./fields.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";

interface ComputedFieldProps extends FieldProps {
  /**
   * A bare expression that is true or false; one that gives an instant, or text with `{{ }}` for one; text with
   * `{{ }}`; any JSON with `{{ }}` in its texts.
   */
  as: "condition" | "instant" | "text" | "json";
  /** Emptied, the field stays; a JSON can't be emptied. Otherwise it goes. */
  isRequired?: boolean;
  placeholder?: string;
  /** Of a text: there is room for several lines. */
  multiline?: boolean;
  /** What to tell of the checks, where that isn't all. */
  problems?: readonly DraftProblem[];
  /** What else there is to say. */
  note?: ReactNode;
}

/** A field whose value is computed when a run comes to the block, with all that expressions are written with. */
export function ComputedField({
  form,
  path,
  as,
  isRequired = false,
  problems,
  note,
  ...shown
}: ComputedFieldProps) {
  const about = { ...shown, slot: form.slot(path), problems: problems ?? form.problemsAt(path) };
  if (as === "json") {
    return (
      <PanelField form={form} path={path} label={shown.label} takes={isAnything}>
        {(value) => (
          <JsonField
            {...about}
            value={value}
            onChange={(next) => form.set(path, next)}
            isRequired={isRequired}
            kept={form.kept(path)}
          />
        )}
      </PanelField>
    );
  }
  const change = (next: string) => form.set(path, next === "" && !isRequired ? undefined : next);
  return (
    <PanelField form={form} path={path} label={shown.label} takes={isText}>
      {(value = "") =>
        as === "condition" ? (
          <ConditionField {...about} value={value} onChange={change} note={note} />
        ) : (
          <ExpressionField
            {...about}
            value={value}
            onChange={change}
            mode={as === "text" || value.includes("{{") ? "template" : "expression"}
            {...(as === "instant" && { expects: "instant" })}
          />
        )
      }
    </PanelField>
  );
}
