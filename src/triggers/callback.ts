import { createHash } from "node:crypto";
import type { FailureCode, Problem } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { Caller } from "../users/caller.ts";
import type { User } from "../users/user.ts";

/** A request as it was sent: what signatures are computed over. Header names are in lower case. */
export interface SentRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/**
 * How the caller shows who it is. A callback that is kept names its user, or says by which settings (`callerKey`) it was
 * let in; tokens and signatures are never kept. `link`: it came by a link that the run has handed out, which stands in for a
 * signature. `operator`: the operator answers for it, as that user or as the sender.
 */
export type Credential =
  | { kind: "none" }
  | { kind: "token"; token: string }
  | { kind: "request"; request: SentRequest }
  | { kind: "link" }
  | { kind: "user"; userId: string }
  | { kind: "verified"; under: string; user: User | null; roles: readonly string[] }
  | { kind: "operator"; userId: string | null };

/** What is kept of a credential whose caller was let in under those settings. */
export function keptCredential(caller: Caller, under: string): Credential {
  if (caller.kind === "verified") return { kind: "verified", under, user: null, roles: [] };
  if (caller.kind !== "user") return { kind: "none" };
  const { user, roles } = caller;
  const isByToken = under === "token" || under === "fresh";
  return isByToken ? { kind: "user", userId: user.objectId } : { kind: "verified", under, user, roles };
}

/** The user's id, where what was kept has one. */
export function keptUser(credential: Credential): string | null {
  if (credential.kind === "verified") return credential.user?.objectId ?? null;
  return credential.kind === "user" ? credential.userId : null;
}

/** Where a callback came from, for the operator. */
export interface Sender {
  address: string | null;
  /** Its `user-agent`, cut to 200 characters. */
  agent: string | null;
}

/** What a callback asks for instead of letting the wait go on. `forMs`: so far from its arrival. */
export type Asks = { ask: "reject"; reason: string } | { ask: "heartbeat"; forMs: number | undefined };

/** A callback, parsed once at the edge. It travels in this form to the list and to runs. */
export interface Callback {
  receipt: string;
  /** As addressed: FLOW-ID, TRIGGER-ID and `execution`, which is empty where none was sent. */
  to: { flow: string; trigger: string; execution: string };
  data: JsonObject;
  /** Those headers that the trigger names, and the query; absent where there are none. */
  headers?: JsonObject;
  query?: JsonObject;
  /** What is to be said of how it was read, for the operator. */
  warning?: string;
  /** SHA-256 of the body as sent, or of the delivery id that its sender signed, hex: the same again is a duplicate. */
  bodyHash: string;
  /** See `dedupeHash`. */
  dedupe: string | undefined;
  credential: Credential;
  sender: Sender;
  /** Absent: the wait shall go on. */
  asks?: Asks;
  /** The receipt of the callback that this one repeats, by the operator. */
  replayOf?: string;
  /** The number of the link that it came by, one of the run's that it names: it is for that link's wait alone. */
  link?: number;
  /** Epoch milliseconds; what `now()` is in conditions. */
  receivedAt: number;
}

/** How long the same deduplication key means the same callback, and a left wait is remembered. */
export const REMEMBERED_MS = 24 * 3_600_000;

/**
 * What a sender's `webhook-id` or `Idempotency-Key` becomes: a hash over its scope and itself, so that keys of
 * any length and content are kept as 22 characters, and one that comes under another scope is another one.
 */
export function dedupeHash(scope: readonly string[], key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([...scope, key]))
    .digest("base64url")
    .slice(0, 22);
}

/** Why a callback changed nothing although it was answered with 200. For the operator, never for the sender. */
export type IgnoredWhy =
  | "schema"
  | "condition"
  | "condition-failed"
  | "authentication"
  | "roles"
  | "nobody-waiting";

/** What the trigger says to answer in place of an empty 200. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** What became of a callback. */
export type Outcome =
  | {
      /** `approved`: others have to approve as well before the run goes on. */
      outcome: "activated" | "approved" | "started" | "duplicate";
      executionIds: readonly string[];
      answer?: Answer;
      warning?: string;
    }
  | { outcome: "rejected"; executionIds: readonly string[] }
  /** `until`: the deadline of the wait from now on. */
  | { outcome: "extended"; executionIds: readonly string[]; until: number }
  | { outcome: "held"; until: number }
  | { outcome: "ignored"; why: IgnoredWhy; warning?: string }
  | { outcome: "refused"; code: FailureCode; status?: number; warning?: string; errors?: readonly Problem[] };

/**
 * Of a trigger that asks for several users, a key means the same callback of the same user: that others use it too must not make
 * theirs a repetition.
 */
export function ownDedupe(callback: Callback, caller: User | null): Callback {
  const { dedupe } = callback;
  if (dedupe === undefined || !caller) return callback;
  return { ...callback, dedupe: dedupeHash([caller.objectId], dedupe) };
}

/**
 * What a body is known by where several users have to approve: 22 characters of that user and the body. `bodyHash`: as a
 * callback has it; `userId` null: of nobody in particular, so that it stays as it is.
 */
export function ownHash(bodyHash: string, userId: string | null): string {
  return userId === null ? bodyHash : dedupeHash([userId], bodyHash);
}

export function refused(code: FailureCode, status?: number): Outcome {
  return { outcome: "refused", code, ...(status !== undefined && { status }) };
}
