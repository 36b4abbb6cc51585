import { useState } from "react";
import { isJsonObject } from "../../json.ts";
import { Checkbox } from "../ui/index.ts";
import { ChoiceOf } from "./choice-of.tsx";
import { DurationField } from "./duration-field.tsx";
import type { BlockForm } from "./form.ts";
import { Showable } from "./panel-field.tsx";

const NEVER = "PT0S";
const KINDS = [
  { value: "hold", text: "Keep it until the run gets here" },
  { value: "never", text: "Refuse it" },
];

/** What becomes of a callback that comes before its run waits here. */
export function EarlyFields({ form }: { form: BlockForm }) {
  const { early } = form.block;
  const hold = form.text("early.hold");
  // What was there before "Refuse it", so that a wrong click loses nothing.
  const [before, setBefore] = useState<string>();
  const choose = (kind: string) => {
    if (kind === "hold") return form.set("early.hold", before);
    setBefore(hold === "" ? undefined : hold);
    form.set("early.hold", NEVER);
  };
  return (
    <Showable
      form={form}
      path="early"
      label="Early callbacks"
      isShowable={early === undefined || isJsonObject(early)}
    >
      <ChoiceOf
        label="A callback that comes too early"
        options={KINDS}
        value={hold === NEVER ? "never" : "hold"}
        onChange={choose}
      />
      {hold !== NEVER && (
        <>
          <DurationField
            form={form}
            path="early.hold"
            label="Keep it for"
            hint="At most 30 days."
            usual="PT24H"
          />
          <Anonymous form={form} />
        </>
      )}
    </Showable>
  );
}

function Anonymous({ form }: { form: BlockForm }) {
  const path = "early.anonymous";
  const value = form.at(path);
  return (
    <Showable
      form={form}
      path={path}
      label="Anonymous callbacks"
      isShowable={value === undefined || typeof value === "boolean"}
    >
      <div data-field={path}>
        <Checkbox
          label="Also one that says nothing about its run"
          checked={value === true}
          onChange={({ target }) => form.set(path, target.checked ? true : undefined)}
        />
        <p className="hp-field-hint">It then activates whichever run comes here next and fits.</p>
      </div>
    </Showable>
  );
}
