import type { ActivatedBy, BranchPath, Place } from "./facts.ts";
import { type Branch, type LeftWait, type RunState, type Wait, waitsOf } from "./state.ts";

export function placeOf({ path, block, occurrence }: Place): Place {
  return { path, block, occurrence };
}

/** Is this the branch that the fact speaks of: already in the block, or about to enter it? */
function isAt(branch: Branch, place: Place): boolean {
  if (branch.at !== "ready") return branch.occurrence === place.occurrence;
  return branch.block === place.block && samePath(branch.path, place.path);
}

function samePath(a: BranchPath, b: BranchPath): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** Puts the branch into a block that takes time. */
export function occupy(state: RunState, branch: Exclude<Branch, { at: "ready" }>): RunState {
  const branches = state.branches.map((other) => (isAt(other, branch) ? branch : other));
  const occurrences = Math.max(state.occurrences, branch.occurrence);
  return { ...state, branches, occurrences, written: state.written + ("bytes" in branch ? branch.bytes : 0) };
}

/** Takes the branch out of its block and on to the next ones. */
export function leave(state: RunState, place: Place, next: readonly string[]): RunState {
  const branches = state.branches.filter((branch) => !isAt(branch, place));
  const occurrences = Math.max(state.occurrences, place.occurrence);
  return spawn({ ...state, branches, occurrences }, place.path, next);
}

/** One way on keeps the path, several make a fork of it, none ends the branch. */
export function spawn(state: RunState, path: BranchPath, next: readonly string[]): RunState {
  if (next.length === 0) return state;
  const ready = next.map(
    (block, index): Branch => ({
      at: "ready",
      path: next.length === 1 ? path : [...path, state.forks + index],
      block,
    }),
  );
  const forks = next.length === 1 ? state.forks : state.forks + next.length;
  return { ...state, forks, branches: [...state.branches, ...ready] };
}

/** Where in the journal a fact stands. */
export type Moment = { at: number; seq: number };

/** Notes that the wait of that occurrence, if it was one, is over. */
export function left(
  state: RunState,
  { occurrence }: Place,
  moment: Moment,
  rejectedBy?: ActivatedBy,
): RunState {
  const wait = waitsOf(state).find((branch) => branch.occurrence === occurrence);
  if (!wait) return state;
  const over = { ...leftWait(wait, moment), ...(rejectedBy && { rejectedBy }) };
  return { ...state, left: [...state.left, over] };
}

/** The branch of that place is about to enter its block once more. */
export function turnedBack(branches: readonly Branch[], place: Place): readonly Branch[] {
  const { path, block } = place;
  return branches.map((branch) => (isAt(branch, place) ? { at: "ready", path, block } : branch));
}

export function leftWait(
  { block, occurrence, since, key, opened, approvals }: Wait,
  { at, seq }: Moment,
): LeftWait {
  return { block, occurrence, since, key, opened, seq, at, ...(approvals && { approvals }) };
}
