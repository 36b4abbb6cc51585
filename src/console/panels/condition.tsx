import { ConditionField } from "../expression/index.tsx";
import { isTextOrAbsent } from "./fields.ts";
import { Showable } from "./panel-field.tsx";
import type { PanelProps } from "./panel-props.ts";

export function ConditionPanel({ form }: PanelProps) {
  return (
    <Showable form={form} path="when" label="Condition" isShowable={isTextOrAbsent(form.at("when"))}>
      <div data-field="when">
        <ConditionField
          label="Condition"
          hint="Decides which of the two ways a run goes."
          value={form.text("when")}
          onChange={(value) => form.set("when", value)}
          slot={form.slot("when")}
          placeholder="initial.data.total > 100"
          problems={form.problemsAt("when")}
        />
      </div>
    </Showable>
  );
}
