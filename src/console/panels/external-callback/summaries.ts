import { isJsonObject, type Json } from "../../../json.ts";
import type { DraftBlock } from "../../document/draft.ts";
import { spokenDuration } from "../duration.ts";
import { fieldAt, isTexts, textAt } from "../fields.ts";
import { isInstant } from "../instant.ts";
import { schemeName } from "./authentication/schemes.ts";
import { formName, USUAL_FORMS } from "./forms.ts";

/** How long an early callback is kept where the block says nothing. */
export const EARLY_HOLD = "PT24H";
export const NEVER_HELD = "PT0S";
/** How long a link is good where the block says nothing. */
export const LINK_EXPIRY = "P7D";

/** What is set in the sections of a trigger, in a few words for who doesn't open them. */
export function authenticationSummary(block: DraftBlock): string {
  const type = textAt(block, "authentication.type") || "NONE";
  if (type === "NONE") return "Whoever has the URL";
  const roles = fieldAt(block, "authentication.requiredRoles");
  const who = roles !== undefined && isTexts(roles) && roles.length > 0 ? `, ${roles.join(" and ")}` : "";
  const ignores = textAt(block, "authentication.onFail") === "IGNORE";
  return `${senderOf(block, type)}${who}${ignores ? "; others are ignored" : ""}`;
}

function senderOf(block: DraftBlock, type: string): string {
  switch (type) {
    case "BACKENDLESS":
      return "A logged-in user";
    case "SIGNATURE":
      return `Signed: ${schemeName(textAt(block, "authentication.scheme"))}`;
    case "JWT":
      return `A user of ${textAt(block, "authentication.issuer") || "…"}`;
    case "API_KEY":
      return "Whoever has the key";
    default:
      return type;
  }
}

export function conditionSummary(block: DraftBlock): string {
  return textAt(block, "condition") || "Every callback";
}

export function timeoutSummary(block: DraftBlock): string {
  const { timeout, heartbeat } = block;
  if (timeout === undefined) return "Waits for ever";
  const most = textAt(block, "heartbeat.most");
  const later = heartbeat === undefined ? "" : `, put off to ${spokenDuration(most)} at most`;
  const after = textAt(block, "timeout.after");
  if (after !== "") return `After ${spokenDuration(after)}${later}`;
  const at = textAt(block, "timeout.at");
  return `${isInstant(at) ? `At ${new Date(at).toLocaleString()}` : "At a moment that is computed"}${later}`;
}

export function earlySummary(block: DraftBlock): string {
  const hold = textAt(block, "early.hold") || EARLY_HOLD;
  if (hold === NEVER_HELD) return "Refused";
  const anonymous = fieldAt(block, "early.anonymous") === true ? ", also without a name" : "";
  return `Kept for ${spokenDuration(hold)}${anonymous}`;
}

export function formatsSummary(block: DraftBlock): string {
  const { accept, headers, schema } = block;
  const forms = accept !== undefined && isTexts(accept) && accept.length > 0 ? accept : USUAL_FORMS;
  const kept = headers !== undefined && isTexts(headers) ? headers.length : 0;
  const parts = [
    forms.map(formName).join(", "),
    ...(block.numbers === "text" ? ["large integers as text"] : []),
    ...(kept === 0 ? [] : [kept === 1 ? "keeps 1 header" : `keeps ${kept} headers`]),
    ...(schema === undefined ? [] : ["by a schema"]),
  ];
  return parts.join("; ");
}

export function answerSummary(block: DraftBlock): string {
  const { response } = block;
  if (!isJsonObject(response)) return "200, empty";
  const { status, body, wait } = response;
  const redirect = textAt(block, "response.redirect");
  const usual = redirect === "" ? "200" : "303";
  const number =
    typeof status === "number" ? String(status) : status === undefined ? usual : "Computed status";
  const what = redirect === "" ? (body === undefined ? "empty" : "a body") : `to ${redirect}`;
  return [`${number}, ${what}`, ...(wait === false ? ["nobody waits for results"] : [])].join("; ");
}

export function peopleSummary(block: DraftBlock): string {
  const { approvals, page } = block;
  const ids = idsOf(fieldAt(block, "page.choices"));
  const count = isJsonObject(approvals) ? approvals.count : approvals;
  const parts = [
    ...(ids.length > 0 ? [ids.join(" or ")] : page === undefined ? [] : ["a page"]),
    ...(typeof count === "number" ? [`${count} approvals`] : []),
    `links for ${spokenDuration(textAt(block, "link.expires") || LINK_EXPIRY)}`,
  ];
  return parts.join("; ");
}

function idsOf(choices: Json | undefined): string[] {
  if (!Array.isArray(choices)) return [];
  return choices.flatMap((choice) => (isJsonObject(choice) ? textAt(choice, "id") || [] : []));
}
