import { useRef } from "react";
import { ChoiceOf } from "../choice-of.tsx";
import { ComputedField } from "../computed-field.tsx";
import type { BlockForm } from "../form.ts";

const KINDS = [
  { value: "thanks", text: "Read a text" },
  { value: "redirect", text: "Go to another page" },
];

/** What people get who have answered. */
export function AfterAnswer({ form }: { form: BlockForm }) {
  const before = useRef<Readonly<Record<string, string>>>({});
  const kind = form.at("page.redirect") === undefined ? "thanks" : "redirect";
  const choose = (chosen: string) => {
    before.current = { ...before.current, [kind]: form.text(`page.${kind}`) };
    const kept = before.current[chosen] ?? "";
    if (chosen === "redirect") form.setAll({ "page.redirect": kept, "page.thanks": undefined });
    else form.setAll({ "page.thanks": kept === "" ? undefined : kept, "page.redirect": undefined });
  };
  return (
    <>
      <ChoiceOf label="Who has answered will" options={KINDS} value={kind} onChange={choose} />
      {(kind === "thanks" || form.at("page.thanks") !== undefined) && (
        <ComputedField
          form={form}
          path="page.thanks"
          as="text"
          label="Text of thanks"
          hint="Empty: that the answer was received."
          placeholder="Thank you. We are sending your order."
          multiline
        />
      )}
      {kind === "redirect" && (
        <ComputedField
          form={form}
          path="page.redirect"
          as="text"
          label="Address to go to"
          hint="The whole address; {{ }} computes parts of it."
          placeholder="https://shop.example/thanks/{{ initial.data.orderId }}"
          isRequired
        />
      )}
    </>
  );
}
