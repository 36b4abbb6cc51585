import type { Trigger, Version } from "../flows/version.ts";
import { byteLength } from "../json.ts";
import { type Answer, type Callback, type Outcome, REMEMBERED_MS, refused } from "../triggers/callback.ts";
import { judge } from "../triggers/judgement.ts";
import type { RunAnswer } from "../triggers/ports.ts";
import type { User } from "../users/user.ts";
import type { World } from "./advance.ts";
import type { ActivatedBy } from "./facts.ts";
import { linkAt, visitAt } from "./links.ts";
import { canStillReach } from "./reach.ts";
import { type RunState, type Wait, waitsOf } from "./state.ts";

/** What a run holds at most of callbacks that come too early, and of one sender. */
const MOST_HELD = 20;
const MOST_HELD_BYTES = 4 * 1_048_576;
const MOST_HELD_OF_SENDER = 10;

/** A callback that was let in, at a trigger of this run; `occurrence`: for this wait alone, a list offers it. */
export interface Admitted {
  trigger: Trigger;
  callback: Callback;
  user: User | null;
  occurrence: number | undefined;
}

/** `hold`: until then, for when the run gets to that trigger. */
export type Reception = { wait: Wait } | { answer: RunAnswer } | { hold: number };

/** Which wait the callback lets go on, or what it is answered instead. Pure. */
export function receive(state: RunState, world: World, admitted: Admitted, now: number): Reception {
  const { callback, occurrence } = admitted;
  const answered =
    callback.link === undefined ? repetition(state, admitted, now) : byLink(state, admitted, now);
  if (answered) return { answer: answered };
  const wait = waitFor(state, admitted);
  if (wait) {
    const fit = fitOf(wait, world, admitted);
    return fit.fits ? { wait } : { answer: fit.outcome };
  }
  if (occurrence !== undefined) return { answer: gone(state, occurrence) };
  return withoutWait(state, world.version, admitted, now);
}

export function fitOf(
  { inputs }: Wait,
  world: World,
  { trigger, callback, user }: Pick<Admitted, "trigger" | "callback" | "user">,
) {
  return judge(trigger.condition, { block: trigger.block, inputs, callback, user }, world);
}

/**
 * The wait that a callback is for: the one that a list offers it to, or that of its link. Two branches that wait at one trigger
 * are two waits; else the older one is meant.
 */
export function waitFor(
  state: RunState,
  { trigger: { block }, callback, occurrence }: Omit<Admitted, "user">,
): Wait | undefined {
  if (callback.link !== undefined) {
    const link = linkAt(state, callback.link);
    const visit = link?.block === block ? visitAt(state, block, link.visit) : undefined;
    return visit && "wait" in visit ? visit.wait : undefined;
  }
  return waitsOf(state)
    .filter((wait) => wait.block === block && (occurrence === undefined || wait.occurrence === occurrence))
    .toSorted((a, b) => a.occurrence - b.occurrence)[0];
}

/**
 * The answer to a callback by a link whose wait is over, or that is good no more; the same once more by the same link is a
 * duplicate, however late.
 */
function byLink(
  state: RunState,
  { trigger: { block }, callback: { link: number, bodyHash } }: Admitted,
  now: number,
): Outcome | undefined {
  const link = linkAt(state, number);
  if (link?.block !== block) return refused(70404);
  const visit = visitAt(state, block, link.visit);
  const past = visit && "left" in visit ? visit.left : undefined;
  const held = state.held.filter(({ callback, until }) => callback.link === number && until > now);
  const first = past?.by ?? held[0]?.callback;
  if (first && first.link === number && first.bodyHash === bodyHash) return duplicateOf(state, past?.by);
  if (link.revokedAt !== null || link.expiresAt <= now) return refused(70411);
  if (past) return refused(state.ending ? 28136 : 28100);
  return held.length > 0 ? refused(70422) : undefined;
}

/**
 * The answer to a callback that came before: under the same deduplication key, or this very one, which a list
 * offers once more after a crash. The same key with another body is an error of the sender's.
 */
export function repetition(
  state: RunState,
  { trigger, callback, occurrence }: Omit<Admitted, "user">,
  now: number,
): Outcome | undefined {
  const { block } = trigger;
  const { dedupe, bodyHash, receipt } = callback;
  // A list offers the same callback to several waits of one run.
  const past = state.left.flatMap(({ by, ...wait }) =>
    by && wait.block === block && wait.occurrence === (occurrence ?? wait.occurrence) ? [by] : [],
  );
  const same = past.find((by) => by.receipt === receipt);
  if (same) return duplicateOf(state, same);
  if (dedupe === undefined) return undefined;
  const kept = occurrence === undefined ? state.held.filter((each) => each.block === block) : [];
  const first = [...past, ...kept.map(({ callback: each }) => ({ ...each, at: each.receivedAt }))].find(
    (each) => each.dedupe === dedupe && each.at > now - REMEMBERED_MS,
  );
  return first && (first.bodyHash === bodyHash ? duplicateOf(state, first) : refused(70422));
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

/** The list hasn't heard yet that the wait is over, perhaps: then it hears here by which body. */
function gone({ left }: RunState, occurrence: number): RunAnswer {
  const by = left.find((wait) => wait.occurrence === occurrence)?.by;
  return { outcome: "gone", ...(by && { bodyHash: by.bodyHash }) };
}

/**
 * What a callback gets that names a run which doesn't wait at that trigger (product.md, "How callbacks
 * behave", 5 to 7): the one that activated it once more is a duplicate; else it is late, or early.
 */
function withoutWait(
  state: RunState,
  version: Version,
  { trigger, callback }: Admitted,
  now: number,
): Reception {
  const { block, early } = trigger;
  const past = state.left.filter((wait) => wait.block === block);
  const same = past.find(({ by }) => by?.bodyHash === callback.bodyHash)?.by;
  if (same) return { answer: duplicateOf(state, same) };
  if (state.ending) return { answer: refused(28136) };
  if (!canStillReach(state, version, block)) return { answer: refused(28100) };
  if (early.holdMs === 0) return { answer: refused(28060) };
  return isFull(state, callback, now)
    ? { answer: refused(70503) }
    : { hold: callback.receivedAt + early.holdMs };
}

function isFull({ held }: RunState, { sender, data }: Callback, now: number): boolean {
  const good = held.filter(({ until }) => until > now);
  const own = good.filter(({ callback }) => callback.sender.address === sender.address);
  const bytes = good.reduce((sum, each) => sum + each.bytes, byteLength(JSON.stringify(data)));
  return good.length >= MOST_HELD || own.length >= MOST_HELD_OF_SENDER || bytes > MOST_HELD_BYTES;
}
