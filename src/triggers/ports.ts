import type { JsonObject } from "../json.ts";
import type { Callback, Outcome } from "./callback.ts";
import type { Receipt } from "./receipt.ts";

/** Names one wait in the list of its trigger. */
export interface WaitKey {
  runId: string;
  occurrence: number;
  versionId: string;
  /** What a keyed condition compares, hashed; empty for a condition without a key (see key.ts). */
  key: string;
  /** Epoch milliseconds at which the wait began. */
  since: number;
}

/** Of a wait with whatever else is known of it. */
export function keyOf({ runId, occurrence, versionId, key, since }: WaitKey): WaitKey {
  return { runId, occurrence, versionId, key, since };
}

/** The same for the same wait, among those at one trigger. */
export function nameOf({ runId, occurrence }: Pick<WaitKey, "runId" | "occurrence">): string {
  return `${runId}:${occurrence}`;
}

/** One wait, as a list knows it. */
export interface WaitEntry extends WaitKey {
  /** Of the run's journal: news of a higher one is newer. */
  seq: number;
  timeoutAt: number | null;
  /** What the condition reads of the run, as JSON; null: too large for a row, ask the run. */
  inputs: string | null;
}

/** What a callback looks at of a wait: thousands of them, where no key finds it. */
export interface Waiting extends WaitKey {
  /** Null: ask the run. */
  inputs: JsonObject | null;
  /** Of their JSON, in characters. */
  inputsLength: number;
}

/** A wait that is over. */
export interface Departure extends WaitKey {
  seq: number;
  at: number;
  /**
   * SHA-256 of the body that activated it; where several approved, of each one's as her own (`ownHash`), with blanks between;
   * null: none did.
   */
  bodyHash: string | null;
}

/** What lists are told after the fact. Repeating it changes nothing. */
export interface ListNews {
  left: readonly Departure[];
  /** Receipts that live in a run, for the list of the trigger's receipts. */
  receipts: readonly Receipt[];
}

/** What a run asks of the list of a trigger. */
export interface ListPeer {
  /** Idempotent. Once it answers, held callbacks that fit have been offered to the runs. */
  open(waits: readonly WaitEntry[]): Promise<void>;
  /** Idempotent, also for waits that were never opened. */
  tell(news: ListNews): Promise<void>;
}

/** A callback on its way to a run. */
export interface CallbackToRun {
  /** FLOW-ID: the run's version or its flow. */
  flow: string;
  /** TRIGGER-ID: the trigger's own or the run's own derived one. */
  trigger: string;
  /** Set when a list offers it: for this wait alone. */
  occurrence?: number;
  callback: Callback;
}

/**
 * `approved-before`: for lists, that this user has approved already, by this very callback (`isSame`) or another one, and the
 * wait goes on. `gone`: the run is not at that wait (any more); the list takes its row off. `bodyHash`: as a `Departure` has it,
 * where a callback activated it; of an activation, absent: the callback's own.
 */
export type RunAnswer =
  | (Outcome & { bodyHash?: string })
  | { outcome: "approved-before"; executionIds: readonly string[]; isSame: boolean }
  | { outcome: "gone"; bodyHash?: string };

/** What the edge and the lists ask of a run. */
export interface RunPeer {
  callback(input: CallbackToRun): Promise<RunAnswer>;
}
