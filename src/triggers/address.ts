import { NO_AUTHENTICATION } from "../blocks/authentication.ts";
import type { FlowRecord, Trigger, Version } from "../flows/version.ts";
import type { Callback, Credential } from "./callback.ts";
import type { EdgePorts } from "./edge.ts";

/** An address that exists: the trigger, and the version that speaks for it where no run does. */
export interface Target {
  flowId: string;
  version: Version;
  trigger: Trigger;
  /** Set when FLOW-ID was a version's: only its runs are meant. */
  versionId: string | null;
}

/**
 * Where a callback goes, before it is read; undefined: nowhere, or its run alone knows. An id that `urls.*` showed is its run's:
 * it is worked out only where the edge has something to know of the trigger.
 */
export function locate({ flows, signer }: EdgePorts, to: Callback["to"]): Promise<Target | undefined> {
  return find(flows, to, ({ readsPlainly, triggers }) =>
    readsPlainly || !namesRun(to.execution)
      ? undefined
      : triggers.find(({ block }) => signer.runTriggerId(to.execution, block) === to.trigger),
  );
}

/** Does `execution` name one run? */
export function namesRun(execution: string): boolean {
  return execution !== "" && execution !== "any" && execution !== "all";
}

/** Where a callback goes; undefined: nowhere. `derived`: what an id means that isn't the trigger's own. */
export async function find(
  flows: EdgePorts["flows"],
  { flow, trigger: triggerId }: Callback["to"],
  derived?: (version: Version) => Trigger | undefined,
): Promise<Target | undefined> {
  const addressed = await flows.addressed(flow);
  if (addressed?.kind !== "version") return addressed && findInFlow(flows, addressed.flow, triggerId);
  const { version } = addressed;
  const trigger = version.triggerById(triggerId) ?? derived?.(version);
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
export async function firstBlockVersion(
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
    const caller = await edge.caller(credential, NO_AUTHENTICATION);
    if (caller.kind !== "user") return undefined;
  }
  return { flow: record.id, trigger: trigger.id };
}
