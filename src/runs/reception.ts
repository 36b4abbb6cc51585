import type { Trigger, Version } from "../flows/version.ts";
import { byteLength } from "../json.ts";
import { type Callback, keptUser, type Outcome, refused } from "../triggers/callback.ts";
import { judge } from "../triggers/judgement.ts";
import type { RunAnswer } from "../triggers/ports.ts";
import type { User } from "../users/user.ts";
import type { World } from "./advance.ts";
import { judgeApproval, takenBy } from "./approvals.ts";
import type { ActivatedBy, Approval } from "./facts.ts";
import { linkAt, visitAt } from "./links.ts";
import { canStillReach } from "./reach.ts";
import { duplicateOf, repetition, takenAt } from "./repetition.ts";
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

/** It lets the wait go on with those `approvals`; `approval`: it is one of those that the wait needs. */
export type Fitting =
  | { wait: Wait; approval: Approval }
  | { wait: Wait; approvals: readonly Approval[] | undefined };

/** `hold`: until then, for when the run gets to that trigger. */
export type Reception = Fitting | { answer: RunAnswer } | { hold: number };

/** Which wait the callback lets go on, or what it is answered instead. Pure. */
export function receive(state: RunState, world: World, admitted: Admitted, now: number): Reception {
  const { callback, occurrence } = admitted;
  const answered =
    callback.link === undefined ? repetition(state, admitted, now) : byLink(state, admitted, now);
  if (answered) return { answer: answered };
  const wait = waitFor(state, admitted);
  if (wait) {
    const fit = fitOf(wait, world, admitted);
    return fit.fits ? taken(state, wait, admitted) : { answer: fit.outcome };
  }
  if (occurrence !== undefined) return { answer: gone(state, occurrence) };
  return withoutWait(state, world.version, admitted, now);
}

/** A callback that fits the wait: it lets it go on, or is an approval, or was one before. */
export function taken(state: RunState, wait: Wait, admitted: Admitted): Fitting | { answer: RunAnswer } {
  const { trigger, callback, user, occurrence } = admitted;
  const judged = judgeApproval(trigger, wait, callback, user);
  if (judged.verdict === "decides") return { wait, approvals: judged.approvals };
  if (judged.verdict === "approves") return { wait, approval: judged.approval };
  const executionIds = [state.runId];
  if (occurrence === undefined) return { answer: { outcome: "duplicate", executionIds } };
  return { answer: { outcome: "approved-before", executionIds, isSame: false } };
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
function byLink(state: RunState, admitted: Admitted, now: number): Outcome | undefined {
  const { trigger, callback: sent } = admitted;
  const { block } = trigger;
  const { link: number } = sent;
  const link = linkAt(state, number);
  if (link?.block !== block) return refused(70404);
  const visit = visitAt(state, block, link.visit);
  const past = visit && "left" in visit ? visit.left : undefined;
  const held = state.held.filter(
    ({ callback, until }) =>
      callback.link === number && until > now && isOfSame(admitted, keptUser(callback.credential)),
  );
  const same = past
    ? takenBy(past).find((by) => by.link === number && isSame(admitted, by))
    : held.find(({ callback }) => callback.bodyHash === sent.bodyHash);
  if (same) return duplicateOf(state, past?.by === same ? past.by : undefined);
  if (link.revokedAt !== null || link.expiresAt <= now) return refused(70411);
  if (past) return refused(state.ending ? 28136 : 28100);
  return held.length > 0 ? refused(70422) : undefined;
}

/** Where several users have to approve, what one of them sends is no repetition of what another one has sent. */
function isSame(admitted: Admitted, by: ActivatedBy): boolean {
  return by.bodyHash === admitted.callback.bodyHash && isOfSame(admitted, by.user);
}

function isOfSame({ trigger, user }: Admitted, other: string | null): boolean {
  return trigger.settings.approvals === undefined || other === (user?.objectId ?? null);
}

/** The list hasn't heard yet that the wait is over, perhaps: then it hears here by which body. */
function gone(state: RunState, occurrence: number): RunAnswer {
  return { outcome: "gone", ...takenAt(state, occurrence) };
}

/**
 * What a callback gets that names a run which doesn't wait at that trigger (product.md, "How callbacks
 * behave", 5 to 7): the one that activated it once more is a duplicate; else it is late, or early.
 */
function withoutWait(state: RunState, version: Version, admitted: Admitted, now: number): Reception {
  const { trigger, callback } = admitted;
  const { block, early } = trigger;
  const past = state.left.filter((wait) => wait.block === block);
  const same = past.flatMap(takenBy).find((by) => isSame(admitted, by));
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
