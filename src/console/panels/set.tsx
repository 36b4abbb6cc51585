import type { PanelProps } from "./panel-props.ts";
import { ValuesField } from "./values-field.tsx";

export function SetPanel({ form }: PanelProps) {
  return (
    <ValuesField
      form={form}
      path="values"
      label="Values"
      hint={`Later blocks read them as ${form.id}.NAME. {{ }} computes.`}
      isRequired
    />
  );
}
