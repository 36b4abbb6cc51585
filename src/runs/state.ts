import type { Json, JsonObject } from "../json.ts";
import type { Callback } from "../triggers/callback.ts";
import type { ActivatedBy, Approval, BranchPath, Linked, Place, RunError } from "./facts.ts";

/** A live branch: about to enter a block (`ready`), or in one that takes time. */
export type Branch =
  | { at: "ready"; path: BranchPath; block: string }
  | ({
      at: "trigger";
      since: number;
      timeoutAt: number | null;
      key: string;
      opened: number;
      seq: number;
      /** Absent: nobody has approved. */
      approvals?: readonly Approved[];
    } & Captured &
      Place)
  | ({ at: "delay"; until: number } & Place)
  | ({ at: "request"; since: number; attempt: number; retryAt: number } & Captured & Place)
  | ({ at: "join" } & Place);

/** What a block that takes time reads of the run, as it was when it was entered, and its UTF-8 bytes. */
interface Captured {
  inputs: JsonObject;
  bytes: number;
}

/** A stop at a trigger. `opened`: the row in which it began; `seq`: the row since which lists have to know it. */
export type Wait = Extract<Branch, { at: "trigger" }>;
export type Request = Extract<Branch, { at: "request" }>;

/** A wait that is over; `by` is absent when it timed out, was rejected or cancelled, or died with its run. */
export interface LeftWait {
  block: string;
  occurrence: number;
  since: number;
  key: string;
  /** The rows in which it began and was left; the same one: nobody was told of it. */
  opened: number;
  seq: number;
  /** Epoch milliseconds at which it was left. */
  at: number;
  by?: ActivatedBy;
  /** By whom it was rejected, where a sender did it. */
  rejectedBy?: ActivatedBy;
  /** Those that were given while it waited; absent: none. */
  approvals?: readonly Approved[];
}

/** An approval, the callback that it came by and the row in which it stands. */
export interface Approved {
  approval: Approval;
  by: ActivatedBy;
  seq: number;
}

/** A heartbeat that moved a deadline. */
export interface Extension {
  block: string;
  /** Epoch milliseconds. */
  until: number;
  by: ActivatedBy;
  /** The row in which it was taken. */
  seq: number;
}

/** An early callback; it names its user, never a token. */
export interface HeldCallback {
  block: string;
  /** Epoch milliseconds. */
  until: number;
  callback: Callback;
  /** The row in which it was taken. */
  seq: number;
  bytes: number;
}

/** A way in for people: to the page of one wait at a trigger. Its token is made from this whenever it is shown. */
export interface Link extends Omit<Linked, "type"> {
  madeAt: number;
  revokedAt: number | null;
}

export type Ending =
  | { status: "completed"; at: number; result: Json }
  /** `branches`: as they stood; the failed one is about to enter its block again. For a retry. */
  | { status: "failed"; at: number; error: RunError; branches: readonly Branch[] }
  | { status: "terminated"; at: number; reason: string };

/** The fold of a journal. */
export interface RunState {
  readonly runId: string;
  readonly flowId: string;
  readonly versionId: string;
  readonly origin: string;
  readonly title: string | null;
  readonly startedAt: number;
  /** The user who started it, by id. */
  readonly startedBy: string | null;
  readonly initial: JsonObject;
  readonly branches: readonly Branch[];
  /** Latest output of each block. */
  readonly outputs: JsonObject;
  /** UTF-8 bytes of each output, and of `initial`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** UTF-8 bytes of all outputs and inputs that were ever journaled. */
  readonly written: number;
  readonly left: readonly LeftWait[];
  /** In the order in which they came; also those whose time is over. */
  readonly held: readonly HeldCallback[];
  /** By their numbers, of which the first is 1. */
  readonly links: readonly Link[];
  /** In the order in which they came. */
  readonly extensions: readonly Extension[];
  readonly occurrences: number;
  readonly forks: number;
  readonly ending: Ending | undefined;
  readonly seq: number;
}

export type RunStatus = "running" | "waiting" | Ending["status"];

/** `waiting`: nothing goes on by itself until a callback (or a timeout) comes. */
export function statusOf(state: RunState): RunStatus {
  if (state.ending) return state.ending.status;
  if (state.branches.some(({ at }) => at === "ready" || at === "request")) return "running";
  return state.branches.some(({ at }) => at === "trigger") ? "waiting" : "running";
}

export function waitsOf({ branches }: Pick<RunState, "branches">): Wait[] {
  return branches.filter((branch) => branch.at === "trigger");
}

/** How many milliseconds the waits took that callbacks ended in this transition. */
export function waitedIn(before: RunState | undefined, after: RunState): number[] {
  if (!before || after.left === before.left) return [];
  const isNew = ({ seq, opened, by }: LeftWait) => seq > before.seq && opened < seq && by !== undefined;
  return after.left.filter(isNew).map(({ since, at }) => at - since);
}
