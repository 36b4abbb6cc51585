import type { JsonObject } from "../../src/json.ts";
import type { Fact } from "../../src/runs/facts.ts";
import { foldEntry } from "../../src/runs/fold.ts";
import type { RunState } from "../../src/runs/state.ts";
import type { SimVersion } from "./catalogue.ts";
import type { World } from "./world.ts";

/** One fact of a run: when it was written, in milliseconds since the beginning, and by the run's own clock. */
export interface Happened {
  fact: Fact;
  seq: number;
  at: number;
  clock: number;
}

/** What a run's journal says in the end. */
export interface RunRecord {
  runId: string;
  plan: SimVersion;
  state: RunState;
  facts: readonly Happened[];
  waits: readonly WaitRecord[];
}

/** A stop at a trigger: since when, and what ended it; a retried run stands there once more. */
export interface WaitRecord {
  block: string;
  occurrence: number;
  /** The last one, where it was moved. */
  timeoutAt: number | null;
  opened: Happened;
  left: Happened | undefined;
}

/** An activation as a journal tells it. */
export interface Activation {
  run: RunRecord;
  happened: Happened;
  block: string;
  occurrence: number;
  receipt: string;
  dedupe: string | undefined;
  data: JsonObject;
  userId: string | undefined;
  /** The number of the link that it came by. */
  link: number | undefined;
}

/** All runs that came to be. */
export function readRuns(world: World): RunRecord[] {
  return [...world.runs.keys()].flatMap((runId) => {
    const entries = world.entries(runId);
    let state: RunState | undefined;
    for (const entry of entries) state = foldEntry(state, entry);
    const plan = state && world.launches.simVersion(state.versionId);
    if (!state || !plan) return [];
    const facts = entries.flatMap(({ facts: row, seq, at: clock }) =>
      row.map((fact) => ({ fact, seq, at: world.history.writtenAt(runId, seq), clock })),
    );
    return [{ runId, plan, state, facts, waits: waitsIn(facts) }];
  });
}

export function activationsOf(run: RunRecord): Activation[] {
  return run.facts.flatMap((happened) => {
    const { fact } = happened;
    if (fact.type !== "activated") return [];
    const { block, occurrence, output, by } = fact;
    const { receipt, dedupe, link } = by;
    const data = output.data as JsonObject;
    const userId = output.user?.objectId;
    return [{ run, happened, block, occurrence, receipt, dedupe, data, userId, link }];
  });
}

/** An approval as a journal tells it. */
export type Approved = Omit<Activation, "data">;

export function approvalsOf(run: RunRecord): Approved[] {
  return run.facts.flatMap((happened) => {
    const { fact } = happened;
    if (fact.type !== "approved") return [];
    const { block, occurrence, approval, by } = fact;
    const { receipt, dedupe, link } = by;
    return [{ run, happened, block, occurrence, receipt, dedupe, userId: approval.user.objectId, link }];
  });
}

/** In the order in which they began. A start by callback opens none. */
function waitsIn(facts: readonly Happened[]): WaitRecord[] {
  const waits: WaitRecord[] = [];
  let atFailure: WaitRecord[] = [];
  for (const happened of facts) {
    const { fact } = happened;
    const open = waits.filter(({ left }) => left === undefined);
    if (fact.type === "waiting") {
      const { block, occurrence, timeoutAt } = fact;
      waits.push({ block, occurrence, timeoutAt, opened: happened, left: undefined });
    }
    if (fact.type === "extended") {
      for (const wait of open) if (wait.occurrence === fact.occurrence) wait.timeoutAt = fact.timeoutAt;
    }
    if (fact.type === "retried")
      waits.push(...atFailure.map((wait) => ({ ...wait, opened: happened, left: undefined })));
    const over = open.filter(({ occurrence }) => leaves(fact, occurrence));
    if (fact.type === "ended") {
      const failed = fact.status === "failed" ? fact.place?.occurrence : undefined;
      atFailure = over.filter(({ occurrence }) => occurrence !== failed).map((wait) => ({ ...wait }));
    }
    for (const wait of over) wait.left = happened;
  }
  return waits;
}

function leaves(fact: Fact, occurrence: number): boolean {
  if (fact.type === "ended") return true;
  if (fact.type === "joined") return fact.cancelled.includes(occurrence);
  const isEnd = ["activated", "timed-out", "released", "rejected", "failed"].includes(fact.type);
  return isEnd && "occurrence" in fact && fact.occurrence === occurrence;
}
