import type { Receipt } from "./types.ts";

/** What can become of a callback. */
export const OUTCOMES = [
  "activated",
  "approved",
  "started",
  "rejected",
  "extended",
  "held",
  "expired",
  "duplicate",
  "ignored",
  "refused",
] as const satisfies readonly Receipt["outcome"][];

export function isOutcome(text: string | null): text is Receipt["outcome"] {
  return OUTCOMES.some((outcome) => outcome === text);
}

type Reasons = Pick<Receipt, "outcome" | "why" | "code" | "status" | "until">;

const WHY: Readonly<Record<string, string>> = {
  schema: "The data didn't fit the schema",
  condition: "The condition was FALSE",
  "condition-failed": "The condition could not be evaluated",
  authentication: "The sender didn't show who it is",
  roles: "The user lacks a required role",
  "nobody-waiting": "Nobody was waiting",
};

const REFUSED: Readonly<Record<number, string>> = {
  1000: "No valid user or signature, or required roles are missing",
  3064: "The user token is nobody's",
  8048: "Not sent in a form that the trigger takes",
  8058: "The body can't be read",
  28010: "No such flow or trigger",
  28011: "No such flow or trigger by that name",
  28059: "No such run in this flow",
  28060: "Nobody was waiting",
  28100: "The run was past this trigger already",
  28136: "The run had ended",
  70413: "The body was too large",
  70400: "Not a request that could be understood",
  70426: "The deadline could not be moved, or no further",
  70425: "The data didn't fit the schema",
  70422: "The same key came before with another body",
  70503: "Overloaded: the sender was asked to try again",
  997: "Too many callbacks: the sender was asked to try again",
};

/** Why a callback did nothing, in words; undefined where it did something. */
export function whyOf({ outcome, why, code, status }: Reasons): string | undefined {
  if (outcome === "refused") {
    if (code === undefined) return undefined;
    // Of the two the status tells which: 401 without a valid user, 403 without the roles.
    if (code === 1000 && status === 403) return "The user lacks a required role (403, code 1000)";
    return `${REFUSED[code] ?? "Refused"} (code ${code})`;
  }
  if (outcome === "expired") return "Nobody came to wait for it in time";
  return why === undefined ? undefined : (WHY[why] ?? why);
}
