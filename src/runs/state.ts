import { byteLength, type Json, type JsonObject } from "../json.ts";
import type { Callback } from "../triggers/callback.ts";
import type { ActivatedBy, BranchPath, Entry, Fact, Place, RunError } from "./facts.ts";

/** A live branch: about to enter a block (`ready`), or in one that takes time. */
export type Branch =
  | { at: "ready"; path: BranchPath; block: string }
  | ({
      at: "trigger";
      since: number;
      timeoutAt: number | null;
      key: string;
      opened: number;
      seq: number;
    } & Captured &
      Place)
  | ({ at: "delay"; until: number } & Place)
  | ({ at: "request"; since: number; attempt: number; retryAt: number } & Captured & Place)
  | ({ at: "join" } & Place);

/** What a block that takes time reads of the run, as it was when it was entered, and its UTF-8 bytes. */
interface Captured {
  inputs: JsonObject;
  bytes: number;
}

/** A stop at a trigger. `opened`: the row in which it began; `seq`: the row since which lists have to know it. */
export type Wait = Extract<Branch, { at: "trigger" }>;
export type Request = Extract<Branch, { at: "request" }>;

/** A wait that is over; `by` is absent when it timed out, was cancelled or died with its run. */
export interface LeftWait {
  block: string;
  occurrence: number;
  since: number;
  key: string;
  /** The rows in which it began and was left; the same one: nobody was told of it. */
  opened: number;
  seq: number;
  /** Epoch milliseconds at which it was left. */
  at: number;
  by?: ActivatedBy;
}

/** An early callback; it names its user, never a token. */
export interface HeldCallback {
  block: string;
  /** Epoch milliseconds. */
  until: number;
  callback: Callback;
  /** The row in which it was taken. */
  seq: number;
  bytes: number;
}

export type Ending =
  | { status: "completed"; at: number; result: Json }
  /** `branches`: as they stood; the failed one is about to enter its block again. For a retry. */
  | { status: "failed"; at: number; error: RunError; branches: readonly Branch[] }
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
  /** UTF-8 bytes of all outputs and inputs that were ever journaled. */
  readonly written: number;
  readonly left: readonly LeftWait[];
  /** In the order in which they came; also those whose time is over. */
  readonly held: readonly HeldCallback[];
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

export function waitsOf({ branches }: Pick<RunState, "branches">): Wait[] {
  return branches.filter((branch) => branch.at === "trigger");
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
        activate(withOutput(state, fact.block, { ...fact.output }), fact, { at, seq }),
        fact,
        fact.next,
      );
    case "timed-out":
    case "released":
      return leave(
        left(withOutput(state, fact.block, { ...fact.output }), fact, { at, seq }),
        fact,
        fact.next,
      );
    case "failed":
      return leave(
        left(withOutput(state, fact.block, { error: fact.error }), fact, { at, seq }),
        fact,
        fact.next,
      );
    case "held": {
      const { block, until, callback } = fact;
      const bytes = jsonBytes(callback.data);
      const held = [...state.held, { block, until, callback, seq, bytes }];
      return { ...state, held, written: state.written + bytes };
    }
    case "waiting": {
      const { timeoutAt, inputs, key } = fact;
      const captured = { inputs, key, bytes: jsonBytes(inputs), opened: seq, seq };
      return occupy(state, { at: "trigger", ...placeOf(fact), since: at, timeoutAt, ...captured });
    }
    case "sleeping":
      return occupy(state, { at: "delay", ...placeOf(fact), until: fact.until });
    case "requesting":
      return occupy(state, {
        at: "request",
        ...placeOf(fact),
        since: at,
        inputs: fact.inputs,
        bytes: jsonBytes(fact.inputs),
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
      return foldJoined(state, fact, { at, seq });
    case "ended":
      return end(state, fact, at, seq);
    case "retried":
      return takeUp(state, seq);
    default:
      return fact satisfies never;
  }
}

function begin(fact: Extract<Fact, { type: "started" }>, at: number, seq: number): RunState {
  const initial = { data: fact.initial.data, user: fact.initial.user };
  const bytes = jsonBytes(initial);
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
      sizes: { initial: bytes },
      written: bytes,
      left: [],
      held: [],
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

function jsonBytes(value: Json): number {
  return byteLength(JSON.stringify(value));
}

function withOutput(state: RunState, block: string, output: Json): RunState {
  const bytes = jsonBytes(output);
  return {
    ...state,
    outputs: { ...state.outputs, [block]: output },
    sizes: { ...state.sizes, [block]: bytes },
    written: state.written + bytes,
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
  const occurrences = Math.max(state.occurrences, branch.occurrence);
  return { ...state, branches, occurrences, written: state.written + ("bytes" in branch ? branch.bytes : 0) };
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

/** Where in the journal a fact stands. */
type Moment = { at: number; seq: number };

/** Notes that the wait of that occurrence, if it was one, is over. */
function left(state: RunState, { occurrence }: Place, moment: Moment): RunState {
  const wait = waitsOf(state).find((branch) => branch.occurrence === occurrence);
  return wait ? { ...state, left: [...state.left, leftWait(wait, moment)] } : state;
}

/** A callback that starts a run never waited; one that was held is so no more. */
function activate(state: RunState, fact: Extract<Fact, { type: "activated" }>, moment: Moment): RunState {
  const { block, occurrence, by } = fact;
  const wait = waitsOf(state).find((branch) => branch.occurrence === occurrence);
  const { at, seq } = moment;
  const over = wait
    ? leftWait(wait, moment)
    : { block, occurrence, since: at, key: "", opened: seq, seq, at };
  const held = state.held.filter(({ callback }) => callback.receipt !== by.receipt);
  return { ...state, held, left: [...state.left, { ...over, by }] };
}

function leftWait({ block, occurrence, since, key, opened }: Wait, { at, seq }: Moment): LeftWait {
  return { block, occurrence, since, key, opened, seq, at };
}

function foldJoined(state: RunState, fact: Extract<Fact, { type: "joined" }>, moment: Moment): RunState {
  const gone = new Set([...fact.arrived, ...fact.cancelled]);
  const isGone = (branch: Branch) => branch.at !== "ready" && gone.has(branch.occurrence);
  const cancelled = waitsOf(state).filter(isGone);
  const rest = {
    ...withOutput(state, fact.block, fact.error ? { error: fact.error } : fact.arrived.length),
    branches: state.branches.filter((branch) => !isGone(branch)),
    forks: Math.max(state.forks, (fact.path.at(-1) ?? -1) + 1),
    left: [...state.left, ...cancelled.map((wait) => leftWait(wait, moment))],
  };
  return leave(rest, fact, fact.next);
}

function end(state: RunState, fact: Extract<Fact, { type: "ended" }>, at: number, seq: number): RunState {
  const { occurrence = 0 } = fact.status === "failed" ? (fact.place ?? {}) : {};
  return {
    ...state,
    branches: [],
    occurrences: Math.max(state.occurrences, occurrence),
    left: [...state.left, ...waitsOf(state).map((wait) => leftWait(wait, { at, seq }))],
    ending: endingOf(state, fact, at),
  };
}

function endingOf(state: RunState, fact: Extract<Fact, { type: "ended" }>, at: number): Ending {
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
  if (!place) return branches;
  const { path, block } = place;
  return branches.map((branch) => (isAt(branch, place) ? { at: "ready", path, block } : branch));
}

/** The branches of a failed run stand as they stood. Its waits are over no more, and lists have to be told so. */
function takeUp(state: RunState, seq: number): RunState {
  if (state.ending?.status !== "failed") return state;
  const branches = state.ending.branches.map((branch) =>
    branch.at === "trigger" ? { ...branch, seq } : branch,
  );
  const open = new Set(waitsOf({ branches }).map(({ occurrence }) => occurrence));
  const stillLeft = state.left.filter(({ occurrence }) => !open.has(occurrence));
  return { ...state, branches, left: stillLeft, ending: undefined };
}
