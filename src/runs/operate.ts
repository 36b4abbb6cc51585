import type { JsonObject } from "../json.ts";
import { decideExtension } from "./deadline.ts";
import { decided, nextOf, type World } from "./decide.ts";
import { type Draft, isOversized } from "./draft.ts";
import type { Fact } from "./facts.ts";
import { decideRejection } from "./rejection.ts";
import { type RunState, type Wait, waitsOf } from "./state.ts";

type NotReleased = "left" | "ended" | "too-large";
type NotRejected = "left" | "ended";
type NotMoved = NotRejected | "no-deadline";
type NotRetried = "not-failed";

/** What became of an operator's intervention in a run. */
export type Released = "done" | "no-such-run" | NotReleased;
export type Rejected = "done" | "no-such-run" | NotRejected;
export type Moved = "done" | "no-such-run" | NotMoved;
export type Retried = "done" | "no-such-run" | NotRetried;

/** The operator lets a wait go on with data, in place of a callback: nobody is asked for a user or condition. */
export function decideRelease(
  state: RunState,
  { occurrence, data }: { occurrence: number; data: JsonObject },
  world: World,
  at: number,
): Draft | NotReleased {
  const wait = openWait(state, occurrence);
  if (typeof wait === "string") return wait;
  const { path, block } = wait;
  const output = { data, user: null, receivedAt: at };
  const fact: Fact = { type: "released", path, block, occurrence, output, next: nextOf(world, block) };
  return isOversized(fact) ? "too-large" : decided(state, world, at, fact);
}

/** The operator turns a wait down, as its sender may. */
export function decideRejectionByHand(
  state: RunState,
  { occurrence, reason }: { occurrence: number; reason: string },
  world: World,
  at: number,
): Draft | NotRejected {
  const wait = openWait(state, occurrence);
  if (typeof wait === "string") return wait;
  const output = { data: { reason }, user: null, receivedAt: at };
  return decideRejection(state, wait, { output, reason }, world, at);
}

/** The operator moves the deadline of a wait, whatever bounds heartbeats. One that is over isn't moved. */
export function decideMove(
  state: RunState,
  { occurrence, to }: { occurrence: number; to: number },
  at: number,
): Draft | NotMoved {
  const wait = openWait(state, occurrence);
  if (typeof wait === "string") return wait;
  if (wait.timeoutAt === null) return "no-deadline";
  return wait.timeoutAt <= at ? "left" : decideExtension(state, wait, { timeoutAt: to }, at);
}

function openWait(state: RunState, occurrence: number): Wait | NotRejected {
  if (state.ending) return "ended";
  return waitsOf(state).find((wait) => wait.occurrence === occurrence) ?? "left";
}

/**
 * Takes up a failed run where it failed: that block is entered again, as a new occurrence; the other branches
 * stand where they stood. What made it fail may make it fail again at once.
 */
export function decideRetry(state: RunState, world: World, at: number): Draft | NotRetried {
  if (state.ending?.status !== "failed") return "not-failed";
  return decided(state, world, at, { type: "retried" });
}
