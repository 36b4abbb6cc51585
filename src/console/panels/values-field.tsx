import { useState } from "react";
import { isJsonObject } from "../../json.ts";
import { pathIn } from "../document/unfinished.ts";
import { ExpressionField, FieldNotes, JsonField } from "../expression/index.tsx";
import { Button } from "../ui/index.ts";
import { ComputedField } from "./computed-field.tsx";
import type { BlockForm } from "./form.ts";
import { type Line, PairRows } from "./pair-rows.tsx";
import { type FieldProps, PanelField } from "./panel-field.tsx";
import { cellOf, isLooseText, readCell } from "./rows.ts";

interface ValuesFieldProps extends FieldProps {
  hint: string;
  /** The field can't be absent. */
  isRequired: boolean;
}

/** Any JSON with `{{ }}`: an object line by line, or as JSON; all else as JSON. */
export function ValuesField({ form, path, label, hint, isRequired }: ValuesFieldProps) {
  const value = form.at(path);
  const [wantsJson, setJson] = useState(false);
  const kept = form.kept(path);
  const isUnfinished = kept.text !== undefined;
  const isJson = !isLooseText(kept.text) && (wantsJson || isUnfinished);
  const isObject = value === undefined || isJsonObject(value);
  return (
    <div className="hp-panel-values">
      {isObject && (
        <div className="hp-expression-head">
          <span className="hp-expression-label">{isJson ? "" : label}</span>
          <Button kind="ghost" disabled={isUnfinished} onClick={() => setJson(!isJson)}>
            {isJson ? "Line by line" : "As JSON"}
          </Button>
        </div>
      )}
      {isObject && !isJson ? (
        <PanelField form={form} path={path} label={label} takes={isJsonObject}>
          {(values = {}) => (
            <div className="hp-panel-values">
              <p className="hp-field-hint">{hint}</p>
              <PairRows
                value={values}
                onChange={(next) => form.set(path, next)}
                kept={kept}
                noun="line"
                add="Add a value"
                placeholder="Name"
              >
                {(line) => <Value form={form} path={path} line={line} />}
              </PairRows>
              <FieldNotes problems={form.problemsAt(path)} />
            </div>
          )}
        </PanelField>
      ) : (
        <ComputedField form={form} path={path} as="json" label={label} hint={hint} isRequired={isRequired} />
      )}
    </div>
  );
}

interface ValueProps {
  form: BlockForm;
  path: string;
  line: Line;
}

/** The value of a line: a text field for what is short, JSON for the rest. */
function Value({ form, path, line }: ValueProps) {
  const cell = cellOf(line.value);
  if (cell === undefined) {
    return (
      <JsonField
        label={line.label}
        value={line.value}
        onChange={(value) => value !== undefined && line.set(value)}
        slot={form.slot(path)}
        // A line that isn't in the object has no place of its own.
        kept={line.name === undefined ? undefined : form.kept(pathIn(path, line.name))}
        isRequired
      />
    );
  }
  return (
    <ExpressionField
      label={line.label}
      isLabelHidden
      value={cell}
      onChange={(text) => line.set(readCell(text))}
      slot={form.slot(path)}
      placeholder="Text, a number, or {{ an expression }}"
    />
  );
}
