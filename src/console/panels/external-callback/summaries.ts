import type { DraftBlock } from "../../document/draft.ts";
import { spokenDuration } from "../duration.ts";
import { fieldAt, isTexts, textAt } from "../fields.ts";
import { isInstant } from "../instant.ts";

/** How long an early callback is kept where the block says nothing. */
export const EARLY_HOLD = "PT24H";
export const NEVER_HELD = "PT0S";

/** What is set in the sections of a trigger, in a few words for who doesn't open them. */
export function authenticationSummary(block: DraftBlock): string {
  const type = textAt(block, "authentication.type") || "NONE";
  if (type === "NONE") return "Whoever has the URL";
  const roles = fieldAt(block, "authentication.requiredRoles");
  const who = roles !== undefined && isTexts(roles) && roles.length > 0 ? roles.join(" and ") : "";
  const parts = [
    type === "BACKENDLESS" ? `A logged-in user${who && `, ${who}`}` : type,
    ...(textAt(block, "authentication.onFail") === "IGNORE" ? ["others are ignored"] : []),
  ];
  return parts.join("; ");
}

export function conditionSummary(block: DraftBlock): string {
  return textAt(block, "condition") || "Every callback";
}

export function timeoutSummary(block: DraftBlock): string {
  const { timeout } = block;
  if (timeout === undefined) return "Waits for ever";
  const after = textAt(block, "timeout.after");
  if (after !== "") return `After ${spokenDuration(after)}`;
  const at = textAt(block, "timeout.at");
  return isInstant(at) ? `At ${new Date(at).toLocaleString()}` : "At a moment that is computed";
}

export function earlySummary(block: DraftBlock): string {
  const hold = textAt(block, "early.hold") || EARLY_HOLD;
  if (hold === NEVER_HELD) return "Refused";
  const anonymous = fieldAt(block, "early.anonymous") === true ? ", also without a name" : "";
  return `Kept for ${spokenDuration(hold)}${anonymous}`;
}
