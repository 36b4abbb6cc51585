import { createHash } from "node:crypto";
import type { FailureCode } from "../errors.ts";
import type { JsonObject } from "../json.ts";

/** How the caller shows who it is. A callback that is kept names its user; tokens are never kept. */
export type Credential =
  | { kind: "none" }
  | { kind: "token"; token: string }
  | { kind: "user"; userId: string };

/** What is kept of a credential: its user by id, its token not at all. */
export function keptCredential(userId: string | null | undefined): Credential {
  return userId ? { kind: "user", userId } : { kind: "none" };
}

/** Where a callback came from, for the operator. */
export interface Sender {
  address: string | null;
  /** Its `user-agent`, cut to 200 characters. */
  agent: string | null;
}

/** A callback, parsed once at the edge. It travels in this form to the list and to runs. */
export interface Callback {
  receipt: string;
  /** As addressed: FLOW-ID, TRIGGER-ID and `execution`, which is empty where none was sent. */
  to: { flow: string; trigger: string; execution: string };
  data: JsonObject;
  /** SHA-256 of the body as sent, hex. */
  bodyHash: string;
  /** See `dedupeHash`. */
  dedupe: string | undefined;
  credential: Credential;
  sender: Sender;
  /** The receipt of the callback that this one repeats, by the operator. */
  replayOf?: string;
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
export type IgnoredWhy = "condition" | "condition-failed" | "authentication" | "roles" | "nobody-waiting";

/** What became of a callback. */
export type Outcome =
  | { outcome: "activated" | "started" | "duplicate"; executionIds: readonly string[] }
  | { outcome: "held"; until: number }
  | { outcome: "ignored"; why: IgnoredWhy; warning?: string }
  | { outcome: "refused"; code: FailureCode; status?: number };

export function refused(code: FailureCode, status?: number): Outcome {
  return { outcome: "refused", code, ...(status !== undefined && { status }) };
}
