import { useRef } from "react";
import { isJsonObject, type JsonObject } from "../../../json.ts";
import { ChoiceOf } from "../choice-of.tsx";
import { ComputedField } from "../computed-field.tsx";
import { DurationField } from "../duration-field.tsx";
import type { BlockForm } from "../form.ts";
import { InstantField } from "../instant-field.tsx";
import { ObjectFields } from "../panel-field.tsx";
import { Section } from "../section.tsx";
import { Heartbeat } from "./heartbeat.tsx";
import { timeoutSummary } from "./summaries.ts";

const KINDS = [
  { value: "none", text: "Wait for ever" },
  { value: "after", text: "After a while" },
  { value: "at", text: "At a moment" },
];

/** When the run goes on though nobody called. Where it goes then is told with the other ways out. */
export function Timeout({ form }: { form: BlockForm }) {
  return (
    <Section
      form={form}
      title="Timeout"
      summary={timeoutSummary(form.block)}
      paths={["timeout", "heartbeat"]}
    >
      <ObjectFields form={form} path="timeout" label="Timeout">
        <TimeoutFields form={form} />
      </ObjectFields>
      {(form.at("timeout") !== undefined || form.at("heartbeat") !== undefined) && <Heartbeat form={form} />}
    </Section>
  );
}

function TimeoutFields({ form }: { form: BlockForm }) {
  const before = useRef<JsonObject>({});
  const { timeout } = form.block;
  const fields = isJsonObject(timeout) ? timeout : {};
  const kind = timeout === undefined ? "none" : fields.at !== undefined ? "at" : "after";
  const choose = (chosen: string) => {
    if (isJsonObject(timeout)) before.current = { ...before.current, ...timeout };
    const { after = "PT24H", at = "", ...rest } = before.current;
    if (chosen === "none") form.set("timeout", undefined);
    else form.set("timeout", chosen === "after" ? { after, ...rest } : { at, ...rest });
  };
  return (
    <>
      <ChoiceOf label="If nobody calls" options={KINDS} value={kind} onChange={choose} />
      {kind === "after" && (
        <DurationField
          form={form}
          path="timeout.after"
          label="How long to wait"
          hint="From when the run gets here."
        />
      )}
      {kind === "at" && <InstantField form={form} path="timeout.at" label="Until when to wait" />}
      {kind !== "none" && (
        <ComputedField
          form={form}
          path="timeout.data"
          as="json"
          label="Data then"
          hint={`What ${form.id}.data is after a timeout. Empty: {}.`}
        />
      )}
    </>
  );
}
