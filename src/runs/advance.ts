import { BlockFailure, nextList, type Scene, type Step } from "../blocks/block.ts";
import { conditionOf } from "../blocks/evaluate.ts";
import { enter } from "../blocks/index.ts";
import { Budget, ExpressionError, pickPaths } from "../expressions/index.ts";
import { readsOf } from "../flows/graph.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import { keyOfWait } from "../triggers/key.ts";
import { CONTEXT_BYTES, type Draft, isOversized, JOURNAL_BYTES } from "./draft.ts";
import type { Fact, Place, RunError } from "./facts.ts";
import { decideJoin } from "./join.ts";
import { Linking } from "./links.ts";
import { contextOf, sceneOf } from "./scene.ts";
import type { Branch, RunState } from "./state.ts";

/** A run may execute this many blocks (product.md). */
const MOST_BLOCKS = 10_000;

/** That many branches live side by side: each may wait at a list of its own, and telling it is a call. */
const MOST_BRANCHES = 500;

/** How much one transition does before it is committed; what is left goes on in the next one. */
const BLOCKS_PER_TRANSITION = 200;
const FUEL_PER_TRANSITION = 2_000_000;

export interface World {
  version: Version;
  signer: Signer;
}

/**
 * Lets every branch that is about to enter a block do so, until each stands in one that takes time, the run
 * has ended, or the transition has done enough. Pure but for the draft it fills.
 */
export function advance(draft: Draft, world: World): void {
  let fuel = FUEL_PER_TRANSITION;
  refuseTooMuch(draft);
  for (let blocks = 0; blocks < BLOCKS_PER_TRANSITION && fuel > 0; blocks++) {
    if (draft.state.ending || draft.isFull) break;
    const ready = draft.state.branches.find((branch) => branch.at === "ready");
    if (ready) fuel -= enterBlock(draft, world, ready);
    else if (!join(draft, world)) break;
    refuseTooMuch(draft);
  }
  const { state } = draft;
  if (!state.ending && state.branches.length === 0)
    draft.add({ type: "ended", status: "completed", result: null });
}

/** Returns the fuel used. */
function enterBlock(draft: Draft, world: World, branch: Extract<Branch, { at: "ready" }>): number {
  const { state } = draft;
  const place: Place = { path: branch.path, block: branch.block, occurrence: state.occurrences + 1 };
  if (place.occurrence > MOST_BLOCKS) {
    failRun(draft, {
      code: "too_many_blocks",
      message: `A run executes at most ${MOST_BLOCKS} blocks`,
      source: place.block,
    });
    return 0;
  }
  const linking = new Linking(state, world, place.block, draft.at);
  const context = contextOf(state, world.version, world.signer, () => linking.links());
  const scene = sceneOf(
    context,
    { runId: state.runId, occurrence: place.occurrence, now: draft.at },
    world.signer,
  );
  const before = scene.budget.left;
  try {
    const step = enter(world.version.block(place.block), scene);
    const fact = factOf(step, place, world, scene);
    for (const linked of linking.made) draft.add(linked);
    addStep(draft, world, place, fact);
  } catch (thrown) {
    failBlock(draft, world, place, errorOf(thrown, place.block));
  }
  return before - scene.budget.left + 1;
}

function factOf(step: Step, place: Place, { version }: World, { context, budget }: Scene): Fact {
  switch (step.do) {
    case "go":
      return { type: "ran", ...place, output: step.output, next: nextList(step.next) };
    case "wait": {
      const condition = version.triggerByBlock(place.block)?.condition;
      const reads = condition === undefined ? [] : conditionOf(condition, place.block).runReads;
      const inputs = pickPaths(context, reads);
      // What the timeout took of the fuel is no reason to be found by nobody.
      const key = keyOfWait({ block: place.block, condition }, inputs, new Budget(budget.ambient));
      return { type: "waiting", ...place, timeoutAt: step.timeoutAt ?? null, inputs, key };
    }
    case "sleep":
      return { type: "sleeping", ...place, until: step.until };
    case "request":
      return { type: "requesting", ...place, inputs: pickPaths(context, blockReads(version, place.block)) };
    case "join":
      return { type: "arrived", ...place };
    case "return":
      return { type: "ended", status: "completed", result: step.value };
    default:
      return step satisfies never;
  }
}

/** What a block's expressions read of the run; secrets are put in when a request is sent, and never stored. */
export function blockReads(version: Version, block: string) {
  return readsOf(version.document, block).filter(([root]) => root !== "secrets");
}

function addStep(draft: Draft, world: World, place: Place, fact: Fact): void {
  if (isOversized(fact)) failBlock(draft, world, place, tooLarge(place.block));
  else draft.add(fact);
}

export function tooLarge(source: string): RunError {
  return {
    code: "too_large",
    message: "What this block produced or has to keep is larger than 1.9 MB",
    source,
  };
}

/** Joins one set of branches, if one can be decided. */
function join(draft: Draft, { version }: World): boolean {
  const verdict = decideJoin(draft.state, version);
  if (!verdict) return false;
  const definition = version.block(verdict.block);
  const next = definition.type === "join" ? nextList(definition.next) : [];
  const { block, path, arrived } = verdict;
  const place: Place = { path, block, occurrence: draft.state.occurrences + 1 };
  if (verdict.verdict === "go") {
    draft.add({ type: "joined", ...place, arrived, cancelled: verdict.cancelled, next });
    return true;
  }
  const message = `Only ${arrived.length} of ${verdict.need} branches got here, and no other one can`;
  const error = { code: "join", message, source: block };
  if (definition.onError === undefined) failRun(draft, error);
  else draft.add({ type: "joined", ...place, arrived, cancelled: [], error, next: [definition.onError] });
  return true;
}

/** A failed block goes where its `onError` says; without one the run fails. */
export function failBlock(draft: Draft, { version }: World, place: Place, error: RunError): void {
  const { onError } = version.block(place.block);
  if (onError === undefined) failRun(draft, error, place);
  else draft.add({ type: "failed", ...place, error, next: [onError] });
}

/** `place`: of the branch that a retry lets enter its block again. */
function failRun(draft: Draft, error: RunError, place?: Place): void {
  draft.add({ type: "ended", status: "failed", error, ...(place && { place }) });
}

/** A run that outgrew what one object can hold fails while it still can say so. */
function refuseTooMuch(draft: Draft): void {
  const { state } = draft;
  if (state.ending) return;
  const excess = excessOf(state);
  if (excess) failRun(draft, { ...excess, source: "run" });
}

function excessOf({ branches, sizes, written }: RunState): Omit<RunError, "source"> | undefined {
  if (branches.length > MOST_BRANCHES) {
    const message = `A run has at most ${MOST_BRANCHES} branches side by side`;
    return { code: "too_many_branches", message };
  }
  const outputs = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const inputs = branches.reduce((sum, branch) => sum + ("bytes" in branch ? branch.bytes : 0), 0);
  if (outputs + inputs > CONTEXT_BYTES) {
    const message = "What this run knows and its branches keep is larger than 16 MiB together";
    return { code: "context_too_large", message };
  }
  if (written <= JOURNAL_BYTES) return undefined;
  const message = "All that this run ever produced and kept is larger than 64 MiB together";
  return { code: "journal_too_large", message };
}

/** What a block threw, in words for the author. Anything else than the two is a bug: named, not quoted. */
export function errorOf(thrown: unknown, source: string): RunError {
  if (thrown instanceof ExpressionError) return { code: thrown.code, message: thrown.message, source };
  if (thrown instanceof BlockFailure) return { code: thrown.code, message: thrown.message, source };
  return { code: "internal", message: "The block could not be carried out", source };
}
