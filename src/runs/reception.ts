import type { Trigger, Version } from "../flows/version.ts";
import { type Callback, type Outcome, refused } from "../triggers/callback.ts";
import { judge } from "../triggers/judgement.ts";
import type { RunAnswer } from "../triggers/ports.ts";
import type { User } from "../users/user.ts";
import type { World } from "./advance.ts";
import { type RunState, type Wait, waitsOf } from "./state.ts";

/** A callback that was let in, at a trigger of this run; `occurrence`: for this wait alone, a list offers it. */
export interface Admitted {
  trigger: Trigger;
  callback: Callback;
  user: User | null;
  occurrence: number | undefined;
}

/** Which wait the callback lets go on, or what it is answered instead. Pure. */
export function receive(
  state: RunState,
  world: World,
  admitted: Admitted,
): { wait: Wait } | { answer: RunAnswer } {
  const { trigger, callback, user, occurrence } = admitted;
  const wait = oldestWait(state, trigger.block, occurrence);
  if (wait) {
    const { inputs } = wait;
    const fit = judge(trigger.condition, { block: trigger.block, inputs, callback, user }, world);
    return fit.fits ? { wait } : { answer: fit.outcome };
  }
  if (occurrence !== undefined) return { answer: { outcome: "gone" } };
  return { answer: answerWithoutWait(state, world.version, trigger.block, callback.bodyHash) };
}

/** Two branches that wait at one trigger are two waits; the older one is meant. */
function oldestWait(state: RunState, block: string, occurrence: number | undefined): Wait | undefined {
  return waitsOf(state)
    .filter((wait) => wait.block === block && (occurrence === undefined || wait.occurrence === occurrence))
    .toSorted((a, b) => a.occurrence - b.occurrence)[0];
}

/**
 * What a callback gets that names a run which doesn't wait at that trigger (product.md, "How callbacks
 * behave", 5 to 7): the one that activated it once more is a duplicate; else it is late, or too early.
 */
function answerWithoutWait(state: RunState, version: Version, block: string, bodyHash: string): Outcome {
  const past = state.left.filter((wait) => wait.block === block);
  if (past.some(({ by }) => by?.bodyHash === bodyHash)) {
    return { outcome: "duplicate", executionIds: [state.runId] };
  }
  if (state.ending) return refused(28136);
  return canStillReach(state, version, block) ? refused(28060) : refused(28100);
}

function canStillReach(state: RunState, version: Version, block: string): boolean {
  return state.branches.some(
    (branch) =>
      (branch.at === "ready" && branch.block === block) || version.graph.after(branch.block).has(block),
  );
}
