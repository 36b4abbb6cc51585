import type { RunState } from "./state.ts";

/** How long an ended run is kept. */
export const RETENTION_MS = 30 * 24 * 3_600_000;

/** How soon the alarm looks after something that was owed and not yet confirmed. */
const OWED_MS = 5_000;

/**
 * When the run has to be woken next, if nobody calls: the alarm is derived from the state. `owes`: others
 * haven't been told of everything; `tries`: how often that was tried in vain.
 */
export function dueAt(
  state: RunState,
  { now, owes, tries }: { now: number; owes: boolean; tries: number },
): number | undefined {
  const moments: number[] = [];
  if (owes) moments.push(now + OWED_MS * 2 ** Math.min(tries, 10));
  if (state.ending) moments.push(state.ending.at + RETENTION_MS);
  for (const branch of state.branches) {
    if (branch.at === "ready") moments.push(now + OWED_MS);
    if (branch.at === "trigger" && branch.timeoutAt !== null) moments.push(branch.timeoutAt);
    if (branch.at === "delay") moments.push(branch.until);
    // An attempt under way: were this process killed, the next one takes it up. The pauses double.
    if (branch.at === "request") {
      moments.push(branch.retryAt > now ? branch.retryAt : now + Math.max(OWED_MS, now - branch.retryAt));
    }
  }
  return moments.length === 0 ? undefined : Math.min(...moments);
}
