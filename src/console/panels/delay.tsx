import { useRef } from "react";
import { ChoiceOf } from "./choice-of.tsx";
import { DurationField } from "./duration-field.tsx";
import { InstantField } from "./instant-field.tsx";
import type { PanelProps } from "./panel-props.ts";

const KINDS = [
  { value: "for", text: "For a while" },
  { value: "until", text: "Until a moment" },
];

export function DelayPanel({ form }: PanelProps) {
  const before = useRef({ for: "PT1H", until: "" });
  const kind = form.at("until") === undefined ? "for" : "until";
  const choose = (chosen: string) => {
    before.current = { ...before.current, [kind]: form.text(kind) };
    if (chosen === "until") form.setAll({ for: undefined, until: before.current.until });
    else form.setAll({ until: undefined, for: before.current.for });
  };
  return (
    <>
      <ChoiceOf label="Sleep" options={KINDS} value={kind} onChange={choose} />
      {kind === "for" ? (
        <DurationField form={form} path="for" label="How long" />
      ) : (
        <InstantField form={form} path="until" label="Until when" />
      )}
    </>
  );
}
