import { ConditionField } from "../expression/index.tsx";
import { Badge, type Tone } from "../ui/index.ts";
import { isTextOrAbsent } from "./fields.ts";
import type { BlockForm } from "./form.ts";
import { Showable } from "./panel-field.tsx";

/** How callbacks find their runs, by the kinds that the checks tell. */
const KINDS: Readonly<Record<string, { words: string; tone: Tone }>> = {
  keyed: { words: "Found by a key", tone: "ok" },
  "callback-only": { words: "Callback only", tone: "neutral" },
  "run-only": { words: "Run only", tone: "warn" },
  "row-by-row": { words: "Row by row", tone: "warn" },
};

/** When a callback that got in activates the trigger. */
export function TriggerCondition({ form }: { form: BlockForm }) {
  const problems = form.problemsAt("condition");
  const kind = problems.find((problem) => problem.kind !== undefined);
  const shown = KINDS[kind?.kind ?? ""];
  const isFirst = form.document.start === form.id;
  return (
    <Showable
      form={form}
      path="condition"
      label="Condition"
      isShowable={isTextOrAbsent(form.at("condition"))}
    >
      <div data-field="condition">
        <ConditionField
          label="Condition"
          hint={
            isFirst
              ? "Only a callback for which this is true starts a run; none: every callback does."
              : "Only a callback for which this is true lets a run go on; none: every callback does."
          }
          value={form.text("condition")}
          onChange={(value) => form.set("condition", value === "" ? undefined : value)}
          slot={form.slot("condition")}
          placeholder={
            isFirst ? `${form.id}.data.paid > 0` : `${form.id}.data.orderId == initial.data.orderId`
          }
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
      </div>
    </Showable>
  );
}
