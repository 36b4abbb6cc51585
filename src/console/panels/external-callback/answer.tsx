import { useRef } from "react";
import { isJsonObject, type JsonObject } from "../../../json.ts";
import { ChoiceOf } from "../choice-of.tsx";
import { ComputedField } from "../computed-field.tsx";
import { FlagField } from "../flag-field.tsx";
import type { BlockForm } from "../form.ts";
import { HeadersField } from "../headers-field.tsx";
import { ObjectFields } from "../panel-field.tsx";
import { Section } from "../section.tsx";
import { StatusField } from "./status-field.tsx";
import { answerSummary } from "./summaries.ts";

const KINDS = [
  { value: "empty", text: "Only that all is well" },
  { value: "body", text: "A text or JSON" },
  { value: "redirect", text: "Go to another page" },
];
const WHO = "Whoever lets a run go on hears it, and once more who sends the same again.";
const HINTS: Readonly<Record<string, string>> = {
  empty: WHO,
  body: `${WHO} It can tell what the run knows by then.`,
  redirect: `${WHO} For people with a browser.`,
};

/** What the sender hears whose callback lets a run go on. */
export function Answer({ form }: { form: BlockForm }) {
  return (
    <Section form={form} title="Answer" summary={answerSummary(form.block)} paths={["response"]}>
      <ObjectFields form={form} path="response" label="Answer">
        <AnswerFields form={form} />
      </ObjectFields>
    </Section>
  );
}

function AnswerFields({ form }: { form: BlockForm }) {
  const before = useRef<JsonObject>({});
  const { response } = form.block;
  const fields = isJsonObject(response) ? response : {};
  const kind = kindOf(fields);
  const choose = (chosen: string) => {
    const { status, body, redirect, ...rest } = fields;
    before.current = {
      ...before.current,
      ...(body !== undefined && { body }),
      ...(redirect !== undefined && { redirect }),
      [`${kind} status`]: status,
    };
    const known = before.current[`${chosen} status`];
    form.set("response", {
      ...(known !== undefined && { status: known }),
      ...rest,
      ...(chosen === "body" && { body: before.current.body ?? { ok: true } }),
      ...(chosen === "redirect" && { redirect: before.current.redirect ?? "" }),
    });
  };
  return (
    <>
      <ChoiceOf
        label="The sender is answered"
        options={KINDS}
        value={kind}
        onChange={choose}
        hint={HINTS[kind]}
      />
      {(kind === "body" || fields.body !== undefined) && (
        <ComputedField
          form={form}
          path="response.body"
          as="json"
          label="Body"
          hint='JSON with {{ }} in its texts; a text alone ("…") is sent as plain text. At most 64 KiB.'
        />
      )}
      {(kind === "redirect" || fields.redirect !== undefined) && (
        <ComputedField
          form={form}
          path="response.redirect"
          as="text"
          label="Address of the page"
          hint="The whole address; {{ }} computes parts of it."
          placeholder="https://shop.example/thanks/{{ initial.data.orderId }}"
          isRequired
        />
      )}
      <StatusField form={form} redirects={kind === "redirect"} />
      <HeadersField
        form={form}
        path="response.headers"
        label="Headers of the answer"
        name="x-order"
        placeholder="{{ initial.data.orderId }}"
      />
      <FlagField
        form={form}
        path="response.wait"
        label="A sender may wait for the run's result"
        hint="By the header Prefer: wait=N, for at most 30 seconds. Switch it off where the result is not for senders."
        usual
      />
    </>
  );
}

function kindOf({ body, redirect }: JsonObject): string {
  if (redirect !== undefined) return "redirect";
  return body === undefined ? "empty" : "body";
}
