import { ComputedField } from "./computed-field.tsx";
import type { PanelProps } from "./panel-props.ts";

export function ConditionPanel({ form }: PanelProps) {
  return (
    <ComputedField
      form={form}
      path="when"
      as="condition"
      label="Condition"
      hint="Decides which of the two ways a run goes."
      placeholder="initial.data.total > 100"
      isRequired
    />
  );
}
