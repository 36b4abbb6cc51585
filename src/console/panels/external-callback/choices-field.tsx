import type { Json, JsonObject } from "../../../json.ts";
import { ExpressionField, FieldNotes } from "../../expression/index.tsx";
import { Button, Field, Group, Select, TextInput } from "../../ui/index.ts";
import type { BlockForm } from "../form.ts";
import { PanelField } from "../panel-field.tsx";
import { APPROVE_OR_REJECT, isChoices, newChoice, withPart } from "./choices.ts";

const PATH = "page.choices";
const LABEL = "Buttons";
const STYLES = [
  { value: "primary", text: "The usual answer" },
  { value: "danger", text: "One to think twice about" },
  { value: "plain", text: "One among others" },
];

/** The buttons of the page: what people can answer. */
export function ChoicesField({ form }: { form: BlockForm }) {
  return (
    <PanelField form={form} path={PATH} label={LABEL} takes={isChoices}>
      {(choices = []) => {
        const set = (next: readonly JsonObject[]) => form.set(PATH, next.length === 0 ? undefined : next);
        return (
          <div className="hp-panel-values" role="group" aria-label={LABEL}>
            <span className="hp-expression-label">{LABEL}</span>
            <p className="hp-field-hint">
              {choices.length === 0
                ? "None: one button that confirms."
                : `Later blocks read the id of the one that was pressed as ${form.id}.data.choice.`}
            </p>
            {choices.map((choice, index) => (
              // A choice is its place: its id is what is being edited.
              <ChoiceFields
                key={index}
                form={form}
                index={index}
                choice={choice}
                onChange={(next) => set(choices.with(index, next))}
                onRemove={() => set(choices.filter((_, at) => at !== index))}
              />
            ))}
            <FieldNotes problems={form.problemsAt(PATH)} />
            <div className="hp-row">
              <Button onClick={() => set([...choices, newChoice(choices)])}>Add a button</Button>
              {choices.length === 0 && (
                <Button onClick={() => set(APPROVE_OR_REJECT)}>Approve or reject</Button>
              )}
            </div>
          </div>
        );
      }}
    </PanelField>
  );
}

interface ChoiceFieldsProps {
  form: BlockForm;
  index: number;
  choice: JsonObject;
  onChange: (choice: JsonObject) => void;
  onRemove: () => void;
}

function ChoiceFields({ form, index, choice, onChange, onRemove }: ChoiceFieldsProps) {
  const { id, label, style = index === 0 ? "primary" : "plain" } = choice;
  const name = `Button ${index + 1}`;
  return (
    <Group legend={name}>
      <ExpressionField
        label="Text"
        value={text(label ?? "")}
        onChange={(next) => onChange(withPart(choice, "label", next))}
        slot={form.slot(`${PATH}[${index}].label`)}
        placeholder="Approve"
      />
      <Field label="Id">
        <TextInput
          className="hp-mono"
          spellCheck={false}
          value={text(id ?? "")}
          onChange={({ target }) => onChange(withPart(choice, "id", target.value.replaceAll(/\s/g, "-")))}
        />
      </Field>
      <Field label="Look">
        <Select
          value={text(style)}
          onChange={({ target }) => onChange(withPart(choice, "style", target.value))}
        >
          {STYLES.map(({ value, text: words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <div>
        <Button kind="ghost" onClick={onRemove}>{`Remove ${name.toLowerCase()}`}</Button>
      </div>
    </Group>
  );
}

function text(value: Json): string {
  return typeof value === "string" ? value : "";
}
