import { own } from "../json.ts";
import { coversUrl } from "../signatures/index.ts";
import { type Asks, type Outcome, REMEMBERED_MS, refused } from "../triggers/callback.ts";
import { activationBy } from "./activation.ts";
import type { World } from "./advance.ts";
import { deadlineAfter, decideExtension } from "./deadline.ts";
import type { Draft } from "./draft.ts";
import { canStillReach } from "./reach.ts";
import { type Admitted, waitFor } from "./reception.ts";
import { decideRejection } from "./rejection.ts";
import type { RunState } from "./state.ts";

/** `draft`: absent where nothing is changed. */
export interface Heeded {
  outcome: Outcome;
  draft?: Draft;
}

/**
 * What becomes of a callback that asks for something else than that the wait goes on. The condition isn't judged: it
 * says which callback releases a run, and who names the run may well say no to it. Pure.
 */
export function heed(state: RunState, world: World, admitted: Admitted, asks: Asks, now: number): Heeded {
  const { callback, user } = admitted;
  if (!isMeant(state, admitted, asks)) {
    const message = "The signature leaves out the URL: this has to be the id of the run";
    return { outcome: { outcome: "refused", code: 70400, errors: [{ path: asks.ask, message }] } };
  }
  const repeated = asks.ask === "reject" && rejectedBefore(state, admitted, now);
  if (repeated) return { outcome: repeated };
  const wait = waitFor(state, admitted);
  if (!wait) return { outcome: withoutWait(state, world, admitted, asks) };
  const { output, by } = activationBy(callback, user);
  const executionIds = [state.runId];
  if (asks.ask === "reject") {
    const { reason } = asks;
    const draft = decideRejection(state, wait, { output, reason, by }, world, now);
    return { outcome: { outcome: "rejected", executionIds }, draft };
  }
  const timeoutAt = deadlineAfter(state, wait, asks.forMs, world, now);
  if (timeoutAt === undefined) return { outcome: refused(70426) };
  const draft = decideExtension(state, wait, { timeoutAt, by }, now);
  return { outcome: { outcome: "extended", executionIds, until: timeoutAt }, draft };
}

/** A callback's body that somebody has seen, sent here under its good signature, would turn down any run that he knows of. */
function isMeant({ runId }: RunState, { trigger, callback }: Admitted, { ask }: Asks): boolean {
  return coversUrl(trigger.authentication) || own(callback.data, ask) === runId;
}

/** Under the same deduplication key. A heartbeat needs none: coming twice, it moves the deadline no further. */
function rejectedBefore(
  { left, runId }: RunState,
  { trigger, callback: { dedupe, bodyHash } }: Admitted,
  now: number,
): Outcome | undefined {
  if (dedupe === undefined) return undefined;
  const first = left.find(
    ({ block, rejectedBy: by }) =>
      block === trigger.block && by?.dedupe === dedupe && by.at > now - REMEMBERED_MS,
  );
  if (!first) return undefined;
  const isSame = first.rejectedBy?.bodyHash === bodyHash;
  return isSame ? { outcome: "duplicate", executionIds: [runId] } : refused(70422);
}

/** Nothing is held: who rejects or extends means a wait that it knows of. */
function withoutWait(
  state: RunState,
  { version }: World,
  { trigger: { block }, callback }: Admitted,
  { ask }: Asks,
): Outcome {
  const isRepeated = ({ block: at, rejectedBy }: RunState["left"][number]) =>
    at === block && rejectedBy?.bodyHash === callback.bodyHash;
  if (ask === "reject" && state.left.some(isRepeated)) {
    return { outcome: "duplicate", executionIds: [state.runId] };
  }
  if (state.ending) return refused(28136);
  return refused(canStillReach(state, version, block) ? 28060 : 28100);
}
