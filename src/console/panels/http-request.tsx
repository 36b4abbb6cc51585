import { ChoiceField } from "./choice-field.tsx";
import { ComputedField } from "./computed-field.tsx";
import { spokenDuration } from "./duration.ts";
import { DurationField } from "./duration-field.tsx";
import type { BlockForm } from "./form.ts";
import { HeadersField } from "./headers-field.tsx";
import { NumberField } from "./number-field.tsx";
import { ObjectFields } from "./panel-field.tsx";
import type { PanelProps } from "./panel-props.ts";
import { Section } from "./section.tsx";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((value) => ({ value, text: value }));
const TIMEOUT = "PT30S";
const ATTEMPTS = 3;

export function HttpRequestPanel({ form }: PanelProps) {
  const method = form.text("request.method") || "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return (
    <>
      <ObjectFields form={form} path="request" label="Request">
        <ChoiceField form={form} path="request.method" label="Method" options={METHODS} usual="GET" />
        <ComputedField
          form={form}
          path="request.url"
          as="text"
          label="URL"
          hint="The whole address; {{ }} computes parts of it."
          placeholder="https://shop.example/orders/{{ initial.data.orderId }}"
          isRequired
        />
        <HeadersField
          form={form}
          path="request.headers"
          label="Headers"
          name="Authorization"
          placeholder="Bearer {{ secrets.SHOP_KEY }}"
          hint="{{ secrets.NAME }} is the Worker secret FLOW_SECRET_NAME, here and in the URL. It is never stored or logged."
        />
        {(hasBody || form.at("request.body") !== undefined) && (
          <ComputedField
            form={form}
            path="request.body"
            as="json"
            label="Body"
            hint='JSON with {{ }} in its texts; a text alone ("…") is sent as plain text.'
          />
        )}
      </ObjectFields>
      <WhenItGoesWrong form={form} />
    </>
  );
}

function WhenItGoesWrong({ form }: { form: BlockForm }) {
  const attempts = Number(form.at("retry.attempts") ?? ATTEMPTS);
  const summary = `${attempts === 1 ? "1 attempt" : `${attempts} attempts`} of ${spokenDuration(form.text("timeout") || TIMEOUT)}`;
  return (
    <Section form={form} title="When it goes wrong" summary={summary} paths={["timeout", "retry"]}>
      <DurationField form={form} path="timeout" label="Give up an attempt after" usual={TIMEOUT} />
      <ObjectFields form={form} path="retry" label="Retries">
        <NumberField
          form={form}
          path="retry.attempts"
          label="Attempts in all"
          hint="Each one bears the same Idempotency-Key."
          min={1}
          max={20}
          usual={ATTEMPTS}
        />
        <DurationField
          form={form}
          path="retry.backoff"
          label="Pause before the second one"
          hint="It doubles from there."
          usual="PT1S"
        />
        <DurationField form={form} path="retry.maximum" label="Longest pause" usual="PT5M" />
      </ObjectFields>
    </Section>
  );
}
