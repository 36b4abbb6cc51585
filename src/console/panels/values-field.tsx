import { useState } from "react";
import { isJsonObject, type JsonObject } from "../../json.ts";
import { pathIn } from "../document/unfinished.ts";
import { ExpressionField, FieldNotes, JsonField } from "../expression/index.tsx";
import { Button, TextInput } from "../ui/index.ts";
import { ComputedField } from "./computed-field.tsx";
import type { BlockForm } from "./form.ts";
import { type FieldProps, PanelField } from "./panel-field.tsx";
import { cellOf, type Row, readCell, rowProblem } from "./rows.ts";
import { useRows } from "./use-rows.ts";

interface ValuesFieldProps extends FieldProps {
  hint: string;
  /** The field can't be absent. */
  isRequired: boolean;
}

/** Any JSON with `{{ }}`: an object line by line, or as JSON; all else as JSON. */
export function ValuesField({ form, path, label, hint, isRequired }: ValuesFieldProps) {
  const value = form.at(path);
  const [wantsJson, setJson] = useState(false);
  const isUnfinished = form.kept(path).text !== undefined;
  const isJson = wantsJson || isUnfinished;
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
              <ValueRows form={form} path={path} value={values} onChange={(next) => form.set(path, next)} />
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

interface ValueRowsProps {
  form: BlockForm;
  path: string;
  value: JsonObject;
  onChange: (value: JsonObject) => void;
}

function ValueRows({ form, path, value, onChange }: ValueRowsProps) {
  const { rows, change, remove, add } = useRows(value, onChange);
  return (
    <>
      <ul className="hp-panel-rows">
        {rows.map((row, index) => (
          // A line is its place: its name is what is being edited.
          <li key={index}>
            <ValueRow
              form={form}
              path={path}
              number={index + 1}
              row={row}
              problem={rowProblem(rows, index)}
              onChange={(changed) => change(index, changed)}
              onRemove={() => remove(index)}
            />
          </li>
        ))}
      </ul>
      <Button onClick={add}>Add a value</Button>
    </>
  );
}

interface ValueRowProps {
  form: BlockForm;
  path: string;
  number: number;
  row: Row;
  problem: string | undefined;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function ValueRow({ form, path, number, row, problem, onChange, onRemove }: ValueRowProps) {
  const cell = cellOf(row.value);
  const label = `Value of ${row.name || `line ${number}`}`;
  return (
    <>
      <div className="hp-panel-row-head">
        <TextInput
          aria-label={`Name of line ${number}`}
          placeholder="Name"
          value={row.name}
          onChange={({ target }) => onChange({ ...row, name: target.value })}
        />
        <Button kind="ghost" aria-label={`Remove ${row.name || `line ${number}`}`} onClick={onRemove}>
          ✕
        </Button>
      </div>
      {cell === undefined ? (
        <JsonField
          label={label}
          value={row.value}
          onChange={(value) => value !== undefined && onChange({ ...row, value })}
          slot={form.slot(path)}
          // A line that isn't in the object has no place of its own.
          kept={problem === undefined ? form.kept(pathIn(path, row.name)) : undefined}
          isRequired
        />
      ) : (
        <ExpressionField
          label={label}
          isLabelHidden
          value={cell}
          onChange={(text) => onChange({ ...row, value: readCell(text) })}
          slot={form.slot(path)}
          mode="template"
          placeholder="Text, a number, or {{ an expression }}"
        />
      )}
      {problem !== undefined && <p className="hp-field-error">{problem}</p>}
    </>
  );
}
