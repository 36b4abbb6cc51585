import type { BlockType } from "../document/draft.ts";
import { isBlockType } from "../document/kinds.ts";
import { ConditionPanel } from "./condition.tsx";
import { DelayPanel } from "./delay.tsx";
import { ExternalCallbackPanel } from "./external-callback.tsx";
import { HttpRequestPanel } from "./http-request.tsx";
import { JoinPanel } from "./join.tsx";
import type { PanelType } from "./panel-props.ts";
import { ReturnPanel } from "./return.tsx";
import { SetPanel } from "./set.tsx";
import { UnknownBlockPanel } from "./unknown-block.tsx";

/** The panel of each block type. */
const PANELS: Readonly<Record<BlockType, PanelType>> = {
  "external-callback": {
    Panel: ExternalCallbackPanel,
    fields: [
      "authentication.type",
      "authentication.requiredRoles",
      "authentication.onFail",
      "condition",
      "timeout.after",
      "timeout.at",
      "timeout.data",
      "early.hold",
      "early.anonymous",
    ],
  },
  set: { Panel: SetPanel, fields: ["values"] },
  condition: { Panel: ConditionPanel, fields: ["when"] },
  "http-request": {
    Panel: HttpRequestPanel,
    fields: [
      "request.method",
      "request.url",
      "request.headers",
      "request.body",
      "timeout",
      "retry.attempts",
      "retry.backoff",
      "retry.maximum",
    ],
  },
  delay: { Panel: DelayPanel, fields: ["for", "until"] },
  join: { Panel: JoinPanel, fields: ["mode", "count"] },
  return: { Panel: ReturnPanel, fields: ["value"] },
};

const UNKNOWN: PanelType = { Panel: UnknownBlockPanel, fields: ["type"] };

export function panelOf(type: unknown): PanelType {
  return isBlockType(type) ? PANELS[type] : UNKNOWN;
}
