import { useState } from "react";
import { ChoiceOf } from "../choice-of.tsx";
import { DurationField } from "../duration-field.tsx";
import { FlagField } from "../flag-field.tsx";
import type { BlockForm } from "../form.ts";
import { ObjectFields } from "../panel-field.tsx";
import { Section } from "../section.tsx";
import { EARLY_HOLD, earlySummary, NEVER_HELD } from "./summaries.ts";

const KINDS = [
  { value: "hold", text: "Keep it until the run gets here" },
  { value: "never", text: "Refuse it" },
];

/** What becomes of a callback that comes before its run waits here. */
export function Early({ form }: { form: BlockForm }) {
  return (
    <Section form={form} title="Early callbacks" summary={earlySummary(form.block)} paths={["early"]}>
      <ObjectFields form={form} path="early" label="Early callbacks">
        <EarlyFields form={form} />
      </ObjectFields>
    </Section>
  );
}

function EarlyFields({ form }: { form: BlockForm }) {
  const hold = form.text("early.hold");
  // What was there before "Refuse it", so that a wrong click loses nothing.
  const [before, setBefore] = useState<string>();
  const choose = (kind: string) => {
    if (kind === "hold") return form.set("early.hold", before);
    setBefore(hold === "" ? undefined : hold);
    form.set("early.hold", NEVER_HELD);
  };
  return (
    <>
      <ChoiceOf
        label="A callback that comes too early"
        options={KINDS}
        value={hold === NEVER_HELD ? "never" : "hold"}
        onChange={choose}
      />
      {hold !== NEVER_HELD && (
        <>
          <DurationField
            form={form}
            path="early.hold"
            label="Keep it for"
            hint="At most 30 days."
            usual={EARLY_HOLD}
          />
          <FlagField
            form={form}
            path="early.anonymous"
            label="Also one that says nothing about its run"
            hint="It then activates whichever run comes here next and fits."
          />
        </>
      )}
    </>
  );
}
