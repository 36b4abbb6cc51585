import { type Answer, type Outcome, REMEMBERED_MS, refused } from "../triggers/callback.ts";
import type { RunAnswer } from "../triggers/ports.ts";
import { hashesOf, takenBy } from "./approvals.ts";
import type { ActivatedBy } from "./facts.ts";
import type { Admitted } from "./reception.ts";
import { type RunState, type Wait, waitsOf } from "./state.ts";

/**
 * What this very callback has come to. Who asked before didn't hear it and asks once more: the runtime where an object was reset
 * (`retryable`), a list after a crash. The answer is the same. Pure.
 */
export function answeredBefore(
  state: RunState,
  { trigger: { block }, callback: { receipt }, occurrence }: Omit<Admitted, "user">,
): RunAnswer | undefined {
  const executionIds = [state.runId];
  const isMine = (by: { receipt: string } | null | undefined) => by?.receipt === receipt;
  const isMeant = meantBy(block, occurrence);
  const over = state.left.filter(isMeant);
  const approvals = [...waitsOf(state).filter(isMeant), ...over].flatMap((wait) => wait.approvals ?? []);
  if (approvals.some(({ by }) => isMine(by))) return { outcome: "approved", executionIds };
  const taken = over.find(({ by }) => isMine(by));
  if (taken?.by) {
    const known = occurrence !== undefined && takenAt(state, occurrence);
    return { outcome: "activated", executionIds, ...said(taken.by), ...known };
  }
  if (over.some(({ rejectedBy }) => isMine(rejectedBy))) return { outcome: "rejected", executionIds };
  const extension = state.extensions.find((each) => each.block === block && isMine(each.by));
  if (extension) return { outcome: "extended", executionIds, until: extension.until };
  const held = occurrence === undefined && state.held.find(({ callback }) => isMine(callback));
  return held ? { outcome: "held", until: held.until } : undefined;
}

/** A list offers the same callback to several waits of one run. */
function meantBy(block: string, occurrence: number | undefined) {
  return (wait: Pick<Wait, "block" | "occurrence">) =>
    wait.block === block && wait.occurrence === (occurrence ?? wait.occurrence);
}

/**
 * The answer to a callback under a deduplication key that came before. The same key with another body is an error of the sender's.
 */
export function repetition(
  state: RunState,
  { trigger, callback, occurrence }: Omit<Admitted, "user">,
  now: number,
): RunAnswer | undefined {
  const { block } = trigger;
  const { dedupe, bodyHash } = callback;
  if (dedupe === undefined) return undefined;
  const isMeant = meantBy(block, occurrence);
  const open = waitsOf(state).filter(isMeant).flatMap(takenBy);
  const over = state.left.filter(isMeant);
  // An approval was one, also where others have let the run go on since.
  const approvals = [...open, ...over.flatMap((wait) => (wait.approvals ?? []).map(({ by }) => by))];
  // A list that writes down that the wait is over is to know it by all that it has taken.
  const repeated = (by: { at?: number; answer?: Answer }): RunAnswer => ({
    ...duplicateOf(state, by),
    ...(occurrence !== undefined && takenAt(state, occurrence)),
  });
  // What a list asks once more after a crash is for the run that took it the first time.
  const isAsked = (by: ActivatedBy) => by.dedupe === dedupe && by.bodyHash === bodyHash;
  if (occurrence !== undefined && approvals.some(isAsked)) {
    return { outcome: "approved-before", executionIds: [state.runId], isSame: true };
  }
  const past = over.flatMap(takenBy);
  const kept = occurrence === undefined ? state.held.filter((each) => each.block === block) : [];
  const first = [
    ...past,
    ...open,
    ...kept.map(({ callback: each }) => ({ ...each, at: each.receivedAt })),
  ].find((each) => each.dedupe === dedupe && each.at > now - REMEMBERED_MS);
  return first && (first.bodyHash === bodyHash ? repeated(first) : refused(70422));
}

/** The callback that a duplicate was one of, as far as it let a wait go on. */
export function twinOf(
  { left }: RunState,
  { trigger: { block }, callback: { bodyHash, dedupe } }: Omit<Admitted, "user">,
): ActivatedBy | undefined {
  return left
    .filter((wait) => wait.block === block)
    .flatMap(takenBy)
    .find((by) => by.bodyHash === bodyHash || (dedupe !== undefined && by.dedupe === dedupe));
}

/** The same answer as the first one's. */
export function duplicateOf(
  { runId }: RunState,
  first: { at?: number; answer?: Answer } | undefined,
): Outcome {
  return { outcome: "duplicate", executionIds: [runId], ...(first?.answer && { answer: first.answer }) };
}

/** What an activation says besides. */
export function said({ answer, warning }: ActivatedBy): { answer?: Answer; warning?: string } {
  return { ...(answer && { answer }), ...(warning !== undefined && { warning }) };
}

/** What a list is to know that wait by, which is over. */
export function takenAt({ left }: RunState, occurrence: number): { bodyHash?: string } {
  const over = left.find((wait) => wait.occurrence === occurrence);
  const bodyHash = over && hashesOf(over);
  return bodyHash ? { bodyHash } : {};
}
