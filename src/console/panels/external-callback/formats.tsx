import { Button } from "../../ui/index.ts";
import { ChoiceField } from "../choice-field.tsx";
import { isAnything } from "../fields.ts";
import type { BlockForm } from "../form.ts";
import { PanelField } from "../panel-field.tsx";
import { RawJsonField } from "../raw-json-field.tsx";
import { Section } from "../section.tsx";
import { TextsField } from "../texts-field.tsx";
import { AcceptField } from "./accept-field.tsx";
import { formatsSummary } from "./summaries.ts";

const NUMBERS = [
  { value: "number", text: "Round them, and warn" },
  { value: "text", text: "Keep them as text" },
];
const MISMATCHES = [
  { value: "ERROR", text: "ERROR: refuse it (422)" },
  { value: "IGNORE", text: "IGNORE: 200, activate nothing" },
];

/** For who has never seen one: what is in it fits the flow of an order that is paid. */
const EXAMPLE = {
  type: "object",
  required: ["orderId", "paid"],
  properties: {
    orderId: { type: "string", minLength: 1 },
    paid: { type: "number", minimum: 0 },
  },
};

/** How a callback is read, and what of it is kept. */
export function Formats({ form }: { form: BlockForm }) {
  return (
    <Section
      form={form}
      title="Callback formats"
      summary={formatsSummary(form.block)}
      paths={["accept", "numbers", "headers", "schema", "onMismatch"]}
    >
      <AcceptField form={form} />
      <ChoiceField
        form={form}
        path="numbers"
        label="Integers too large for a number"
        options={NUMBERS}
        usual="number"
        hint="Those past 9,007,199,254,740,991, such as the ids of some providers. The warning stands on the receipt."
      />
      <TextsField
        form={form}
        path="headers"
        label="Headers to keep"
        hint={`Later blocks read them, like ${form.id}.headers["x-event"]. What shows who the sender is (authorization, cookie, …) is never kept.`}
        noun="header"
        placeholder="x-event"
        tidy={(text) => text.toLowerCase().replaceAll(/\s/g, "")}
      />
      <SchemaField form={form} />
      {(form.at("schema") !== undefined || form.at("onMismatch") !== undefined) && (
        <ChoiceField
          form={form}
          path="onMismatch"
          label="A callback that doesn't fit the schema"
          options={MISMATCHES}
          usual="ERROR"
          hint="The answer to a refused one, and every receipt, says what is wrong and where."
        />
      )}
    </Section>
  );
}

function SchemaField({ form }: { form: BlockForm }) {
  const kept = form.kept("schema");
  const isEmpty = form.at("schema") === undefined && kept.text === undefined;
  return (
    <PanelField form={form} path="schema" label="Schema of the data" takes={isAnything}>
      {(value) => (
        <div className="hp-panel-values">
          <RawJsonField
            label="Schema of the data"
            hint={
              isEmpty
                ? "What has to be in a callback's data, as a JSON Schema. Empty: any data will do."
                : "A JSON Schema (2020-12). It is asked before the condition."
            }
            value={value}
            onChange={(next) => form.set("schema", next)}
            problems={form.problemsAt("schema")}
            kept={kept}
          />
          {isEmpty && <Button onClick={() => form.set("schema", EXAMPLE)}>Begin with an example</Button>}
        </div>
      )}
    </PanelField>
  );
}
