import { Badge, type Tone } from "../../ui/index.ts";
import { ComputedField } from "../computed-field.tsx";
import type { BlockForm } from "../form.ts";
import { Section } from "../section.tsx";
import { conditionSummary } from "./summaries.ts";

/** How callbacks find their runs, by the kinds that the checks tell. */
const KINDS: Readonly<Record<string, { words: string; tone: Tone }>> = {
  keyed: { words: "Found by a key", tone: "ok" },
  "callback-only": { words: "Callback only", tone: "neutral" },
  "run-only": { words: "Run only", tone: "warn" },
  "row-by-row": { words: "Row by row", tone: "warn" },
};

/** When a callback that got in activates the trigger. */
export function Condition({ form }: { form: BlockForm }) {
  const problems = form.problemsAt("condition");
  const kind = problems.find((problem) => problem.kind !== undefined);
  const shown = KINDS[kind?.kind ?? ""];
  const isFirst = form.document.start === form.id;
  return (
    <Section
      form={form}
      title="Condition"
      summary={conditionSummary(form.block)}
      paths={["condition"]}
      isOpenAtFirst
    >
      <ComputedField
        form={form}
        path="condition"
        as="condition"
        label="Condition"
        hint={
          isFirst
            ? "Only a callback for which this is true starts a run; none: every callback does."
            : "Only a callback for which this is true lets a run go on; none: every callback does."
        }
        placeholder={isFirst ? `${form.id}.data.paid > 0` : `${form.id}.data.orderId == initial.data.orderId`}
        problems={problems.filter((problem) => problem !== kind)}
        note={
          kind &&
          shown && (
            <p className="hp-panel-kind">
              <Badge tone={shown.tone}>{shown.words}</Badge> {kind.message}
            </p>
          )
        }
      />
    </Section>
  );
}
