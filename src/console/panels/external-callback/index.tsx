import type { PanelProps } from "../panel-props.ts";
import { Address } from "./address.tsx";
import { Answer } from "./answer.tsx";
import { Authentication } from "./authentication/index.tsx";
import { Condition } from "./condition.tsx";
import { Early } from "./early.tsx";
import { Formats } from "./formats.tsx";
import { People } from "./people.tsx";
import { Timeout } from "./timeout.tsx";

/** The trigger's properties, in the specification's order, and behind them what it doesn't know. */
export function ExternalCallbackPanel({ form, version }: PanelProps) {
  return (
    <>
      <Address form={form} version={version} />
      <Authentication form={form} />
      <Condition form={form} />
      <Timeout form={form} />
      <Early form={form} />
      <Formats form={form} />
      <Answer form={form} />
      <People form={form} />
    </>
  );
}
