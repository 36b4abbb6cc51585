import type { FailureCode } from "../errors.ts";
import type { JsonObject } from "../json.ts";

/** How the caller shows who it is. A callback that is kept names its user; tokens are never kept. */
export type Credential =
  | { kind: "none" }
  | { kind: "token"; token: string }
  | { kind: "user"; userId: string };

/** A callback, parsed once at the edge. It travels in this form to the list and to runs. */
export interface Callback {
  receipt: string;
  data: JsonObject;
  /** SHA-256 of the body as sent, hex. */
  bodyHash: string;
  /** `webhook-id`, else `Idempotency-Key`. */
  dedupeKey: string | undefined;
  credential: Credential;
  /** Epoch milliseconds; what `now()` is in conditions. */
  receivedAt: number;
}

/** Why a callback changed nothing although it was answered with 200. For the operator, never for the sender. */
export type IgnoredWhy = "condition" | "condition-failed" | "authentication" | "roles" | "nobody-waiting";

/** What became of a callback. */
export type Outcome =
  | { outcome: "activated" | "started" | "duplicate"; executionIds: readonly string[] }
  | { outcome: "ignored"; why: IgnoredWhy; warning?: string }
  | { outcome: "refused"; code: FailureCode; status?: number };

export function refused(code: FailureCode, status?: number): Outcome {
  return { outcome: "refused", code, ...(status !== undefined && { status }) };
}
