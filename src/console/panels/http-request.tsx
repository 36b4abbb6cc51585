import { isJsonObject } from "../../json.ts";
import { ExpressionField, JsonField } from "../expression/index.tsx";
import { DurationField } from "./duration-field.tsx";
import { isTextOrAbsent } from "./fields.ts";
import { HeaderRows } from "./header-rows.tsx";
import { NumberField } from "./number-field.tsx";
import { ChoiceField, Showable } from "./panel-field.tsx";
import type { PanelProps } from "./panel-props.ts";
import { Section } from "./section.tsx";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((value) => ({ value, text: value }));

export function HttpRequestPanel({ form }: PanelProps) {
  const { request, retry } = form.block;
  const method = form.text("request.method") || "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return (
    <>
      <Showable
        form={form}
        path="request"
        label="Request"
        isShowable={request === undefined || isJsonObject(request)}
      >
        <ChoiceField form={form} path="request.method" label="Method" options={METHODS} usual="GET" />
        <Showable
          form={form}
          path="request.url"
          label="URL"
          isShowable={isTextOrAbsent(form.at("request.url"))}
        >
          <div data-field="request.url">
            <ExpressionField
              label="URL"
              hint="The whole address; {{ }} computes parts of it."
              value={form.text("request.url")}
              onChange={(value) => form.set("request.url", value)}
              slot={form.slot("request.url")}
              placeholder="https://shop.example/orders/{{ initial.data.orderId }}"
              problems={form.problemsAt("request.url")}
            />
          </div>
        </Showable>
        <HeaderRows form={form} />
        {(hasBody || form.at("request.body") !== undefined) && (
          <div data-field="request.body">
            <JsonField
              label="Body"
              hint='JSON with {{ }} in its texts; a text alone ("…") is sent as plain text.'
              value={form.at("request.body")}
              onChange={(value) => form.set("request.body", value)}
              slot={form.slot("request.body")}
              problems={form.problemsAt("request.body")}
            />
          </div>
        )}
      </Showable>
      <Section title="When it goes wrong">
        <DurationField form={form} path="timeout" label="Give up an attempt after" usual="PT30S" />
        <Showable
          form={form}
          path="retry"
          label="Retries"
          isShowable={retry === undefined || isJsonObject(retry)}
        >
          <NumberField
            form={form}
            path="retry.attempts"
            label="Attempts in all"
            hint="Each one bears the same Idempotency-Key."
            min={1}
            max={20}
            usual={3}
          />
          <DurationField
            form={form}
            path="retry.backoff"
            label="Pause before the second one"
            hint="It doubles from there."
            usual="PT1S"
          />
          <DurationField form={form} path="retry.maximum" label="Longest pause" usual="PT5M" />
        </Showable>
      </Section>
    </>
  );
}
