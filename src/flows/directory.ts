import { GUID } from "../ids.ts";
import { FlowCache } from "./cache.ts";
import { FlowRow, type StoredVersion, StoredVersionRow, toVersionRecord } from "./rows.ts";
import { SQL } from "./statements.ts";
import type { FlowRecord, Version } from "./version.ts";

export type Addressed = { kind: "version"; version: Version } | { kind: "flow"; flow: FlowRecord };

/**
 * What callbacks and runs look up: launched versions and the present state of flows, in memory, in KV, and last
 * in D1, which has the truth. A change shows at once in the isolate that made it, at its location within seconds, and within
 * a minute elsewhere (for KV's minute and those seconds, both at most).
 */
export class FlowDirectory {
  readonly #db: D1Database;
  readonly #cache: FlowCache;

  constructor({ db, cache }: { db: D1Database; cache: KVNamespace }) {
    this.#db = db;
    this.#cache = new FlowCache(cache);
  }

  /** A version that was launched at some time, whatever became of it; drafts don't exist for callbacks and runs. */
  async version(id: string): Promise<Version | undefined> {
    if (!GUID.test(id)) return undefined;
    const cached = await this.#cache.version(id);
    if (cached) return cached;
    const row = await this.#db.prepare(SQL.launchedVersion).bind(id).first();
    return row === null ? undefined : this.enter(StoredVersionRow.parse(row));
  }

  /** What a flow is at the moment; undefined for one that never was or is deleted. */
  async flow(id: string): Promise<FlowRecord | undefined> {
    if (!GUID.test(id)) return undefined;
    const cached = await this.#cache.flow(id);
    return (cached === undefined ? await this.refresh(id, { insist: false }) : cached) ?? undefined;
  }

  /**
   * What an id in a URL means: a launched version or a flow. At most one read of KV once either is cached, and none for
   * seconds after it.
   */
  async addressed(id: string): Promise<Addressed | undefined> {
    if (!GUID.test(id)) return undefined;
    const inMemory = this.#cache.versionInMemory(id);
    if (inMemory) return { kind: "version", version: inMemory };
    const cached = await this.#cache.flow(id);
    if (cached) return { kind: "flow", flow: cached };
    const version = await this.version(id);
    if (version) return { kind: "version", version };
    const flow = await this.flow(id);
    return flow && { kind: "flow", flow };
  }

  /** Does any flow have a trigger of that id? */
  async hasTrigger(id: string): Promise<boolean> {
    return (await this.#db.prepare(SQL.trigger).bind(id).first()) !== null;
  }

  async flowByName(name: string): Promise<FlowRecord | undefined> {
    const row = await this.#db.prepare(SQL.flowByName).bind(name).first();
    return row === null ? undefined : (FlowRow.parse(row).record ?? undefined);
  }

  /** Makes a launched version known. */
  async enter(stored: StoredVersion): Promise<Version> {
    return this.#cache.putVersion(toVersionRecord(stored));
  }

  /**
   * Puts the flow's state into KV; once more when it changed between the reading and the putting, or a slow
   * reader would leave the older state there. Null: deleted; undefined: never existed.
   */
  async refresh(flowId: string, options: { insist: boolean }): Promise<FlowRecord | null | undefined> {
    let seen = await this.#read(flowId);
    for (let rounds = 0; seen && rounds < 3; rounds++) {
      await this.#cache.putFlow(flowId, seen.record, options);
      const now = await this.#read(flowId);
      if (now?.revision === seen.revision) break;
      seen = now;
    }
    return seen?.record;
  }

  async #read(flowId: string) {
    const row = await this.#db.prepare(SQL.flow).bind(flowId).first();
    return row === null ? undefined : FlowRow.parse(row);
  }
}

/** Look-ups in the flows of this deployment. Cheap: make one wherever it is needed. */
export function directoryOf(env: Pick<Env, "DB" | "CACHE">): FlowDirectory {
  return new FlowDirectory({ db: env.DB, cache: env.CACHE });
}
