import { BLOCK_TYPES, KINDS } from "../document/kinds.ts";
import { ChoiceField } from "./choice-field.tsx";
import type { PanelProps } from "./panel-props.ts";

/** For a block whose type doesn't exist: to give it one that does. Its other fields stay. */
export function UnknownBlockPanel({ form }: PanelProps) {
  return (
    <ChoiceField
      form={form}
      path="type"
      label="Type"
      hint="No such type of block. Choose one; the other fields are kept."
      usual=""
      options={[
        { value: "", text: "Choose a type" },
        ...BLOCK_TYPES.map((type) => ({ value: type, text: KINDS[type].label })),
      ]}
    />
  );
}
