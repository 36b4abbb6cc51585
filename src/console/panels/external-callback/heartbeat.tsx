import { useRef } from "react";
import { isJsonObject, type JsonObject } from "../../../json.ts";
import { Checkbox } from "../../ui/index.ts";
import { DurationField } from "../duration-field.tsx";
import type { BlockForm } from "../form.ts";
import { ObjectFields } from "../panel-field.tsx";

const NEW: JsonObject = { most: "P7D" };

/** Whether senders that are still at work may put the timeout off. */
export function Heartbeat({ form }: { form: BlockForm }) {
  const before = useRef(NEW);
  const heartbeat = form.at("heartbeat");
  const after = form.text("timeout.after");
  const toggle = (isOn: boolean) => {
    if (isJsonObject(heartbeat)) before.current = heartbeat;
    form.set("heartbeat", isOn ? before.current : undefined);
  };
  return (
    <ObjectFields form={form} path="heartbeat" label="Heartbeat">
      <div>
        <Checkbox
          label="A sender may ask for more time"
          checked={heartbeat !== undefined}
          onChange={({ target }) => toggle(target.checked)}
        />
        <p className="hp-field-hint">
          By a heartbeat: a POST to the callback URL with heartbeat in place of activate, which names its run.
        </p>
      </div>
      {heartbeat !== undefined && (
        <>
          <DurationField
            form={form}
            path="heartbeat.extend"
            label="Each one gives"
            hint={after === "" ? "From when it comes." : "From when it comes. Empty: as long as the timeout."}
            {...(after !== "" && { usual: after })}
          />
          <DurationField
            form={form}
            path="heartbeat.most"
            label="But a run waits at most"
            hint="From when it gets here."
          />
        </>
      )}
    </ObjectFields>
  );
}
