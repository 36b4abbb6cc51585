import type { Outcome } from "../../../src/triggers/callback.ts";
import { type Attempt, type Call, isDefinite } from "../history.ts";
import { knownLinks } from "../links.ts";
import {
  type Activation,
  type Approved,
  activationsOf,
  approvalsOf,
  type RunRecord,
  readRuns,
} from "../record.ts";
import type { World } from "../world.ts";

/** A definite answer that a sender got. */
export interface Heard {
  call: Call;
  attempt: Attempt;
  answer: Outcome;
}

/** What a history left behind, for the invariants. */
export interface Evidence {
  world: World;
  runs: readonly RunRecord[];
  activations: readonly Activation[];
  approvals: readonly Approved[];
  heard: readonly Heard[];
}

export function gather(world: World): Evidence {
  knownLinks(world);
  const runs = readRuns(world);
  const heard = world.history.calls.flatMap((call) =>
    call.attempts.flatMap((attempt) => heardOf(call, attempt)),
  );
  return {
    world,
    runs,
    activations: runs.flatMap(activationsOf),
    approvals: runs.flatMap(approvalsOf),
    heard,
  };
}

function heardOf(call: Call, attempt: Attempt): Heard[] {
  const { answer } = attempt;
  return isDefinite(answer) ? [{ call, attempt, answer }] : [];
}

export function endOf({ attempt }: Heard): number {
  return attempt.answeredAt ?? Number.POSITIVE_INFINITY;
}

/** Did one of its attempts activate or approve anything? */
export function hasHadEffect({ attempts }: Call, effects: readonly Pick<Activation, "receipt">[]): boolean {
  return effects.some(({ receipt }) => attempts.some(({ receipts }) => receipts.has(receipt)));
}

/** Activated, started, held or a duplicate of such a one: what a sender may rely on. */
export function isTaken({ outcome }: Outcome): boolean {
  return outcome !== "ignored" && outcome !== "refused";
}

/** Nobody is told "duplicate" who isn't let in, or at an address that a stale location doesn't know (any more). */
export function isTurnedAway(answer: Outcome): boolean {
  if (answer.outcome === "ignored") return answer.why === "authentication" || answer.why === "roles";
  return answer.outcome === "refused" && [1000, 3064, 28010].includes(answer.code);
}

/** The callbacks that are one under their deduplication key; undefined without one. */
export function scopeOf({ flowId, block, to, key }: Call): string | undefined {
  return key && `${flowId} ${block} ${to.execution} ${key}`;
}

/** Is this one of the runs that the callback is addressed to? */
export function isMeant({ flowId, to: { flow, execution } }: Call, { runId, state }: RunRecord): boolean {
  if (state.flowId !== flowId || (flow !== flowId && flow !== state.versionId)) return false;
  return execution === runId || ["", "any", "all"].includes(execution);
}

export function nameOf({ runId, plan }: RunRecord): string {
  return `run ${short(runId)} of ${plan.version.document.name}`;
}

export function whereOf({ run, block, occurrence }: Approved): string {
  return `${block} (${occurrence}) of ${nameOf(run)}`;
}

export function short(id: string): string {
  return id.slice(0, 4);
}
