import type { Addressed } from "../../src/flows/directory.ts";
import type { FlowRecord, Version } from "../../src/flows/version.ts";
import type { SimFlow, SimVersion } from "./catalogue.ts";
import type { Platform } from "./platform.ts";
import { CONDITIONS } from "./triggers.ts";

/** How long a location may go on to believe what a flow was, in milliseconds (KV). */
const STALE_MS = 60_000;

/** The flows of one history, and which of their versions were launched when. */
export class Launches {
  readonly flows: readonly SimFlow[];
  readonly #platform: Platform;
  readonly #launched = new Map<string, { count: number; at: number }>();

  constructor(platform: Platform, flows: readonly SimFlow[]) {
    this.#platform = platform;
    this.flows = flows;
    for (const flow of flows) this.launch(flow.id);
  }

  /** Makes the next version of the flow LIVE; its last one stays. */
  launch(flowId: string): void {
    const flow = this.flows.find(({ id }) => id === flowId);
    const { count } = this.#launched.get(flowId) ?? { count: 0 };
    if (!flow || count >= flow.versions.length) return;
    this.#launched.set(flowId, { count: count + 1, at: this.#platform.scheduler.elapsed });
    this.#platform.note(() => ["operator", `launches version ${count + 1} of ${flow.name}`]);
  }

  simVersion(id: string): SimVersion | undefined {
    for (const flow of this.flows) {
      const found = flow.versions.find(({ version }) => version.id === id);
      if (found) return found;
    }
    return undefined;
  }

  flowOf({ flowId }: { flowId: string }): SimFlow {
    const flow = this.flows.find(({ id }) => id === flowId);
    if (!flow) throw new Error(`no flow ${flowId}`);
    return flow;
  }

  /** Is the trigger the start block of some versions, or of one at least? */
  startsAt({ flowId, block }: { flowId: string; block: string }, versions: "some" | "any"): boolean {
    const starts = this.flowOf({ flowId }).versions.map(({ version }) => version.document.start === block);
    return starts.includes(true) && (versions === "any" || starts.includes(false));
  }

  /** Do all versions of the flow find their waits at that trigger by the same key? */
  sharesKeys(flowId: string, block: string): boolean {
    return new Set(this.#keysOf(flowId, block).map((keys) => JSON.stringify(keys))).size === 1;
  }

  /** Which versions of the flow ask for approvals at that trigger. */
  askingApprovals({ flowId, block }: { flowId: string; block: string }): "all" | "some" | "none" {
    const asking = this.flowOf({ flowId }).versions.flatMap(({ triggers }) =>
      triggers[block] ? [triggers[block].approvals !== undefined] : [],
    );
    if (!asking.includes(true)) return "none";
    return asking.includes(false) ? "some" : "all";
  }

  /** Do they find them by a key at all? */
  isKeyed(flowId: string, block: string): boolean {
    return this.#keysOf(flowId, block).every((keys) => keys.length > 0);
  }

  version(id: string): Version | undefined {
    return this.simVersion(id)?.version;
  }

  live(flowId: string): Version {
    const versions = this.#launchedOf(flowId, false);
    const version = versions.at(-1);
    if (!version) throw new Error(`no flow ${flowId}`);
    return version;
  }

  /** As some location knows it: for a minute it may be what it was. */
  flow(id: string): FlowRecord | undefined {
    const versions = this.#launchedOf(id, true);
    const live = versions.at(-1);
    if (!live) return undefined;
    const triggers = versions.flatMap((version) =>
      version.triggers.map((trigger) => [trigger.id, version.id]),
    );
    return {
      id,
      name: live.document.name,
      liveVersionId: live.id,
      newestVersionId: live.id,
      triggers: Object.fromEntries(triggers),
    };
  }

  addressed(id: string): Addressed | undefined {
    const version = this.version(id);
    if (version) return { kind: "version", version };
    const flow = this.flow(id);
    return flow && { kind: "flow", flow };
  }

  #keysOf(flowId: string, block: string): (readonly string[])[] {
    return this.flowOf({ flowId }).versions.flatMap(({ triggers }) => {
      const plan = triggers[block];
      return plan ? [CONDITIONS[plan.condition]?.keys ?? []] : [];
    });
  }

  #launchedOf(flowId: string, stale: boolean): Version[] {
    const flow = this.flows.find(({ id }) => id === flowId);
    const { count, at } = this.#launched.get(flowId) ?? { count: 0, at: 0 };
    const isFresh = this.#platform.scheduler.elapsed - at > STALE_MS;
    const lags = stale && count > 1 && !isFresh && this.#platform.random.chance(0.5);
    return (flow?.versions ?? []).slice(0, lags ? count - 1 : count).map(({ version }) => version);
  }
}
