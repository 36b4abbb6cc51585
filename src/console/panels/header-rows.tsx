import type { JsonObject } from "../../json.ts";
import { ExpressionField, FieldNotes } from "../expression/index.tsx";
import { Button, TextInput } from "../ui/index.ts";
import { isObjectOfTexts } from "./fields.ts";
import type { BlockForm } from "./form.ts";
import { PanelField } from "./panel-field.tsx";
import { rowProblem } from "./rows.ts";
import { useRows } from "./use-rows.ts";

const PATH = "request.headers";

/** The request's headers, one a line. */
export function HeaderRows({ form }: { form: BlockForm }) {
  return (
    <PanelField form={form} path={PATH} label="Headers" takes={isObjectOfTexts}>
      {(headers = {}) => (
        <Rows
          form={form}
          headers={headers}
          onChange={(next) => form.set(PATH, Object.keys(next).length === 0 ? undefined : next)}
        />
      )}
    </PanelField>
  );
}

interface RowsProps {
  form: BlockForm;
  headers: JsonObject;
  onChange: (headers: JsonObject) => void;
}

function Rows({ form, headers, onChange }: RowsProps) {
  const { rows, change, remove, add } = useRows(headers, onChange);
  return (
    <div className="hp-panel-values" role="group" aria-label="Headers">
      <span className="hp-expression-label">Headers</span>
      <ul className="hp-panel-rows">
        {rows.map((row, index) => (
          // A line is its place: its name is what is being edited.
          <li key={index}>
            <div className="hp-panel-row-head">
              <TextInput
                aria-label={`Name of header ${index + 1}`}
                placeholder="Authorization"
                value={row.name}
                onChange={({ target }) => change(index, { ...row, name: target.value.trim() })}
              />
              <Button
                kind="ghost"
                aria-label={`Remove header ${row.name || index + 1}`}
                onClick={() => remove(index)}
              >
                ✕
              </Button>
            </div>
            <ExpressionField
              label={`Value of header ${row.name || index + 1}`}
              isLabelHidden
              value={typeof row.value === "string" ? row.value : ""}
              onChange={(value) => change(index, { ...row, value })}
              slot={form.slot(`${PATH}.${row.name || "x"}`)}
              mode="template"
              placeholder="Bearer {{ secrets.SHOP_KEY }}"
            />
            {rowProblem(rows, index) !== undefined && (
              <p className="hp-field-error">{rowProblem(rows, index)}</p>
            )}
          </li>
        ))}
      </ul>
      <div className="hp-row">
        <Button onClick={add}>Add a header</Button>
      </div>
      <p className="hp-field-hint">
        {"{{ secrets.NAME }}"} is the Worker secret FLOW_SECRET_NAME, here and in the URL. It is never stored
        or logged.
      </p>
      <FieldNotes problems={form.problemsAt(PATH)} />
    </div>
  );
}
