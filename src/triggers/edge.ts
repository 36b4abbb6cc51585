import type { Flows } from "../flows/store.ts";
import type { FlowRecord, Trigger, Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { Caller } from "../users/caller.ts";
import { type Callback, type Credential, type Outcome, refused } from "./callback.ts";
import { admit, judge } from "./judgement.ts";
import type { ListAnswer, Unnamed } from "./list.ts";
import type { RunPeer } from "./ports.ts";

/** What the edge reaches. Only routes make one from the Worker's bindings. */
export interface EdgePorts {
  flows: Pick<Flows, "addressed" | "version" | "flow" | "flowByName">;
  signer: Signer;
  caller(credential: Credential, options: { fresh: boolean }): Promise<Caller>;
  run(runId: string): RunPeer & {
    startByCallback(start: StartByCallback, versionId: string, callback: Callback): Promise<Outcome>;
  };
  list(triggerId: string): {
    any(input: Unnamed): Promise<ListAnswer>;
    all(input: Unnamed): Promise<ListAnswer>;
  };
}

export interface StartByCallback {
  runId: string;
  origin: string;
  initial: { data: Record<string, never>; user: null };
}

/** Where a callback is addressed to, as sent. */
export interface Address {
  /** A version's id or a flow's. */
  flow: string;
  trigger: string;
  /** `any`, `all`, a run's id, or nothing. */
  execution: string | undefined;
  /** For `urls.*` of a run that this callback starts. */
  origin: string;
}

/** An address that exists: the trigger, and the version that speaks for it where no run does. */
interface Target {
  flowId: string;
  version: Version;
  trigger: Trigger;
  /** Set when FLOW-ID was a version's: only its runs are meant. */
  versionId: string | null;
}

/** Routes one callback to the run that it names or to the list of its trigger, and says what became of it. */
export async function route(edge: EdgePorts, address: Address, callback: Callback): Promise<Outcome> {
  const { execution } = address;
  if (execution !== undefined && execution !== "any" && execution !== "all")
    return named(edge, address, execution, callback);
  const target = await find(edge.flows, address);
  if (!target) return refused(28010);
  if (execution === undefined) {
    const first = await firstBlockVersion(edge.flows, target);
    if (first === "none-live") return refused(28010);
    if (first) return start(edge, address, first, callback);
  }
  return unnamed(edge, target, execution ?? "any", callback);
}

/** One hop, nothing looked up on the way: the run knows its own version. */
async function named(edge: EdgePorts, address: Address, runId: string, callback: Callback): Promise<Outcome> {
  if (edge.signer.isRunId(runId)) {
    const { flow, trigger } = address;
    const answer = await edge.run(runId).callback({ flow, trigger, callback });
    if (answer.outcome !== "gone") return answer;
  }
  // There is no such run: who isn't let in is told so first.
  const target = await find(edge.flows, address);
  if (!target) return refused(28010);
  return (await turnedAway(edge, target, callback)) ?? refused(28059);
}

async function find(
  flows: EdgePorts["flows"],
  { flow, trigger: triggerId }: Address,
): Promise<Target | undefined> {
  const addressed = await flows.addressed(flow);
  if (addressed?.kind !== "version") return addressed && findInFlow(flows, addressed.flow, triggerId);
  const { version } = addressed;
  const trigger = version.triggerById(triggerId);
  return trigger && { flowId: version.flowId, version, trigger, versionId: version.id };
}

async function findInFlow(
  flows: EdgePorts["flows"],
  record: FlowRecord,
  triggerId: string,
): Promise<Target | undefined> {
  const known = Object.hasOwn(record.triggers, triggerId) ? record.triggers[triggerId] : undefined;
  const version = known === undefined ? undefined : await flows.version(known);
  const trigger = version?.triggerById(triggerId);
  return version && trigger && { flowId: record.id, version, trigger, versionId: null };
}

/** The version that a callback without `execution` starts a run of: where the trigger is its start block. */
async function firstBlockVersion(
  flows: EdgePorts["flows"],
  { flowId, version, trigger, versionId }: Target,
): Promise<Version | "none-live" | undefined> {
  if (versionId !== null && !trigger.first) return undefined;
  const live = (await flows.flow(flowId))?.liveVersionId ?? null;
  if (versionId !== null) return live === versionId ? version : "none-live";
  const liveVersion = live === null ? undefined : await flows.version(live);
  if (liveVersion) return liveVersion.triggerById(trigger.id)?.first ? liveVersion : undefined;
  return trigger.first ? "none-live" : undefined;
}

/** Judged here first, so that a callback that isn't let in wakes no object; the run judges again. */
async function start(
  edge: EdgePorts,
  { origin }: Address,
  version: Version,
  callback: Callback,
): Promise<Outcome> {
  const { start: block } = version.document;
  const trigger = version.triggerByBlock(block);
  if (!trigger) return refused(28010);
  const caller = await edge.caller(callback.credential, trigger.authentication);
  const admission = admit(trigger.authentication, caller);
  if (!admission.admitted) return admission.outcome;
  const fit = judge(trigger.condition, { block, inputs: {}, callback, user: admission.user }, edge);
  if (!fit.fits) return fit.outcome;
  const runId = edge.signer.newRunId();
  const initial = { data: {}, user: null };
  return edge.run(runId).startByCallback({ runId, origin, initial }, version.id, callback);
}

async function unnamed(
  edge: EdgePorts,
  target: Target,
  mode: "any" | "all",
  callback: Callback,
): Promise<Outcome> {
  const { trigger, versionId } = target;
  const caller = await edge.caller(callback.credential, trigger.authentication);
  const list = edge.list(trigger.id);
  const input = { triggerId: trigger.id, block: trigger.block, versionId, callback, caller };
  const answer = await (mode === "any" ? list.any(input) : list.all(input));
  if (answer.outcome !== "nobody") return answer;
  const admission = admit(trigger.authentication, caller);
  if (!admission.admitted) return admission.outcome;
  return mode === "all" ? { outcome: "ignored", why: "nobody-waiting" } : refused(28060);
}

async function turnedAway(
  edge: EdgePorts,
  { trigger }: Target,
  { credential }: Callback,
): Promise<Outcome | undefined> {
  const admission = admit(trigger.authentication, await edge.caller(credential, trigger.authentication));
  return admission.admitted ? undefined : admission.outcome;
}

/** A flow and trigger by their names, which can be guessed: for users, or where the flow allows it to everybody. */
export async function findByName(
  edge: EdgePorts,
  { flowName, triggerName }: { flowName: string; triggerName: string },
  credential: Credential,
): Promise<{ flow: string; trigger: string } | undefined> {
  const record = await edge.flows.flowByName(flowName);
  const versionId = record?.liveVersionId ?? record?.newestVersionId;
  const version = versionId ? await edge.flows.version(versionId) : undefined;
  const trigger = version?.triggerByName(triggerName);
  if (!record || !version || !trigger) return undefined;
  if (!version.document.access?.byName) {
    const caller = await edge.caller(credential, { fresh: false });
    if (caller.kind !== "user") return undefined;
  }
  return { flow: record.id, trigger: trigger.id };
}
