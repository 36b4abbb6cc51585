import { Link } from "wouter";
import { Field, Json, Select, spanText, Time } from "../../ui/index.ts";
import { Facts } from "../shared/facts.tsx";
import { linkTo } from "../shared/links.ts";
import type { Run } from "../shared/types.ts";
import type { Selection } from "./selection.ts";
import { STEP_WORDS, type Step } from "./steps.ts";

interface BlockDataProps {
  run: Run;
  nameOf: (block: string) => string;
  selection: Selection | undefined;
  onSelect: (selection: Selection) => void;
}

/** What went into a block and what came out, each time that the run was in it. */
export function BlockData({ run, nameOf, selection, onSelect }: BlockDataProps) {
  return (
    <section className="hp-card hp-stack" aria-label="Data">
      <h2>{selection ? nameOf(selection.block) : "Data"}</h2>
      {selection ? (
        <Occurrences run={run} selection={selection} onSelect={onSelect} />
      ) : (
        <>
          <p className="hp-muted">Choose a block in the picture or the timeline to see its data.</p>
          <Json value={run.context} label="All that the run knows" />
        </>
      )}
    </section>
  );
}

interface OccurrencesProps {
  run: Run;
  selection: Selection;
  onSelect: (selection: Selection) => void;
}

function Occurrences({ run, selection, onSelect }: OccurrencesProps) {
  const { block } = selection;
  const steps = run.steps.filter((step) => step.block === block);
  const shown = steps.find(({ occurrence }) => occurrence === selection.occurrence) ?? steps.at(-1);
  if (!shown) return <p className="hp-muted">The run has not come here.</p>;
  return (
    <>
      {steps.length > 1 && (
        <Field label={`The run was here ${steps.length} times`}>
          <Select
            value={shown.occurrence}
            onChange={({ target }) => onSelect({ block, occurrence: Number(target.value) })}
          >
            {steps.map(({ occurrence }, index) => (
              <option key={occurrence} value={occurrence}>{`Time ${index + 1}`}</option>
            ))}
          </Select>
        </Field>
      )}
      <StepData step={shown} flowId={run.flowId} />
    </>
  );
}

function StepData({ step, flowId }: { step: Step; flowId: string }) {
  const { status, enteredAt, leftAt, attempts, error, receipt, user, sender } = step;
  return (
    <>
      <Facts
        facts={[
          ["Status", STEP_WORDS[status]],
          ["Entered", <Time at={enteredAt} />],
          ["Took", leftAt === null ? null : spanText(leftAt - enteredAt)],
          ["Attempts", attempts > 1 ? attempts : null],
          ["User", user?.email ?? user?.objectId],
          ["Sender", sender && [sender.address, sender.agent].filter(Boolean).join(" · ")],
          [
            "Callback",
            receipt === undefined ? null : <Link href={linkTo.receipt(receipt, flowId)}>Receipt</Link>,
          ],
        ]}
      />
      {error && <p className="hp-problem">{error.message}</p>}
      {step.omittedBytes !== undefined && (
        <p className="hp-muted">{`What came in and went out is not shown: ${step.omittedBytes.toLocaleString()} bytes.`}</p>
      )}
      {step.in !== undefined && (
        <>
          <h3>In</h3>
          <Json value={step.in} label="Data in" />
        </>
      )}
      {step.out !== undefined && (
        <>
          <h3>Out</h3>
          <Json value={step.out} label="Data out" />
        </>
      )}
    </>
  );
}
