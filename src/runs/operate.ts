import type { JsonObject } from "../json.ts";
import { decided, nextOf, type World } from "./decide.ts";
import { type Draft, isOversized } from "./draft.ts";
import type { Fact } from "./facts.ts";
import { type RunState, waitsOf } from "./state.ts";

type NotReleased = "left" | "ended" | "too-large";
type NotRetried = "not-failed";

/** What became of an operator's intervention in a run. */
export type Released = "done" | "no-such-run" | NotReleased;
export type Retried = "done" | "no-such-run" | NotRetried;

/** The operator lets a wait go on with data, in place of a callback: nobody is asked for a user or condition. */
export function decideRelease(
  state: RunState,
  { occurrence, data }: { occurrence: number; data: JsonObject },
  world: World,
  at: number,
): Draft | NotReleased {
  if (state.ending) return "ended";
  const wait = waitsOf(state).find((branch) => branch.occurrence === occurrence);
  if (!wait) return "left";
  const { path, block } = wait;
  const output = { data, user: null, receivedAt: at };
  const fact: Fact = { type: "released", path, block, occurrence, output, next: nextOf(world, block) };
  return isOversized(fact) ? "too-large" : decided(state, world, at, fact);
}

/**
 * Takes up a failed run where it failed: that block is entered again, as a new occurrence; the other branches
 * stand where they stood. What made it fail may make it fail again at once.
 */
export function decideRetry(state: RunState, world: World, at: number): Draft | NotRetried {
  if (state.ending?.status !== "failed") return "not-failed";
  return decided(state, world, at, { type: "retried" });
}
