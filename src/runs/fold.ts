import { byteLength, type Json } from "../json.ts";
import { leave, left, leftWait, type Moment, occupy, placeOf, spawn, turnedBack } from "./branches.ts";
import { end, takeUp } from "./ending.ts";
import type { Entry, Fact } from "./facts.ts";
import { type Branch, type RunState, waitsOf } from "./state.ts";

/** The state after a whole row. */
export function foldEntry(state: RunState | undefined, entry: Entry): RunState {
  let next = state;
  for (const fact of entry.facts) next = fold(next, fact, entry);
  if (!next) throw new Error("an empty journal row");
  return next.seq === entry.seq ? next : { ...next, seq: entry.seq };
}

/** The state after one fact. Pure. */
export function fold(state: RunState | undefined, fact: Fact, moment: Moment): RunState {
  const { at, seq } = moment;
  if (fact.type === "started") return begin(fact, moment);
  if (!state) throw new Error(`a journal that begins with ${fact.type}`);
  switch (fact.type) {
    case "ran":
    case "woke":
    case "responded":
      return leave(withOutput(state, fact.block, fact.output), fact, fact.next);
    case "activated":
      return leave(
        activate(withOutput(state, fact.block, { ...fact.output }), fact, moment),
        fact,
        fact.next,
      );
    case "timed-out":
    case "released":
      return leave(left(withOutput(state, fact.block, { ...fact.output }), fact, moment), fact, fact.next);
    case "rejected":
      return reject(state, fact, moment);
    case "extended":
      return extend(state, fact, moment);
    case "failed":
      return leave(left(withOutput(state, fact.block, { error: fact.error }), fact, moment), fact, fact.next);
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
    case "approved":
      return approve(state, fact, moment);
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
      return foldJoined(state, fact, moment);
    case "ended":
      return end(state, fact, moment);
    case "retried":
      return takeUp(state, seq);
    case "linked": {
      const { type: _, ...linked } = fact;
      return { ...state, links: [...state.links, { ...linked, madeAt: at, revokedAt: null }] };
    }
    case "link-revoked":
      return {
        ...state,
        links: state.links.map((link) => (link.number === fact.number ? { ...link, revokedAt: at } : link)),
      };
    default:
      return fact satisfies never;
  }
}

function begin(fact: Extract<Fact, { type: "started" }>, { at, seq }: Moment): RunState {
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
      links: [],
      extensions: [],
      occurrences: 0,
      forks: 0,
      ending: undefined,
      seq,
    },
    [],
    fact.next,
  );
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

/** Where the run is about to fail, the branch stays for a retry. */
function reject(state: RunState, fact: Extract<Fact, { type: "rejected" }>, moment: Moment): RunState {
  const output = withOutput(state, fact.block, { ...fact.output, error: fact.error });
  const over = left(output, fact, moment, fact.by);
  if (fact.next) return leave(over, fact, fact.next);
  return { ...over, branches: turnedBack(over.branches, fact) };
}

/** Lists have to be told of it anew. */
function extend(
  state: RunState,
  { block, occurrence, timeoutAt, by }: Extract<Fact, { type: "extended" }>,
  { seq }: Moment,
): RunState {
  const branches = state.branches.map((branch) =>
    branch.at === "trigger" && branch.occurrence === occurrence ? { ...branch, timeoutAt, seq } : branch,
  );
  if (!by) return { ...state, branches };
  return { ...state, branches, extensions: [...state.extensions, { block, until: timeoutAt, by, seq }] };
}

/** The wait goes on. What was held is so no more. */
function approve(
  state: RunState,
  { occurrence, approval, by }: Extract<Fact, { type: "approved" }>,
  { seq }: Moment,
): RunState {
  return {
    ...state,
    held: state.held.filter(({ callback }) => callback.receipt !== by.receipt),
    branches: state.branches.map((branch) =>
      branch.at === "trigger" && branch.occurrence === occurrence
        ? { ...branch, approvals: [...(branch.approvals ?? []), { approval, by, seq }] }
        : branch,
    ),
    written: state.written + jsonBytes(approval),
  };
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
