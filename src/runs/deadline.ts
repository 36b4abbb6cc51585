import { heartbeatOf } from "../blocks/callback/deadline.ts";
import type { World } from "./advance.ts";
import { placeOf } from "./branches.ts";
import { Draft } from "./draft.ts";
import type { ActivatedBy } from "./facts.ts";
import type { RunState, Wait } from "./state.ts";

/** So many heartbeats a run takes: each is a row of its journal, and whoever wakes the run reads them all. */
const MOST_EXTENSIONS = 5_000;

/**
 * When the wait is over once a heartbeat has come, in epoch milliseconds: never sooner than it was, nor later than
 * its bound. Undefined: its deadline can't be moved, or no further.
 */
export function deadlineAfter(
  state: RunState,
  { block, since, timeoutAt }: Wait,
  forMs: number | undefined,
  { version }: World,
  now: number,
): number | undefined {
  const definition = version.block(block);
  const heartbeat = definition.type === "external-callback" ? heartbeatOf(definition) : undefined;
  if (!heartbeat || timeoutAt === null || state.extensions.length >= MOST_EXTENSIONS) return undefined;
  const bound = since + heartbeat.mostMs;
  if (timeoutAt >= bound) return undefined;
  return Math.max(timeoutAt, Math.min(now + (forMs ?? heartbeat.extendMs), bound));
}

/** `by`: absent where the operator moves it. Nothing goes on. */
export function decideExtension(
  state: RunState,
  wait: Wait,
  { timeoutAt, by }: { timeoutAt: number; by?: ActivatedBy },
  at: number,
): Draft {
  const draft = new Draft(state, at);
  draft.add({ type: "extended", ...placeOf(wait), timeoutAt, ...(by && { by }) });
  return draft;
}
