import type { Callback, Outcome } from "./callback.ts";

/** One wait, as a list knows it. */
export interface WaitEntry {
  runId: string;
  occurrence: number;
  versionId: string;
  /** Epoch milliseconds at which the wait began. */
  since: number;
  timeoutAt: number | null;
  /** What the condition reads of the run, as JSON; null: too large for a row, ask the run. */
  inputs: string | null;
}

export type WaitKey = Pick<WaitEntry, "runId" | "occurrence" | "since">;

/** What a run asks of the list of a trigger. */
export interface ListPeer {
  /** Idempotent. */
  open(wait: WaitEntry): Promise<void>;
  /** Idempotent, also for a wait that was never opened. */
  close(wait: WaitKey): Promise<void>;
}

/** A callback on its way to a run. */
export interface CallbackToRun {
  /** FLOW-ID as sent: the run's version or its flow. */
  flow: string;
  /** TRIGGER-ID as sent: the trigger's own or the run's own derived one. */
  trigger: string;
  /** Set when a list offers it: for this wait alone. */
  occurrence?: number;
  callback: Callback;
}

/** `gone`: the run is not at that wait (any more); the list drops its row. */
export type RunAnswer = Outcome | { outcome: "gone" };

/** What the edge and the lists ask of a run. */
export interface RunPeer {
  callback(input: CallbackToRun): Promise<RunAnswer>;
}
