import type { PanelProps } from "./panel-props.ts";
import { ValuesField } from "./values-field.tsx";

export function ReturnPanel({ form }: PanelProps) {
  return (
    <ValuesField
      form={form}
      path="value"
      label="Result"
      hint="The run ends with it, whatever other branches are doing. {{ }} computes."
      isRequired={false}
    />
  );
}
