import { useState } from "react";
import { Field, Select, Tabs, TextArea, TextInput } from "../../ui/index.ts";
import { type DataDraft, type DraftedData, type FieldInput, switchMode } from "./data-draft.ts";
import type { DataField, FieldKind } from "./data-fields.ts";
import "./data-form.css";

interface DataFormProps {
  fields: readonly DataField[];
  draft: DataDraft;
  onChange: (draft: DataDraft) => void;
  /** As `dataOf` says it; shown once somebody tried to send. */
  problems: Extract<DraftedData, { ok: false }>["problems"];
}

/** Data to send, written into the fields that the flow reads or as JSON. */
export function DataForm({ fields, draft, onChange, problems }: DataFormProps) {
  const [stuck, setStuck] = useState(false);
  const json = (
    <Field label="Data as JSON" error={problems[""]}>
      <TextArea
        className="hp-mono"
        rows={8}
        spellCheck={false}
        value={draft.json}
        onChange={(event) => onChange({ ...draft, json: event.target.value })}
      />
    </Field>
  );
  if (fields.length === 0) return json;
  const setInput = (label: string, input: FieldInput) =>
    onChange({ ...draft, inputs: { ...draft.inputs, [label]: input } });
  const switchTo = (mode: string) => {
    if (mode === draft.mode) return;
    const switched = switchMode(draft, fields);
    setStuck(switched === undefined);
    if (switched) onChange(switched);
  };
  const form = (
    <div className="hp-stack">
      {fields.map(({ label, example }) => (
        <DataInput
          key={label}
          label={label}
          example={example}
          input={draft.inputs[label] ?? { kind: "text", text: "" }}
          error={problems[label]}
          onChange={(input) => setInput(label, input)}
        />
      ))}
    </div>
  );
  return (
    <div className="hp-stack">
      <Tabs
        label="Data"
        value={draft.mode}
        onChange={switchTo}
        tabs={[
          { id: "fields", title: "Fields", panel: form },
          { id: "json", title: "JSON", panel: json },
        ]}
      />
      {stuck && (
        <p className="hp-field-error" role="alert">
          What is written here can't be shown the other way yet: mend it first.
        </p>
      )}
    </div>
  );
}

const KINDS: readonly (readonly [FieldKind, string])[] = [
  ["text", "Text"],
  ["number", "Number"],
  ["boolean", "True or false"],
  ["json", "JSON"],
];

interface DataInputProps {
  label: string;
  example: string;
  input: FieldInput;
  error: string | undefined;
  onChange: (input: FieldInput) => void;
}

function DataInput({ label, example, input, error, onChange }: DataInputProps) {
  const hint =
    input.kind === "json" && example !== "" && input.text !== example ? `For example ${example}` : undefined;
  return (
    <div className="hp-data-input">
      <Field label={label} error={error} hint={hint}>
        <TextInput
          value={input.text}
          spellCheck={false}
          onChange={(event) => onChange({ ...input, text: event.target.value })}
        />
      </Field>
      <Select
        aria-label={`Type of ${label}`}
        value={input.kind}
        onChange={(event) => {
          const kind = KINDS.find(([name]) => name === event.target.value)?.[0];
          if (kind) onChange({ ...input, kind });
        }}
      >
        {KINDS.map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}
