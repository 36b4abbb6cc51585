import { AuthenticationFields } from "./authentication-fields.tsx";
import { CallbackUrl } from "./callback-url.tsx";
import { EarlyFields } from "./early-fields.tsx";
import type { PanelProps } from "./panel-props.ts";
import { Section } from "./section.tsx";
import { TimeoutFields } from "./timeout-fields.tsx";
import { TriggerCondition } from "./trigger-condition.tsx";

/** The trigger's properties, in the specification's order. */
export function ExternalCallbackPanel({ form, version }: PanelProps) {
  return (
    <>
      <CallbackUrl form={form} version={version} />
      <AuthenticationFields form={form} />
      <TriggerCondition form={form} />
      <Section title="Timeout">
        <TimeoutFields form={form} />
      </Section>
      <Section title="Early callbacks">
        <EarlyFields form={form} />
      </Section>
    </>
  );
}
