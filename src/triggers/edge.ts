import { type Authentication, callerKey } from "../blocks/authentication.ts";
import type { FailureCode } from "../errors.ts";
import type { FlowDirectory } from "../flows/directory.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import { mismatches } from "../schema.ts";
import type { Caller } from "../users/caller.ts";
import type { User } from "../users/user.ts";
import { find, firstBlockVersion, namesRun, type Target } from "./address.ts";
import { type Callback, type Credential, type Outcome, ownDedupe, refused } from "./callback.ts";
import type { StartClaim } from "./claims.ts";
import { admit, judge } from "./judgement.ts";
import type { CallbackToRun, RunAnswer } from "./ports.ts";
import { newReceiptId, type Receipt, receiptOf } from "./receipt.ts";
import type { Unnamed } from "./unnamed.ts";

/** What the edge reaches. Only routes make one from the Worker's bindings. */
export interface EdgePorts {
  flows: Pick<FlowDirectory, "addressed" | "version" | "flow" | "flowByName">;
  signer: Signer;
  caller(credential: Credential, authentication: Authentication): Promise<Caller>;
  run(runId: string): {
    /** `flowId`: of the run, which nothing else is looked up for. */
    callback(input: CallbackToRun): Promise<RunAnswer & { flowId?: string }>;
    startByCallback(start: StartByCallback, versionId: string, callback: Callback): Promise<Outcome>;
  };
  list(triggerId: string): {
    any(input: Unnamed): Promise<Outcome>;
    all(input: Unnamed): Promise<Outcome>;
    note(receipt: Receipt): Promise<void>;
    claimStart(dedupe: string, bodyHash: string, runId: string): Promise<StartClaim>;
    claimedStart(dedupe: string, bodyHash: string): Promise<StartClaim | undefined>;
    releaseStart(dedupe: string): Promise<void>;
  };
}

/** What became of a callback, under the receipt that it has in the end. */
export interface Routed {
  receipt: string;
  outcome: Outcome;
  /** Undefined: it reached no trigger. */
  flowId: string | undefined;
}

export interface StartByCallback {
  runId: string;
  origin: string;
  initial: { data: Record<string, never>; user: null };
}

/**
 * Routes one callback to the run that it names or to the list of its trigger, and says what became of it. It is
 * addressed as `callback.to` says: the flow's or a version's id, the trigger's id or one that `urls.*` showed, and
 * `any`, `all`, a run's id, or nothing. `url`: of the request; `urls.*` of a run that it starts begin as it does.
 */
export async function route(
  edge: EdgePorts,
  callback: Callback,
  url: string,
  located?: Target,
): Promise<Routed> {
  const { execution } = callback.to;
  // The schema is of data that lets a run go on.
  const mismatch = located && !callback.asks && (await mismatchOf(edge, located, callback));
  if (mismatch) return mismatch;
  if (namesRun(execution)) return named(edge, execution, callback, located);
  const target = located ?? (await find(edge.flows, callback.to));
  if (!target) return nowhere(callback);
  if (execution === "") {
    const first = await firstBlockVersion(edge.flows, target);
    if (first === "none-live") return nowhere(callback);
    const started = first && (await start(edge, first, callback, url));
    if (started) return started;
  }
  return unnamed(edge, target, execution === "all" ? "all" : "any", callback);
}

/** The schema of the trigger, for those who are let in. */
async function mismatchOf(edge: EdgePorts, target: Target, callback: Callback): Promise<Routed | undefined> {
  const { trigger } = target;
  const { schema, onMismatch } = trigger.settings;
  // What a page has sent it has judged by its fields alone.
  const errors = schema && callback.link === undefined ? mismatches(schema, callback.data) : [];
  if (errors.length === 0) return undefined;
  const { authentication } = trigger;
  const admission = admit(authentication, await edge.caller(callback.credential, authentication));
  if (!admission.admitted) return undefined;
  const outcome: Outcome =
    onMismatch === "IGNORE"
      ? {
          outcome: "ignored",
          why: "schema",
          warning: errors
            .map(({ path, message }) => `${path}: ${message}`)
            .join(" ")
            .slice(0, 1_000),
        }
      : { outcome: "refused", code: 70425, errors };
  return noted(edge, target, callback, outcome, admission.user);
}

/** Nobody keeps a receipt of what addresses nothing. */
function nowhere(callback: Callback): Routed {
  return {
    receipt: newReceiptId(undefined, callback.receivedAt),
    outcome: refused(28010),
    flowId: undefined,
  };
}

/** One hop, nothing looked up on the way: the run knows its own version. */
async function named(
  edge: EdgePorts,
  runId: string,
  callback: Callback,
  located: Target | undefined,
): Promise<Routed> {
  if (edge.signer.isRunId(runId)) {
    const { flow, trigger } = callback.to;
    const receipt = newReceiptId({ runId }, callback.receivedAt);
    const input = { flow, trigger, callback: { ...callback, receipt } };
    const { flowId, ...outcome } = await edge.run(runId).callback(input);
    // Only a list asks so that it may look for another run.
    if (outcome.outcome === "approved-before")
      return { receipt, outcome: { outcome: "duplicate", executionIds: outcome.executionIds }, flowId };
    if (outcome.outcome !== "gone") return { receipt, outcome, flowId };
  }
  // There is no such run: who isn't let in is told so first.
  const target = located ?? (await find(edge.flows, callback.to));
  if (!target) return nowhere(callback);
  const { authentication } = target.trigger;
  const admission = admit(authentication, await edge.caller(callback.credential, authentication));
  const outcome = admission.admitted ? refused(28059) : admission.outcome;
  return noted(edge, target, callback, outcome, admission.user);
}

/** Answered here: the trigger's list keeps the receipt. */
async function noted(
  edge: EdgePorts,
  { flowId, trigger: { id: triggerId } }: Pick<Target, "flowId" | "trigger">,
  callback: Callback,
  outcome: Outcome,
  user: User | null,
): Promise<Routed> {
  const receipt = newReceiptId({ triggerId }, callback.receivedAt);
  const keepsBody = outcome.outcome !== "duplicate";
  const more = { user: user?.objectId ?? null, keepsBody };
  await edge.list(triggerId).note(receiptOf({ ...callback, receipt }, outcome, more));
  return { receipt, outcome, flowId };
}

/** What couldn't be read is refused; the trigger's list keeps a receipt of it, if there is such a trigger. */
export async function noteUnread(edge: EdgePorts, callback: Callback, code: FailureCode): Promise<Routed> {
  const target = await find(edge.flows, callback.to);
  if (!target) return nowhere(callback);
  const receipt = newReceiptId({ triggerId: target.trigger.id }, callback.receivedAt);
  const outcome = refused(code);
  const kept = receiptOf({ ...callback, receipt }, outcome, { user: null, keepsBody: false });
  await edge.list(target.trigger.id).note(kept);
  return { receipt, outcome, flowId: target.flowId };
}

/**
 * Judged here first, so that a callback that isn't let in makes no run; the run judges again. Undefined: it was
 * answered before, when the trigger was no start block, and is so again.
 */
async function start(
  edge: EdgePorts,
  version: Version,
  callback: Callback,
  url: string,
): Promise<Routed | undefined> {
  const { start: block } = version.document;
  const trigger = version.triggerByBlock(block);
  if (!trigger) return nowhere(callback);
  const { flowId } = version;
  const target = { flowId, trigger };
  const caller = await edge.caller(callback.credential, trigger.authentication);
  const admission = admit(trigger.authentication, caller);
  const { user } = admission;
  if (!admission.admitted) return noted(edge, target, callback, admission.outcome, user);
  const fit = judge(trigger.condition, { block, inputs: {}, callback, user }, edge);
  const claimed = await claimedBy(edge, trigger.id, callback, fit.fits);
  if (!claimed && !fit.fits) return noted(edge, target, callback, fit.outcome, user);
  if (!claimed || claimed.claim === "resumed") return undefined;
  if (claimed.claim === "other-body") return noted(edge, target, callback, refused(70422), user);
  const { runId } = claimed;
  const receipt = newReceiptId({ runId }, callback.receivedAt);
  const outcome = await edge
    .run(runId)
    .startByCallback({ runId, origin: new URL(url).origin, initial: { data: {}, user: null } }, version.id, {
      ...callback,
      receipt,
    });
  if (outcome.outcome === "started") return { receipt, outcome, flowId };
  const { dedupe } = callback;
  if (fit.fits && dedupe !== undefined && outcome.outcome !== "duplicate")
    await edge.list(trigger.id).releaseStart(dedupe);
  return noted(edge, target, callback, outcome, user);
}

/**
 * What the callback's key stands for, a new run where it `fits`. One that doesn't may repeat what fitted before another version
 * was launched.
 */
async function claimedBy(
  edge: EdgePorts,
  triggerId: string,
  { dedupe, bodyHash }: Callback,
  fits: boolean,
): Promise<StartClaim | undefined> {
  if (!fits) return dedupe === undefined ? undefined : edge.list(triggerId).claimedStart(dedupe, bodyHash);
  const runId = edge.signer.newRunId();
  return dedupe === undefined
    ? { claim: "start", runId }
    : edge.list(triggerId).claimStart(dedupe, bodyHash, runId);
}

async function unnamed(
  edge: EdgePorts,
  { flowId, trigger, versionId, version }: Target,
  mode: "any" | "all",
  callback: Callback,
): Promise<Routed> {
  const caller = await edge.caller(callback.credential, trigger.authentication);
  const list = edge.list(trigger.id);
  const receipt = newReceiptId({ triggerId: trigger.id }, callback.receivedAt);
  const { id: triggerId, block, settings } = trigger;
  const user = settings.approvals !== undefined && caller.kind === "user" ? caller.user : null;
  const input = {
    triggerId,
    block,
    versionId,
    speaker: version.id,
    callback: { ...ownDedupe(callback, user), receipt },
    caller,
    under: callerKey(trigger.authentication),
  };
  return { receipt, outcome: await (mode === "any" ? list.any(input) : list.all(input)), flowId };
}
