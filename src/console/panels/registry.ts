import type { ComponentType } from "react";
import type { BlockType } from "../document/draft.ts";
import { isBlockType } from "../document/kinds.ts";
import { ConditionPanel } from "./condition.tsx";
import { DelayPanel } from "./delay.tsx";
import { ExternalCallbackPanel } from "./external-callback/index.tsx";
import { HttpRequestPanel } from "./http-request.tsx";
import { JoinPanel } from "./join.tsx";
import type { PanelProps } from "./panel-props.ts";
import { ReturnPanel } from "./return.tsx";
import { SetPanel } from "./set.tsx";
import { UnknownBlockPanel } from "./unknown-block.tsx";

/** The own fields of each block type. */
const PANELS: Readonly<Record<BlockType, ComponentType<PanelProps>>> = {
  "external-callback": ExternalCallbackPanel,
  set: SetPanel,
  condition: ConditionPanel,
  "http-request": HttpRequestPanel,
  delay: DelayPanel,
  join: JoinPanel,
  return: ReturnPanel,
};

export function panelOf(type: unknown): ComponentType<PanelProps> {
  return isBlockType(type) ? PANELS[type] : UnknownBlockPanel;
}
