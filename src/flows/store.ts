import { Failure } from "../errors.ts";
import { newGuid } from "../ids.ts";
import { FlowDirectory } from "./directory.ts";
import type { FlowDocument } from "./document.ts";
import {
  type FlowDetails,
  type FlowSummary,
  FlowSummaryRow,
  IdRow,
  type Page,
  type StoredVersion,
  StoredVersionRow,
  VersionSummary,
} from "./rows.ts";
import { SQL } from "./statements.ts";
import { type StopQueue, sendStops } from "./stop.ts";

/** Flows and their versions as the operator makes and changes them. Throws 70404 and 70409. */
export class Flows {
  readonly #db: D1Database;
  readonly #directory: FlowDirectory;
  readonly #now: () => number;

  constructor({ db, cache, now }: { db: D1Database; cache: KVNamespace; now: () => number }) {
    this.#db = db;
    this.#directory = new FlowDirectory({ db, cache });
    this.#now = now;
  }

  /** One version of a flow that isn't deleted, drafts included. */
  async stored(flowId: string, versionId: string): Promise<StoredVersion> {
    const row = await this.#prepare(SQL.storedVersion, flowId, versionId).first();
    if (row === null) throw new Failure(70404, { message: "No such version of such a flow" });
    return StoredVersionRow.parse(row);
  }

  /** The newest flows first. `cursor` is what the page before gave, `search` a part of the name. */
  async list({
    cursor,
    limit = 50,
    search = "",
  }: {
    cursor?: string | undefined;
    limit?: number;
    search?: string | undefined;
  } = {}): Promise<Page<FlowSummary>> {
    const [createdAt, id] = cursor?.split("_") ?? [Number.MAX_SAFE_INTEGER, ""];
    const page = [Number(createdAt), id ?? "", limit + 1, search];
    const rows = await this.#prepare(SQL.flowSummaries, ...page).all();
    const items = FlowSummaryRow.array().parse(rows.results.slice(0, limit));
    const last = rows.results.length > limit ? items.at(-1) : undefined;
    return last ? { items, cursor: `${last.createdAt}_${last.id}` } : { items };
  }

  async details(flowId: string): Promise<FlowDetails> {
    const [flow, versions] = await this.#db.batch([
      this.#prepare(SQL.flowSummary, flowId),
      this.#prepare(SQL.versionSummaries, flowId),
    ]);
    const summary = FlowSummaryRow.optional().parse(flow?.results[0]);
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
    await this.#directory.enter(stored);
    await this.#directory.refresh(flowId, { insist: true });
    return stored;
  }

  /** No new runs; waiting ones still take callbacks. */
  async pause(flowId: string, versionId: string): Promise<StoredVersion> {
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.pause, flowId, versionId),
      this.#prepare(SQL.touch, flowId, this.#now()),
    ]);
    if (stored.version.status !== "paused") throw notLaunched(stored, "paused");
    await this.#directory.refresh(flowId, { insist: true });
    return stored;
  }

  /** Has its runs terminated. Repeating it sends the messages once more. */
  async stop(flowId: string, versionId: string, queue: StopQueue): Promise<StoredVersion> {
    const stored = await this.#change(flowId, versionId, [
      this.#prepare(SQL.stop, flowId, versionId),
      this.#prepare(SQL.touch, flowId, this.#now()),
    ]);
    if (stored.version.status !== "stopped") throw notLaunched(stored, "stopped");
    await this.#directory.refresh(flowId, { insist: true });
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
    if ((await this.#directory.refresh(flowId, { insist: true })) === undefined) throw noSuchFlow();
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
        throw new Failure(70409, {
          message: "Another flow has this name. Names are unique: give this one another.",
        });
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
