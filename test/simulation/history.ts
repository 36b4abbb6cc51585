import type { JsonObject } from "../../src/json.ts";
import type { Asks, Callback, Credential, Outcome } from "../../src/triggers/callback.ts";
import type { Receipt } from "../../src/triggers/receipt.ts";

/** What a sender got: `lost` is no answer, or one that says nothing (500). */
export type Answer = Outcome | { outcome: "lost" };

/** One request of a sender. Times are milliseconds since the beginning. */
export interface Attempt {
  /** Of the answer; undefined where there was none. */
  receipt: string | undefined;
  /** Under which receipts it went on its way inside. */
  receipts: Set<string>;
  sentAt: number;
  answeredAt: number | undefined;
  answer: Answer | undefined;
  /** The latest that the clocks showed meanwhile, in epoch milliseconds. */
  clock?: number;
  /** The receipt as it was read an hour later. */
  stored?: Receipt | undefined;
}

/** What a sender wants delivered; all its attempts are alike. */
export interface Call {
  /** Also in its data, as `n`. */
  n: number;
  flowId: string;
  block: string;
  to: Callback["to"];
  data: JsonObject;
  credential: Credential;
  key: string | undefined;
  /** Instead of letting a wait go on. */
  asks?: Asks;
  /** The receipt of the callback that the operator sends once more by this one. */
  replayOf?: string;
  /** By which it comes, from the page. */
  link?: HandedLink;
  attempts: Attempt[];
}

/** A link that somebody out there has. Times are milliseconds since the beginning. */
export interface HandedLink {
  /** The last part of its URL. */
  token: string;
  runId: string;
  flowId: string;
  block: string;
  /** As its token says; the expiry in epoch milliseconds. */
  number: number;
  expiresAt: number;
  by: "flow" | "operator";
  handedAt: number;
  /** When the operator first wanted it revoked, and heard that it is. */
  withdrawnAt: number | undefined;
  revokedAt: number | undefined;
}

/** One request to start a run. What a starter tries again has the same data. */
export interface Start {
  /** Of the one who starts, also in its data. */
  starter: number;
  key: string | undefined;
  /** The new one; under a key that of the first request. */
  runId: string;
  flowId: string;
  versionId: string;
  data: JsonObject;
  sentAt: number;
  answeredAt: number | undefined;
}

/** A callback that a list offered to a wait: from when until when, by which life of the list. */
export interface Offer {
  life: object;
  runId: string;
  occurrence: number;
  from: number;
  to: number;
}

/** What the operator does to a run, by the fact that says so. */
export type Did = "terminated" | "released" | "retried" | "rejected" | "extended";

/** Everything that was sent in one history, and when which journal row was written. */
export class History {
  readonly calls: Call[] = [];
  /** Rejections and heartbeats. */
  readonly asked: (Call & { asks: Asks })[] = [];
  readonly starts: Start[] = [];
  /** What the operator did, as far as he heard that it was done: the run, and the fact that has to be there. */
  readonly operated: { runId: string; did: Did }[] = [];
  readonly offers: Offer[] = [];
  readonly links: HandedLink[] = [];
  /** By run, how many links the operator wanted. */
  readonly wantedLinks = new Map<string, number>();
  /** The ids of the receipts that the lists showed two days later. */
  readonly listed = new Set<string>();
  /** When a run heard from the list that its wait is known there; by run and occurrence. */
  readonly registered = new Map<string, number>();
  /** When a list was told last that a wait has begun, even if nobody heard its answer; by run and occurrence. */
  readonly opened = new Map<string, number>();
  /** By run and seq. */
  readonly #written = new Map<string, Map<number, number>>();

  rowWritten(runId: string, seq: number, at: number): void {
    const rows = this.#written.get(runId) ?? new Map<number, number>();
    this.#written.set(runId, rows.set(seq, at));
  }

  /** When that row was written, in milliseconds since the beginning. */
  writtenAt(runId: string, seq: number): number {
    return this.#written.get(runId)?.get(seq) ?? Number.NaN;
  }

  /** The ids that somebody out there may know. */
  get knownRuns(): string[] {
    const byCallback = this.calls.flatMap(({ attempts }) =>
      attempts.flatMap(({ answer }) => (answer && "executionIds" in answer ? answer.executionIds : [])),
    );
    return [...new Set([...this.starts.map(({ runId }) => runId), ...byCallback])];
  }
}

/** A sender that hears this knows what became of its callback; otherwise it tries again. */
export function isDefinite(answer: Answer | undefined): answer is Outcome {
  if (answer === undefined || answer.outcome === "lost") return false;
  return answer.outcome !== "refused" || ![997, 70503].includes(answer.code);
}
