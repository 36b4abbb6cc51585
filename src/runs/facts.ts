import type { Json, JsonObject } from "../json.ts";
import type { Answer, Callback, Sender } from "../triggers/callback.ts";
import type { User } from "../users/user.ts";

/** Why a block or a run failed. `source` is the block's id. */
export type RunError = { code: string; message: string; source: string };

/** Where a branch stands: a block it has reached, and the occurrence (the run's count of entered blocks). */
export interface Place {
  path: BranchPath;
  block: string;
  occurrence: number;
}

/** The forks a branch came through; a branch's path is a prefix of those of the branches forked from it. */
export type BranchPath = readonly number[];

/** What a callback, a timeout or an operator brought; becomes `<trigger>` for later blocks. */
export interface TriggerOutput {
  data: Json;
  user: User | null;
  receivedAt: number;
  /** Absent: none (see `Callback`). */
  headers?: JsonObject;
  query?: JsonObject;
  /** Of a trigger that asks for them, in the order in which they were given. */
  approvals?: readonly Approval[];
}

/** That a user approved, as later blocks read it. */
export type Approval = {
  user: { objectId: string; email: string | null; name: string | null };
  /** Epoch milliseconds. */
  at: number;
  choice: string | null;
  comment: string | null;
};

/** The callback that let a wait go on, approved or rejected it or moved its deadline, or started the run: all of its receipt but its data. */
export interface ActivatedBy {
  receipt: string;
  /** Epoch milliseconds at which it came. */
  at: number;
  /** SHA-256 of its body as sent: the same body again is a duplicate. */
  bodyHash: string;
  /** Its deduplication key, hashed (see callback.ts). */
  dedupe?: string;
  /** The id of the user who sent it. */
  user: string | null;
  sender: Sender;
  replayOf?: string;
  /** What its sender was answered, where the trigger says so; a duplicate is answered the same. */
  answer?: Answer;
  warning?: string;
  /** The number of the link that it came by. */
  link?: number;
  /** As addressed, where a list offered it: the receipt is the list's, and is told to it. */
  to?: Callback["to"];
}

/**
 * What a journal row says: the facts of one transition, in order. Append-only and closed: the fold over them
 * is the run. `next` names the blocks to enter then.
 */
export type Fact =
  | {
      type: "started";
      runId: string;
      flowId: string;
      versionId: string;
      /** Of the request that started it: `urls.*` begin with it. */
      origin: string;
      initial: { data: JsonObject; user: User | null };
      title: string | null;
      next: readonly string[];
    }
  | ({ type: "ran"; output: Json; next: readonly string[] } & Place)
  /** `key`: what lists find the wait by (triggers/key.ts). */
  | ({ type: "waiting"; timeoutAt: number | null; inputs: JsonObject; key: string } & Place)
  /** A callback for a trigger that the run can still reach. */
  | { type: "held"; block: string; until: number; callback: Callback }
  | ({ type: "activated"; output: TriggerOutput; by: ActivatedBy; next: readonly string[] } & Place)
  /** One of the users who have to approve has; the wait goes on. */
  | ({ type: "approved"; approval: Approval; by: ActivatedBy } & Place)
  | ({ type: "timed-out"; output: TriggerOutput; next: readonly string[] } & Place)
  /** The operator let the wait go on by hand. */
  | ({ type: "released"; output: TriggerOutput; next: readonly string[] } & Place)
  /**
   * A sender (`by`) or the operator turned the wait down. `next` is null where nothing is said of that: the run
   * fails in the same transition.
   */
  | ({
      type: "rejected";
      error: RunError;
      output: TriggerOutput;
      by?: ActivatedBy;
      next: readonly string[] | null;
    } & Place)
  /** A sender (`by`) or the operator moved the deadline of the wait. */
  | ({ type: "extended"; timeoutAt: number; by?: ActivatedBy } & Place)
  | ({ type: "sleeping"; until: number } & Place)
  | ({ type: "woke"; output: Json; next: readonly string[] } & Place)
  | ({ type: "requesting"; inputs: JsonObject } & Place)
  | ({ type: "attempt-failed"; attempt: number; error: RunError; retryAt: number } & Place)
  | ({ type: "responded"; attempt: number; output: Json; next: readonly string[] } & Place)
  | ({ type: "arrived" } & Place)
  | ({
      type: "joined";
      /** Occurrences of the branches that go on as one, and of those that were left over. */
      arrived: readonly number[];
      cancelled: readonly number[];
      /** Too few came, and no more can. */
      error?: RunError;
      next: readonly string[];
    } & Place)
  | ({ type: "failed"; error: RunError; next: readonly string[] } & Place)
  | { type: "ended"; status: "completed"; result: Json }
  /** `place`: which branch failed, where it was one; a retry enters that block again. */
  | { type: "ended"; status: "failed"; error: RunError; place?: Place }
  | { type: "ended"; status: "terminated"; reason: string }
  /** The operator took up the failed run again. */
  | { type: "retried" }
  /** A link was made: see `Link`. */
  | Linked
  | { type: "link-revoked"; number: number };

export interface Linked {
  type: "linked";
  /** Counted from 1, in its run. */
  number: number;
  block: string;
  /** For the how-many-th wait at that trigger in this run, counted from 1. */
  visit: number;
  /** Epoch milliseconds, whole seconds. */
  expiresAt: number;
  by: "flow" | "operator";
}

/** One journal row. */
export interface Entry {
  seq: number;
  /** Epoch milliseconds. */
  at: number;
  facts: readonly Fact[];
  /** Everything owed to others by rows up to this one was delivered when this row was written. */
  told: number;
}
