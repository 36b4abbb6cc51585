import { useRef } from "react";
import { isJsonObject, type JsonObject } from "../../json.ts";
import { JsonField } from "../expression/index.tsx";
import { ChoiceOf } from "./choice-of.tsx";
import { DurationField } from "./duration-field.tsx";
import type { BlockForm } from "./form.ts";
import { InstantField } from "./instant-field.tsx";
import { Showable } from "./panel-field.tsx";

const KINDS = [
  { value: "none", text: "Wait for ever" },
  { value: "after", text: "After a while" },
  { value: "at", text: "At a moment" },
];

/** When the run goes on though nobody called. Where it goes then is told with the other ways out. */
export function TimeoutFields({ form }: { form: BlockForm }) {
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
    <Showable
      form={form}
      path="timeout"
      label="Timeout"
      isShowable={timeout === undefined || isJsonObject(timeout)}
    >
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
        <div data-field="timeout.data">
          <JsonField
            label="Data then"
            hint={`What ${form.id}.data is after a timeout. Empty: {}.`}
            value={form.at("timeout.data")}
            onChange={(value) => form.set("timeout.data", value)}
            slot={form.slot("timeout.data")}
            problems={form.problemsAt("timeout.data")}
          />
        </div>
      )}
    </Showable>
  );
}
