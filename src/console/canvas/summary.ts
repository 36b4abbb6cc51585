import { isJsonObject, type Json } from "../../json.ts";
import type { BlockType, DraftBlock } from "../document/draft.ts";
import { isBlockType } from "../document/kinds.ts";
import { spokenDuration } from "../panels/duration.ts";
import { schemeName } from "../panels/external-callback/authentication/schemes.ts";

/** One line of what a block does. */
export interface SummaryLine {
  text: string;
  /** As it is written, in the letters of code. */
  code?: true;
}

/** What a block does in a few lines, as its fields have it, whatever the checks say. */
export function summaryOf(block: DraftBlock): SummaryLine[] {
  return isBlockType(block.type) ? LINES[block.type](block) : [];
}

const LINES: Readonly<Record<BlockType, (block: DraftBlock) => SummaryLine[]>> = {
  "external-callback": triggerLines,
  set: ({ values }) => [jsonLine(values)],
  condition: ({ when }) => [codeLine(when)],
  "http-request": ({ request }) => [requestLine(request)],
  delay: ({ for: length, until }) => [
    typeof until === "string" ? codeLine(`until ${until}`) : { text: `For ${spoken(length)}` },
  ],
  join: (block) => [{ text: joinText(block) }],
  return: ({ value }) => [value === undefined ? { text: "No result" } : jsonLine(value)],
};

function triggerLines(block: DraftBlock): SummaryLine[] {
  const { authentication, condition, timeout } = block;
  const people = whatPeopleDo(block);
  const lines: SummaryLine[] = [{ text: whoMayCall(authentication) }];
  if (people !== undefined) lines.push({ text: people });
  if (typeof condition === "string") lines.push(codeLine(condition));
  if (isJsonObject(timeout)) {
    const { after, at } = timeout;
    lines.push(at === undefined ? { text: `Waits ${spoken(after)} at most` } : codeLine(`until ${flat(at)}`));
  }
  return lines;
}

/** Undefined: nobody is asked by a page. */
function whatPeopleDo({ page, approvals }: DraftBlock): string | undefined {
  const count = isJsonObject(approvals) ? approvals.count : approvals;
  if (typeof count === "number" && count > 1) return `Asks ${count} people by a link`;
  return isJsonObject(page) ? "Asks a person by a link" : undefined;
}

function whoMayCall(authentication: Json | undefined): string {
  if (!isJsonObject(authentication)) return "Anyone with the URL";
  const { type, scheme, requiredRoles } = authentication;
  if (type === "SIGNATURE") return `Signed: ${schemeName(flat(scheme ?? "…"))}`;
  if (type === "API_KEY") return "Whoever has the key";
  if (type !== "BACKENDLESS" && type !== "JWT") return "Anyone with the URL";
  if (!Array.isArray(requiredRoles) || requiredRoles.length === 0) {
    return type === "JWT" ? "Users of a login service" : "Logged-in users";
  }
  return `Users with ${requiredRoles.map(String).join(" and ")}`;
}

function requestLine(request: Json | undefined): SummaryLine {
  if (!isJsonObject(request)) return { text: "No request yet" };
  return codeLine(`${flat(request.method ?? "GET")} ${flat(request.url ?? "")}`);
}

function joinText({ mode = "all", count }: DraftBlock): string {
  if (mode === "any") return "Goes on with the first branch";
  if (mode === "count") return `Waits for ${flat(count ?? "?")} branches`;
  return "Waits for all branches";
}

/** An object is told by the names in it, everything else as it is written. */
function jsonLine(value: Json | undefined): SummaryLine {
  if (!isJsonObject(value)) return codeLine(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? { text: "Nothing yet" } : { text: keys.join(", "), code: true };
}

function codeLine(value: Json | undefined): SummaryLine {
  return { text: flat(value ?? ""), code: true };
}

/** On one line, and no longer than anybody sees of it. */
function flat(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/\s+/g, " ").slice(0, 200);
}

function spoken(duration: Json | undefined): string {
  return typeof duration === "string" ? spokenDuration(duration) : flat(duration ?? "…");
}
