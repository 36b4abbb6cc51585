import { ChoiceField } from "./choice-field.tsx";
import { NumberField } from "./number-field.tsx";
import type { PanelProps } from "./panel-props.ts";

const MODES = [
  { value: "all", text: "All of them" },
  { value: "any", text: "Any one of them" },
  { value: "count", text: "A number of them" },
];

export function JoinPanel({ form }: PanelProps) {
  const count = form.at("count");
  // A count alone means the mode of that name.
  const usual = count === undefined ? "all" : "count";
  const mode = form.text("mode") || usual;
  const choose = (chosen: string) =>
    form.setAll({ mode: chosen, count: chosen === "count" ? (count ?? 2) : undefined });
  return (
    <>
      <ChoiceField
        form={form}
        path="mode"
        label="Wait for the branches"
        options={MODES}
        usual={usual}
        onChoose={choose}
        hint={mode !== "all" && "What the other branches still wait for is ended then."}
      />
      {(mode === "count" || count !== undefined) && (
        <NumberField form={form} path="count" label="How many" min={1} max={50} />
      )}
    </>
  );
}
