import { byteLength, type Json, type JsonObject } from "../json.ts";
import type { ActivatedBy, BranchPath, Entry, Fact, Place, RunError } from "./facts.ts";

/** A live branch: about to enter a block (`ready`), or in one that takes time. */
export type Branch =
  | { at: "ready"; path: BranchPath; block: string }
  | ({ at: "trigger"; since: number; timeoutAt: number | null; inputs: JsonObject; seq: number } & Place)
  | ({ at: "delay"; until: number } & Place)
  | ({ at: "request"; since: number; inputs: JsonObject; attempt: number; retryAt: number } & Place)
  | ({ at: "join" } & Place);

export type Wait = Extract<Branch, { at: "trigger" }>;
export type Request = Extract<Branch, { at: "request" }>;

/** A wait that is over; `by` is absent when it timed out, was cancelled or died with its run. */
export interface LeftWait {
  block: string;
  occurrence: number;
  since: number;
  /** The rows in which it began and was left. */
  opened: number;
  seq: number;
  by?: ActivatedBy;
}

export type Ending =
  | { status: "completed"; at: number; result: Json }
  | { status: "failed"; at: number; error: RunError }
  | { status: "terminated"; at: number; reason: string };

/** The fold of a journal. */
export interface RunState {
  readonly runId: string;
  readonly flowId: string;
  readonly versionId: string;
  readonly origin: string;
  readonly title: string | null;
  readonly startedAt: number;
  /** The user who started it, by id. */
  readonly startedBy: string | null;
  readonly initial: JsonObject;
  readonly branches: readonly Branch[];
  /** Latest output of each block. */
  readonly outputs: JsonObject;
  /** UTF-8 bytes of each output, and of `initial`. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly left: readonly LeftWait[];
  readonly occurrences: number;
  readonly forks: number;
  readonly ending: Ending | undefined;
  readonly seq: number;
}

export type RunStatus = "running" | "waiting" | Ending["status"];

/** `waiting`: nothing goes on by itself until a callback (or a timeout) comes. */
export function statusOf(state: RunState): RunStatus {
  if (state.ending) return state.ending.status;
  if (state.branches.some(({ at }) => at === "ready" || at === "request")) return "running";
  return state.branches.some(({ at }) => at === "trigger") ? "waiting" : "running";
}

export function waitsOf(state: RunState): Wait[] {
  return state.branches.filter((branch) => branch.at === "trigger");
}

/** The state after a whole row. */
export function foldEntry(state: RunState | undefined, entry: Entry): RunState {
  let next = state;
  for (const fact of entry.facts) next = fold(next, fact, entry);
  if (!next) throw new Error("an empty journal row");
  return next.seq === entry.seq ? next : { ...next, seq: entry.seq };
}

/** The state after one fact. Pure. */
export function fold(
  state: RunState | undefined,
  fact: Fact,
  { at, seq }: { at: number; seq: number },
): RunState {
  if (fact.type === "started") return begin(fact, at, seq);
  if (!state) throw new Error(`a journal that begins with ${fact.type}`);
  switch (fact.type) {
    case "ran":
    case "woke":
    case "responded":
      return leave(withOutput(state, fact.block, fact.output), fact, fact.next);
    case "activated":
      return leave(
        left(withOutput(state, fact.block, { ...fact.output }), fact, seq, fact.by),
        fact,
        fact.next,
      );
    case "timed-out":
      return leave(left(withOutput(state, fact.block, { ...fact.output }), fact, seq), fact, fact.next);
    case "failed":
      return leave(left(withOutput(state, fact.block, { error: fact.error }), fact, seq), fact, fact.next);
    case "waiting": {
      const { timeoutAt, inputs } = fact;
      return occupy(state, { at: "trigger", ...placeOf(fact), since: at, timeoutAt, inputs, seq });
    }
    case "sleeping":
      return occupy(state, { at: "delay", ...placeOf(fact), until: fact.until });
    case "requesting":
      return occupy(state, {
        at: "request",
        ...placeOf(fact),
        since: at,
        inputs: fact.inputs,
        attempt: 1,
        retryAt: at,
      });
    case "attempt-failed":
      return {
        ...state,
        branches: state.branches.map((branch) =>
          branch.at === "request" && branch.occurrence === fact.occurrence
            ? { ...branch, attempt: fact.attempt + 1, retryAt: fact.retryAt }
            : branch,
        ),
      };
    case "arrived":
      return occupy(state, { at: "join", ...placeOf(fact) });
    case "joined":
      return foldJoined(state, fact, seq);
    case "ended":
      return end(state, fact, at, seq);
    default:
      return fact satisfies never;
  }
}

function begin(fact: Extract<Fact, { type: "started" }>, at: number, seq: number): RunState {
  const initial = { data: fact.initial.data, user: fact.initial.user };
  return spawn(
    {
      runId: fact.runId,
      flowId: fact.flowId,
      versionId: fact.versionId,
      origin: fact.origin,
      title: fact.title,
      startedAt: at,
      startedBy: fact.initial.user?.objectId ?? null,
      initial,
      branches: [],
      outputs: {},
      sizes: { initial: byteLength(JSON.stringify(initial)) },
      left: [],
      occurrences: 0,
      forks: 0,
      ending: undefined,
      seq,
    },
    [],
    fact.next,
  );
}

function placeOf({ path, block, occurrence }: Place): Place {
  return { path, block, occurrence };
}

function withOutput(state: RunState, block: string, output: Json): RunState {
  return {
    ...state,
    outputs: { ...state.outputs, [block]: output },
    sizes: { ...state.sizes, [block]: byteLength(JSON.stringify(output)) },
  };
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
function occupy(state: RunState, branch: Exclude<Branch, { at: "ready" }>): RunState {
  const branches = state.branches.map((other) => (isAt(other, branch) ? branch : other));
  return { ...state, branches, occurrences: Math.max(state.occurrences, branch.occurrence) };
}

/** Takes the branch out of its block and on to the next ones. */
function leave(state: RunState, place: Place, next: readonly string[]): RunState {
  const branches = state.branches.filter((branch) => !isAt(branch, place));
  const occurrences = Math.max(state.occurrences, place.occurrence);
  return spawn({ ...state, branches, occurrences }, place.path, next);
}

/** One way on keeps the path, several make a fork of it, none ends the branch. */
function spawn(state: RunState, path: BranchPath, next: readonly string[]): RunState {
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

/** Notes that the wait of that occurrence, if it was one, is over. */
function left(state: RunState, { occurrence }: Place, seq: number, by?: ActivatedBy): RunState {
  const wait = waitsOf(state).find((branch) => branch.occurrence === occurrence);
  return wait ? { ...state, left: [...state.left, leftWait(wait, seq, by)] } : state;
}

function leftWait({ block, occurrence, since, seq: opened }: Wait, seq: number, by?: ActivatedBy): LeftWait {
  return { block, occurrence, since, opened, seq, ...(by && { by }) };
}

function foldJoined(state: RunState, fact: Extract<Fact, { type: "joined" }>, seq: number): RunState {
  const gone = new Set([...fact.arrived, ...fact.cancelled]);
  const isGone = (branch: Branch) => branch.at !== "ready" && gone.has(branch.occurrence);
  const cancelled = waitsOf(state).filter(isGone);
  const rest = {
    ...withOutput(state, fact.block, fact.error ? { error: fact.error } : fact.arrived.length),
    branches: state.branches.filter((branch) => !isGone(branch)),
    forks: Math.max(state.forks, (fact.path.at(-1) ?? -1) + 1),
    left: [...state.left, ...cancelled.map((wait) => leftWait(wait, seq))],
  };
  return leave(rest, fact, fact.next);
}

function end(state: RunState, fact: Extract<Fact, { type: "ended" }>, at: number, seq: number): RunState {
  return {
    ...state,
    branches: [],
    left: [...state.left, ...waitsOf(state).map((wait) => leftWait(wait, seq))],
    ending: endingOf(fact, at),
  };
}

function endingOf(fact: Extract<Fact, { type: "ended" }>, at: number): Ending {
  switch (fact.status) {
    case "completed":
      return { status: fact.status, at, result: fact.result };
    case "failed":
      return { status: fact.status, at, error: fact.error };
    case "terminated":
      return { status: fact.status, at, reason: fact.reason };
    default:
      return fact satisfies never;
  }
}
