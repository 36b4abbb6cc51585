import { Failure } from "../errors.ts";
import { GUID, newGuid } from "../ids.ts";
import { FlowCache } from "./cache.ts";
import type { FlowDocument } from "./document.ts";
import {
  type FlowDetails,
  FlowRow,
  FlowSummary,
  IdRow,
  type Page,
  type StoredVersion,
  StoredVersionRow,
  toVersionRecord,
  VersionSummary,
} from "./rows.ts";
import { SQL } from "./statements.ts";
import { type StopQueue, sendStops } from "./stop.ts";
import type { FlowRecord, Version } from "./version.ts";

export type Addressed = { kind: "version"; version: Version } | { kind: "flow"; flow: FlowRecord };

/**
 * Flows and their versions: the truth in D1, what callbacks and runs look up in KV and in memory. Changes
 * show at once where they were made, and within a minute elsewhere. Throws 70404 and 70409.
 */
export class Flows {
  readonly #db: D1Database;
  readonly #cache: FlowCache;
  readonly #now: () => number;

  constructor({ db, cache, now }: { db: D1Database; cache: KVNamespace; now: () => number }) {
    this.#db = db;
    this.#cache = new FlowCache(cache);
    this.#now = now;
  }

  /** A version that was launched at some time, whatever became of it; drafts don't exist for callbacks and runs. */
  async version(id: string): Promise<Version | undefined> {
    if (!GUID.test(id)) return undefined;
    const cached = await this.#cache.version(id);
    if (cached) return cached;
    const row = await this.#prepare(SQL.launchedVersion, id).first();
    if (row === null) return undefined;
    return this.#cache.putVersion(toVersionRecord(StoredVersionRow.parse(row)));
  }

  /** What a flow is at the moment; undefined for one that never was or is deleted. */
  async flow(id: string): Promise<FlowRecord | undefined> {
    if (!GUID.test(id)) return undefined;
    const cached = await this.#cache.flow(id);
    return (cached === undefined ? await this.#share(id, { insist: false }) : cached) ?? undefined;
  }

  /** What an id in a URL means: a launched version or a flow. At most one read of KV once either is cached. */
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
    return (await this.#prepare(SQL.trigger, id).first()) !== null;
  }

  async flowByName(name: string): Promise<FlowRecord | undefined> {
    const row = await this.#prepare(SQL.flowByName, name).first();
    return row === null ? undefined : (FlowRow.parse(row).record ?? undefined);
  }

  /** One version of a flow that isn't deleted, drafts included. */
  async stored(flowId: string, versionId: string): Promise<StoredVersion> {
    const row = await this.#prepare(SQL.storedVersion, flowId, versionId).first();
    if (row === null) throw new Failure(70404, { message: "No such version of such a flow" });
    return StoredVersionRow.parse(row);
  }

  /** The newest flows first. `cursor` is what the page before gave. */
  async list({
    cursor,
    limit = 50,
  }: {
    cursor?: string | undefined;
    limit?: number;
  } = {}): Promise<Page<FlowSummary>> {
    const [createdAt, id] = cursor?.split("_") ?? [Number.MAX_SAFE_INTEGER, ""];
    const rows = await this.#prepare(SQL.flowSummaries, Number(createdAt), id ?? "", limit + 1).all();
    const items = FlowSummary.array().parse(rows.results.slice(0, limit));
    const last = rows.results.length > limit ? items.at(-1) : undefined;
    return last ? { items, cursor: `${last.createdAt}_${last.id}` } : { items };
  }

  async details(flowId: string): Promise<FlowDetails> {
    const [flow, versions] = await this.#db.batch([
      this.#prepare(SQL.flowSummary, flowId),
      this.#prepare(SQL.versionSummaries, flowId),
    ]);
    const summary = FlowSummary.optional().parse(flow?.results[0]);
    if (!summary) throw noSuchFlow();
    return { ...summary, versions: VersionSummary.array().parse(versions?.results) };
  }

  /** A new flow with its first version, a draft. */
  async create(document: FlowDocument): Promise<StoredVersion> {
    const [flowId, versionId, now] = [newGuid(), newGuid(), this.#now()];
    return this.#change(flowId, versionId, [
      this.#prepare(SQL.insertFlow, flowId, versionId, now, document.name),
      this.#prepare(SQL.insertVersion, flowId, versionId, now, JSON.stringify(document)),
      this.#insertTriggers(flowId, document),
    ]);
  }

  /** One more version, a draft, of an existing flow. */
  async addVersion(flowId: string, document: FlowDocument): Promise<StoredVersion> {
    const [versionId, now] = [newGuid(), this.#now()];
    return this.#change(flowId, versionId, [
      this.#prepare(SQL.insertVersion, flowId, versionId, now, JSON.stringify(document)),
      this.#insertTriggers(flowId, document),
      this.#prepare(SQL.touch, flowId, now),
    ]);
  }

  /** Another document for a version that was never launched. */
  async replaceDraft(flowId: string, versionId: string, document: FlowDocument): Promise<StoredVersion> {
    const now = this.#now();
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.replaceDraft, flowId, versionId, JSON.stringify(document)),
      this.#insertTriggers(flowId, document),
      this.#prepare(SQL.touch, flowId, now),
    ]);
    if (stored.version.launchedAt !== null) {
      throw new Failure(70409, {
        message: "A version that was launched doesn't change any more. Add a new version instead.",
      });
    }
    return stored;
  }

  /** Makes it the flow's LIVE version and pauses the former one. */
  async launch(flowId: string, versionId: string): Promise<StoredVersion> {
    const now = this.#now();
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.pauseFormer, flowId, versionId),
      this.#prepare(SQL.launch, flowId, versionId, now),
      this.#prepare(SQL.nameAfterLaunched, flowId, versionId),
      this.#prepare(SQL.triggersAfterLaunched, flowId, versionId),
      this.#prepare(SQL.touch, flowId, now),
    ]);
    if (stored.version.status === "stopped") {
      throw new Failure(70409, { message: "A stopped version can't be launched again. Add a new version." });
    }
    await this.#cache.putVersion(toVersionRecord(stored));
    await this.#share(flowId, { insist: true });
    return stored;
  }

  /** No new runs; waiting ones still take callbacks. */
  async pause(flowId: string, versionId: string): Promise<StoredVersion> {
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.pause, flowId, versionId),
      this.#prepare(SQL.touch, flowId, this.#now()),
    ]);
    if (stored.version.status !== "paused") throw notLaunched(stored, "paused");
    await this.#share(flowId, { insist: true });
    return stored;
  }

  /** Has its runs terminated. Repeating it sends the messages once more. */
  async stop(flowId: string, versionId: string, queue: StopQueue): Promise<StoredVersion> {
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.stop, flowId, versionId),
      this.#prepare(SQL.touch, flowId, this.#now()),
    ]);
    if (stored.version.status !== "stopped") throw notLaunched(stored, "stopped");
    await this.#share(flowId, { insist: true });
    await sendStops(queue, [versionId]);
    return stored;
  }

  /** Stops all versions and frees the name. Repeating it sends the messages once more. */
  async delete(flowId: string, queue: StopQueue): Promise<void> {
    const [, , launched] = await this.#db.batch([
      this.#prepare(SQL.stopAll, flowId),
      this.#prepare(SQL.deleteFlow, flowId, this.#now()),
      this.#prepare(SQL.launchedVersionIds, flowId),
    ]);
    if ((await this.#share(flowId, { insist: true })) === undefined) throw noSuchFlow();
    await sendStops(
      queue,
      IdRow.array()
        .parse(launched?.results)
        .map(({ id }) => id),
    );
  }

  /** Carries out the statements in one transaction and reads what became of the version. */
  async #change(
    flowId: string,
    versionId: string,
    statements: D1PreparedStatement[],
  ): Promise<StoredVersion> {
    try {
      const results = await this.#db.batch([
        ...statements,
        this.#prepare(SQL.storedVersion, flowId, versionId),
      ]);
      const row = results.at(-1)?.results[0];
      if (row === undefined) throw new Failure(70404, { message: "No such version of such a flow" });
      return StoredVersionRow.parse(row);
    } catch (thrown) {
      if (thrown instanceof Error && thrown.message.includes("UNIQUE constraint failed: flows.name")) {
        throw new Failure(70409, { message: "Another flow has this name. Names are unique." });
      }
      throw thrown;
    }
  }

  #insertTriggers(flowId: string, document: FlowDocument): D1PreparedStatement {
    const ids = Object.entries(document.blocks)
      .filter(([, block]) => block.type === "external-callback")
      .map(([block]) => [block, newGuid()] as const);
    return this.#prepare(SQL.insertTriggers, flowId, JSON.stringify(Object.fromEntries(ids)));
  }

  /**
   * Puts the flow's state into KV; once more when it changed between the reading and the putting, or a slow
   * reader would leave the older state there. Null: deleted; undefined: never existed.
   */
  async #share(flowId: string, options: { insist: boolean }): Promise<FlowRecord | null | undefined> {
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
    const row = await this.#prepare(SQL.flow, flowId).first();
    return row === null ? undefined : FlowRow.parse(row);
  }

  #prepare(sql: string, ...values: (string | number)[]): D1PreparedStatement {
    return this.#db.prepare(sql).bind(...values);
  }
}

/** The flows of this deployment. Cheap: make one wherever it is needed. */
export function flowsOf(env: Pick<Env, "DB" | "CACHE">): Flows {
  return new Flows({ db: env.DB, cache: env.CACHE, now: Date.now });
}

function noSuchFlow(): Failure {
  return new Failure(70404, { message: "No such flow" });
}

function notLaunched({ version }: StoredVersion, wanted: string): Failure {
  return new Failure(70409, { message: `A version that is ${version.status} can't be ${wanted}` });
}
