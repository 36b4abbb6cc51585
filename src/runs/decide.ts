import { nextList } from "../blocks/block.ts";
import { templateOf } from "../blocks/evaluate.ts";
import { type HttpRequest, retryDelay } from "../blocks/http-request.ts";
import type { Json, JsonObject } from "../json.ts";
import type { User } from "../users/user.ts";
import { advance, errorOf, failBlock, tooLarge, type World } from "./advance.ts";

export type { World };

import { Draft, isOversized } from "./draft.ts";
import type { ActivatedBy, Approval, Fact, Place, RunError, TriggerOutput } from "./facts.ts";
import { Linking } from "./links.ts";
import { contextOf, sceneOf } from "./scene.ts";
import type { Request, RunState, Wait } from "./state.ts";

export interface Start {
  runId: string;
  origin: string;
  initial: { data: JsonObject; user: User | null };
}

/** A run by the API: it enters the start block. */
export function decideStart(start: Start, world: World, at: number): Draft {
  const draft = new Draft(undefined, at);
  draft.add(startedFact(start, world, at, [world.version.document.start]));
  advance(draft, world);
  return draft;
}

/** A run by a callback at its first block: started and activated in one. */
export function decideStartByCallback(
  start: Start,
  callback: { output: TriggerOutput; by: ActivatedBy },
  world: World,
  at: number,
): Draft {
  const draft = new Draft(undefined, at);
  const { start: block } = world.version.document;
  draft.add(startedFact(start, world, at, [block]));
  const place = { path: [], block, occurrence: 1 };
  draft.add({ type: "activated", ...place, ...callback, next: nextOf(world, block) });
  advance(draft, world);
  return draft;
}

function startedFact(
  { runId, origin, initial }: Start,
  { version, signer }: World,
  at: number,
  next: string[],
): Fact {
  const { title } = version.document;
  return {
    type: "started",
    runId,
    flowId: version.flowId,
    versionId: version.id,
    origin,
    initial,
    title: title === undefined ? null : titleOf(title, { initial: { ...initial } }, runId, at, signer),
    next,
  };
}

/** A title is for people: what it can't say is no reason not to run. */
function titleOf(
  title: string,
  context: JsonObject,
  runId: string,
  now: number,
  signer: World["signer"],
): string | null {
  try {
    const value = templateOf(title).evaluate(
      context,
      sceneOf(context, { runId, occurrence: 0, now }, signer).budget,
    );
    return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 500);
  } catch {
    return null;
  }
}

/** The callback has been let in and fits: the wait is over. */
export function decideActivation(
  state: RunState,
  wait: Wait,
  callback: { output: TriggerOutput; by: ActivatedBy },
  world: World,
  at: number,
): Draft {
  return decided(state, world, at, {
    type: "activated",
    ...placeOf(wait),
    ...callback,
    next: nextOf(world, wait.block),
  });
}

/** One of those who have to approve has; nothing goes on. */
export function decideApproval(
  state: RunState,
  wait: Wait,
  { approval, by }: { approval: Approval; by: ActivatedBy },
  at: number,
): Draft {
  const draft = new Draft(state, at);
  draft.add({ type: "approved", ...placeOf(wait), approval, by });
  return draft;
}

/** An early callback is kept; nothing goes on. */
export function decideHeld(state: RunState, fact: Extract<Fact, { type: "held" }>, at: number): Draft {
  const draft = new Draft(state, at);
  draft.add(fact);
  return draft;
}

/** Everything whose moment has come: trigger timeouts and delays, each once. Too much of it is left due. */
export function decideDue(state: RunState, world: World, at: number): Draft {
  const draft = new Draft(state, at);
  for (const branch of state.branches) {
    if (draft.isFull || (!draft.isEmpty && draft.state.ending)) break;
    if (branch.at === "trigger" && branch.timeoutAt !== null && branch.timeoutAt <= at)
      timeOut(draft, world, branch);
    if (branch.at === "delay" && branch.until <= at) {
      draft.add({
        type: "woke",
        ...placeOf(branch),
        output: branch.until,
        next: nextOf(world, branch.block),
      });
    }
  }
  if (!draft.isEmpty || state.branches.some((branch) => branch.at === "ready")) advance(draft, world);
  return draft;
}

function timeOut(draft: Draft, world: World, wait: Wait): void {
  const block = world.version.block(wait.block);
  const timeout = block.type === "external-callback" ? block.timeout : undefined;
  const { runId } = draft.state;
  const linking = new Linking(draft.state, world, wait.block, draft.at);
  const context = contextOf(draft.state, world.version, world.signer, () => linking.links());
  try {
    const scene = sceneOf(context, { runId, occurrence: wait.occurrence, now: draft.at }, world.signer);
    const data = timeout?.data === undefined ? {} : templateOf(timeout.data).evaluate(context, scene.budget);
    const next = timeout?.next === undefined ? nextOf(world, wait.block) : nextList(timeout.next);
    const output = { data, user: null, receivedAt: draft.at };
    const fact: Fact = { type: "timed-out", ...placeOf(wait), output, next };
    if (isOversized(fact)) return failBlock(draft, world, placeOf(wait), tooLarge(wait.block));
    for (const linked of linking.made) draft.add(linked);
    draft.add(fact);
  } catch (thrown) {
    failBlock(draft, world, placeOf(wait), errorOf(thrown, wait.block));
  }
}

/** What became of one attempt of an outbound request. */
export type AttemptResult =
  | { ok: true; output: Json }
  | { ok: false; error: Omit<RunError, "source">; retryable: boolean; retryAfter: number };

export function decideAttempt(
  state: RunState,
  request: Request,
  block: HttpRequest,
  result: AttemptResult,
  world: World,
  { at, random }: { at: number; random: number },
): Draft {
  const place = placeOf(request);
  const { attempt } = request;
  if (result.ok) {
    const fact: Fact = {
      type: "responded",
      ...place,
      attempt,
      output: result.output,
      next: nextOf(world, request.block),
    };
    if (!isOversized(fact)) return decided(state, world, at, fact);
    return decidedFailure(state, world, at, place, tooLarge(request.block));
  }
  const error = { ...result.error, source: request.block };
  const delay = result.retryable ? retryDelay(block, attempt, random, result.retryAfter) : undefined;
  if (delay === undefined) return decidedFailure(state, world, at, place, error);
  return decided(state, world, at, { type: "attempt-failed", ...place, attempt, error, retryAt: at + delay });
}

export function decideTermination(state: RunState, reason: string, at: number): Draft {
  const draft = new Draft(state, at);
  draft.add({ type: "ended", status: "terminated", reason });
  return draft;
}

/** Goes on with branches that a former transition left about to enter a block. */
export function decideContinuation(state: RunState, world: World, at: number): Draft {
  const draft = new Draft(state, at);
  advance(draft, world);
  return draft;
}

/** A transition that begins with this fact, and everything that follows from it inside the run. */
export function decided(state: RunState, world: World, at: number, fact: Fact): Draft {
  const draft = new Draft(state, at);
  draft.add(fact);
  advance(draft, world);
  return draft;
}

function decidedFailure(state: RunState, world: World, at: number, place: Place, error: RunError): Draft {
  const draft = new Draft(state, at);
  failBlock(draft, world, place, error);
  advance(draft, world);
  return draft;
}

function placeOf({ path, block, occurrence }: Place): Place {
  return { path, block, occurrence };
}

export function nextOf({ version }: World, id: string): readonly string[] {
  const block = version.block(id);
  return "next" in block ? nextList(block.next) : [];
}
