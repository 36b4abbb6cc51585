import type { RunState } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long an ended run is kept. */
export const RETENTION_MS = 30 * DAY_MS;

/** How soon the alarm looks after something that was owed and not yet confirmed. */
const OWED_MS = 5_000;

/**
 * When the run has to be woken next, if nobody calls; undefined: nothing has a moment of its own. `registers`:
 * a wait's list doesn't know of it yet; `tries`: how often others were told in vain.
 */
export function dueAt(
  state: RunState,
  { now, registers, tries }: { now: number; registers: boolean; tries: number },
): number | undefined {
  const moments = ownMoments(state);
  if (registers || tries > 0) moments.push(now + OWED_MS * 2 ** Math.min(tries, 10));
  for (const branch of state.branches) {
    if (branch.at === "ready") moments.push(now + OWED_MS);
    // An attempt under way: were this process killed, the next one takes it up. The pauses double.
    if (branch.at === "request") {
      moments.push(branch.retryAt > now ? branch.retryAt : now + Math.max(OWED_MS, now - branch.retryAt));
    }
  }
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** When timeouts and delays are over: an alarm stands behind each since it was committed, also after an eviction. */
export function ownMoments({ branches }: RunState): number[] {
  return branches.flatMap((branch) => {
    if (branch.at === "delay") return [branch.until];
    return branch.at === "trigger" && branch.timeoutAt !== null ? [branch.timeoutAt] : [];
  });
}

/**
 * The alarm that stands behind everything else a run may owe: news of waits that were left, its summary, its
 * removal. It is set by the start and then by alarms alone, so that no callback has to pay for it.
 */
export function standingAt({ ending, startedAt }: RunState, now: number): number {
  if (ending) return Math.max(ending.at + RETENTION_MS, now + OWED_MS);
  const age = now - startedAt;
  return now + ([HOUR_MS, DAY_MS].find((period) => age < period) ?? RETENTION_MS);
}
