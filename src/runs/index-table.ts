import * as z from "zod";
import {
  isSearch,
  Place,
  pageQuery,
  placeOf,
  type Query,
  type RunFilter,
  STATUSES,
  searchEndQuery,
  startOf,
} from "./page-query.ts";
import { RunSummary } from "./summary.ts";
import { WaitingTable } from "./waiting-table.ts";

/** So many summaries go into one statement, whose values may have 2 MB each. */
const PER_STATEMENT = 500;

export interface RunPage {
  items: RunSummary[];
  cursor?: string;
}

/** Of a flow: runs that wait, that started lately and that failed lately. */
export const Activity = z.object({ waiting: z.int(), started: z.int(), failed: z.int() });
export type Activity = z.infer<typeof Activity>;

/** Of a version. */
export const OpenRuns = z.object({ running: z.int(), waiting: z.int() });
export type OpenRuns = z.infer<typeof OpenRuns>;

/** Of a flow or of all: runs that wait, that go on and that failed lately. */
const Totals = z.object({ waiting: z.int(), running: z.int(), failed24h: z.int() });
type Totals = z.infer<typeof Totals>;

/** A count that looks at no more rows than it may count. */
function counted(condition: string, most: string): string {
  return `(SELECT count(*) FROM (SELECT 1 FROM runs WHERE ${condition} LIMIT ${most}))`;
}

/** Where only what comes behind the status is asked for: the index begins with it. */
const ANY_STATUS = `status IN (${STATUSES.map((status) => `'${status}'`).join(", ")})`;

/** ?1: ids of flows, as JSON; ?2: since when; ?3: where counts end. */
export const ACTIVITY = `SELECT
  ${counted("flow_id = each.value AND status = 'waiting'", "?3")} AS waiting,
  ${counted(`flow_id = each.value AND ${ANY_STATUS} AND started_at >= ?2`, "?3")} AS started,
  ${counted("flow_id = each.value AND status = 'failed' AND ended_at >= ?2", "?3")} AS failed
  FROM json_each(?1) each ORDER BY each.key`;

/** ?1: since when; ?2: where counts end. What failed lately is counted flow by flow: its index begins with them. */
export const TOTALS = `SELECT
  ${counted("status = 'waiting'", "?2")} AS waiting,
  ${counted("status = 'running'", "?2")} AS running,
  (SELECT count(*) FROM (SELECT 1 FROM flows CROSS JOIN runs
    ON flow_id = flows.id AND runs.status = 'failed' AND ended_at >= ?1 LIMIT ?2)) AS failed24h`;

/** The same with ?3: the flow. */
export const TOTALS_OF_FLOW = `SELECT
  ${counted("flow_id = ?3 AND status = 'waiting'", "?2")} AS waiting,
  ${counted("flow_id = ?3 AND status = 'running'", "?2")} AS running,
  ${counted("flow_id = ?3 AND status = 'failed' AND ended_at >= ?1", "?2")} AS failed24h`;

/** ?1: ids of versions, as JSON; ?2: where counts end. */
export const OPEN_RUNS = `SELECT
  ${counted("version_id = each.value AND status = 'running'", "?2")} AS running,
  ${counted("version_id = each.value AND status = 'waiting'", "?2")} AS waiting
  FROM json_each(?1) each ORDER BY each.key`;

/** Owns the run index in D1. */
export class RunIndex {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Takes a batch of summaries in any order, repeated ones too; of each run the newest is written. */
  async put(summaries: readonly RunSummary[], now = Date.now()): Promise<void> {
    const upsert = this.#db.prepare(
      `INSERT INTO runs (id, flow_id, version_id, status, title, started_at, ended_at, seq)
       SELECT value ->> 'id', value ->> 'flowId', value ->> 'versionId', value ->> 'status', value ->> 'title',
         value ->> 'startedAt', value ->> 'endedAt', value ->> 'seq'
       FROM json_each(?) WHERE TRUE
       ON CONFLICT (started_at, id) DO UPDATE SET status = excluded.status, ended_at = excluded.ended_at, seq = excluded.seq
       WHERE excluded.seq > runs.seq`,
    );
    const waiting = new WaitingTable(this.#db);
    const newest = [...newestOf(summaries)];
    for (let from = 0; from < newest.length; from += PER_STATEMENT) {
      const some = newest.slice(from, from + PER_STATEMENT);
      const flowIds = new Set(some.map(({ flowId }) => flowId));
      const json = JSON.stringify(some);
      await this.#db.batch([...waiting.change(json, flowIds, now), upsert.bind(json)]);
    }
  }

  /**
   * Newest first. `cursor` is what the page before gave. What no index tells, such as a part of a title, is looked for
   * among the next 10,000 runs: a page may have few items or none, and a cursor that goes on from there.
   */
  async page(filter: RunFilter, cursor: string | undefined, limit: number): Promise<RunPage> {
    const after = cursor === undefined ? startOf(filter) : placeOf(cursor);
    const end = isSearch(filter) ? await this.#searchedTo(filter, after) : undefined;
    const { results } = await this.#run(pageQuery({ filter, after, upTo: end, limit: limit + 1 }));
    const items = RunSummary.array().parse(results.slice(0, limit));
    const last = results.length > limit ? items.map(({ startedAt, id }) => ({ startedAt, id })).at(-1) : end;
    return { items, ...(last && { cursor: `${last.startedAt}_${last.id}` }) };
  }

  /** The last run that one page of a search looks at; undefined: it looks at all that there are. */
  async #searchedTo(filter: RunFilter, after: Place): Promise<Place | undefined> {
    const { results } = await this.#run(searchEndQuery({ filter, after }));
    return results.length === 0 ? undefined : Place.parse(results[0]);
  }

  #run({ sql, values }: Query): Promise<D1Result> {
    return this.#db
      .prepare(sql)
      .bind(...values)
      .all();
  }

  /** What the runs of these flows do, in their order; every count ends at `most`. */
  async activity(
    flowIds: readonly string[],
    { since, most }: { since: number; most: number },
  ): Promise<Activity[]> {
    const { results } = await this.#db.prepare(ACTIVITY).bind(JSON.stringify(flowIds), since, most).all();
    return Activity.array().parse(results);
  }

  /** What the runs of a flow, or of all, do; every count ends at `most`. */
  async totals(
    flowId: string | undefined,
    { since, most }: { since: number; most: number },
  ): Promise<Totals> {
    const statement = flowId === undefined ? this.#db.prepare(TOTALS) : this.#db.prepare(TOTALS_OF_FLOW);
    const values = flowId === undefined ? [since, most] : [since, most, flowId];
    return Totals.parse(await statement.bind(...values).first());
  }

  /** How many runs of these versions have not ended, in their order; every count ends at `most`. */
  async open(versionIds: readonly string[], { most }: { most: number }): Promise<OpenRuns[]> {
    const { results } = await this.#db.prepare(OPEN_RUNS).bind(JSON.stringify(versionIds), most).all();
    return OpenRuns.array().parse(results);
  }

  /** Runs of a version that have not ended, as far as the index knows. */
  async openRuns(versionId: string, limit: number): Promise<string[]> {
    const { results } = await this.#db
      .prepare("SELECT id FROM runs WHERE version_id = ? AND status IN ('running', 'waiting') LIMIT ?")
      .bind(versionId, limit)
      .all<{ id: string }>();
    return results.map(({ id }) => id);
  }
}

/** Of each run what was told last. */
function newestOf(summaries: readonly RunSummary[]): Iterable<RunSummary> {
  const byId = new Map<string, RunSummary>();
  for (const summary of summaries) {
    const known = byId.get(summary.id);
    if (!known || known.seq < summary.seq) byId.set(summary.id, summary);
  }
  return byId.values();
}
