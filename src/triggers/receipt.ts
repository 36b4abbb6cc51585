import type { FailureCode, Problem } from "../errors.ts";
import { GUID, timePrefix } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { Asks, Callback, IgnoredWhy, Outcome, Sender } from "./callback.ts";

/** The answer's header that names what became of a callback. */
export const RECEIPT_HEADER = "holdpoint-receipt";

/** How long a receipt is kept. */
export const RECEIPT_MS = 7 * 24 * 3_600_000;

/** So many runs of an `all` are named on its receipt. */
const MOST_NAMED = 100;

/** The stored record of what became of one callback. */
export interface Receipt {
  id: string;
  /** Epoch milliseconds of the callback. */
  at: number;
  outcome: Outcome["outcome"];
  /** Why it was ignored, and what the evaluation said. */
  why?: IgnoredWhy;
  warning?: string;
  /** Why it was refused: the error's code and the status of the answer where it isn't the code's own. */
  code?: FailureCode;
  status?: number;
  /** What of the body was against the schema. */
  errors?: readonly Problem[];
  /** What it asked for instead of letting a wait go on. */
  asks?: Asks["ask"];
  /** Until when it is held, or the wait that it extended goes on. */
  until?: number;
  /** The runs that it had an effect on, at most 100 of them. */
  executionIds: readonly string[];
  to: Callback["to"];
  sender: Sender;
  /** The id of the user who sent it. */
  user: string | null;
  bodyHash: string;
  replayOf?: string;
  /** The number of the link that it came by, of its run. */
  link?: number;
  /** The body: of those that activated nothing, until it has to go. */
  data?: JsonObject;
}

/** Where a receipt lives. */
export type Residence = { runId: string } | { triggerId: string } | undefined;

/**
 * A receipt's id tells where the receipt lives: `r-` with the run, `t-` with the trigger's list, `n-` nowhere
 * (the callback addressed nothing). It ends with a nonce that begins with the time, so that nonces sort.
 */
export function newReceiptId(residence: Residence, now: number): string {
  const random = crypto.randomUUID();
  // 72 of its bits: the others of a UUID say which kind it is.
  const nonce = timePrefix(now) + random.slice(0, 8) + random.slice(9, 13) + random.slice(-6);
  if (residence === undefined) return `n-${nonce}`;
  return "runId" in residence ? `r-${residence.runId}-${nonce}` : `t-${residence.triggerId}-${nonce}`;
}

/** Throws nothing: undefined for what is no id of ours. */
export function residenceOf(id: string): Residence {
  const [, kind, home = ""] = /^([rt])-([0-9A-Fa-f-]{36})-[0-9a-f]{30}$/.exec(id) ?? [];
  if (kind === undefined || !GUID.test(home)) return undefined;
  return kind === "r" ? { runId: home } : { triggerId: home };
}

export function nonceOf(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

/**
 * The receipt of a callback. `keepsBody`: where the body is nowhere else. That of a rejection or heartbeat is never
 * kept: replayed, it would let the wait go on.
 */
export function receiptOf(
  callback: Callback,
  outcome: Outcome,
  { user, keepsBody }: { user: string | null; keepsBody: boolean },
): Receipt {
  const { receipt: id, receivedAt: at, to, sender, bodyHash, data, asks, warning } = callback;
  const said = { ...(warning !== undefined && { warning }), ...(asks && { asks: asks.ask }) };
  const base = { ...said, id, at, to, sender, user, bodyHash, ...howSent(callback) };
  // What its sender was answered stands with the activation.
  const { answer: _, ...rest } = { answer: undefined, ...outcome };
  const executionIds = "executionIds" in outcome ? outcome.executionIds.slice(0, MOST_NAMED) : [];
  return { ...base, ...rest, executionIds, ...(keepsBody && !asks && { data }) };
}

/** What became of a callback that had no effect, by its receipt; undefined for others. */
export function refusalIn({ outcome, why, code, warning, status, errors }: Receipt): Outcome | undefined {
  const more = { ...(warning !== undefined && { warning }) };
  if (outcome === "ignored" && why) return { outcome, why, ...more };
  if (outcome !== "refused" || code === undefined) return undefined;
  return { outcome, code, ...more, ...(status !== undefined && { status }), ...(errors && { errors }) };
}

/** What only some callbacks have: which one they repeat, and by which link they came. */
export function howSent({ replayOf, link }: Pick<Callback, "replayOf" | "link">) {
  return { ...(replayOf !== undefined && { replayOf }), ...(link !== undefined && { link }) };
}
