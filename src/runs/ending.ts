import { leftWait, type Moment, turnedBack } from "./branches.ts";
import type { Fact, Place } from "./facts.ts";
import { type Branch, type Ending, type RunState, waitsOf } from "./state.ts";

/** Nothing goes on; what a retry needs is kept. */
export function end(state: RunState, fact: Extract<Fact, { type: "ended" }>, moment: Moment): RunState {
  const { occurrence = 0 } = fact.status === "failed" ? (fact.place ?? {}) : {};
  return {
    ...state,
    branches: [],
    occurrences: Math.max(state.occurrences, occurrence),
    left: [...state.left, ...waitsOf(state).map((wait) => leftWait(wait, moment))],
    ending: endingOf(state, fact, moment),
  };
}

function endingOf(state: RunState, fact: Extract<Fact, { type: "ended" }>, { at }: Moment): Ending {
  switch (fact.status) {
    case "completed":
      return { status: fact.status, at, result: fact.result };
    case "failed":
      return { status: fact.status, at, error: fact.error, branches: beforeFailure(state, fact.place) };
    case "terminated":
      return { status: fact.status, at, reason: fact.reason };
    default:
      return fact satisfies never;
  }
}

function beforeFailure({ branches }: RunState, place: Place | undefined): readonly Branch[] {
  return place ? turnedBack(branches, place) : branches;
}

/** The branches of a failed run stand as they stood. Its waits are over no more, and lists have to be told so. */
export function takeUp(state: RunState, seq: number): RunState {
  if (state.ending?.status !== "failed") return state;
  const branches = state.ending.branches.map((branch) =>
    branch.at === "trigger" ? { ...branch, seq } : branch,
  );
  const open = new Set(waitsOf({ branches }).map(({ occurrence }) => occurrence));
  const stillLeft = state.left.filter(({ occurrence }) => !open.has(occurrence));
  return { ...state, branches, left: stillLeft, ending: undefined };
}
