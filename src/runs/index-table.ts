import * as z from "zod";
import { RunSummary } from "./summary.ts";

/** So many summaries go into one statement, whose values may have 2 MB each. */
const PER_STATEMENT = 500;

export interface RunFilter {
  flowId?: string | undefined;
  versionId?: string | undefined;
  status?: RunSummary["status"] | undefined;
  /** A part of the title, in any case. */
  title?: string | undefined;
  /** When it started, epoch milliseconds: from then on, and before. */
  from?: number | undefined;
  to?: number | undefined;
}

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

/** Of all flows: runs that wait, that go on and that failed lately. */
const Totals = z.object({ waiting: z.int(), running: z.int(), failed24h: z.int() });
type Totals = z.infer<typeof Totals>;

/** A count that looks at no more rows than it may count. */
function counted(condition: string, most: string): string {
  return `(SELECT count(*) FROM (SELECT 1 FROM runs WHERE ${condition} LIMIT ${most}))`;
}

/** ?1: ids of flows, as JSON; ?2: since when; ?3: where counts end. */
export const ACTIVITY = `SELECT
  ${counted("flow_id = each.value AND status = 'waiting'", "?3")} AS waiting,
  ${counted("flow_id = each.value AND started_at >= ?2", "?3")} AS started,
  ${counted("flow_id = each.value AND status = 'failed' AND ended_at >= ?2", "?3")} AS failed
  FROM json_each(?1) each ORDER BY each.key`;

/** Of every flow by its index: one by status alone would be another row written for each summary. */
function countedOfAll(condition: string): string {
  const runs = `SELECT 1 FROM flows CROSS JOIN runs ON flow_id = flows.id AND ${condition} LIMIT ?2`;
  return `(SELECT count(*) FROM (${runs}))`;
}

/** ?1: since when; ?2: where counts end. */
export const TOTALS = `SELECT
  ${countedOfAll("runs.status = 'waiting'")} AS waiting,
  ${countedOfAll("runs.status = 'running'")} AS running,
  ${countedOfAll("runs.status = 'failed' AND ended_at >= ?1")} AS failed24h`;

/** ?1: ids of versions, as JSON; ?2: where counts end. */
export const OPEN_RUNS = `SELECT
  ${counted("version_id = each.value AND status = 'running'", "?2")} AS running,
  ${counted("version_id = each.value AND status = 'waiting'", "?2")} AS waiting
  FROM json_each(?1) each ORDER BY each.key`;

/** Ids are made of digits, letters and dashes. */
const PAST_ALL_IDS = "~";

/** Owns the run index in D1. */
export class RunIndex {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Takes a batch of summaries in any order, repeated ones too. */
  async put(summaries: readonly RunSummary[]): Promise<void> {
    const upsert = this.#db.prepare(
      `INSERT INTO runs (id, flow_id, version_id, status, title, started_at, ended_at, seq)
       SELECT value ->> 'id', value ->> 'flowId', value ->> 'versionId', value ->> 'status', value ->> 'title',
         value ->> 'startedAt', value ->> 'endedAt', value ->> 'seq'
       FROM json_each(?) WHERE TRUE
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, ended_at = excluded.ended_at, seq = excluded.seq
       WHERE excluded.seq > runs.seq`,
    );
    for (let from = 0; from < summaries.length; from += PER_STATEMENT) {
      await upsert.bind(JSON.stringify(summaries.slice(from, from + PER_STATEMENT))).run();
    }
  }

  /** Newest first. `cursor` is what the page before gave. */
  async page(filter: RunFilter, cursor: string | undefined, limit: number): Promise<RunPage> {
    // Nothing on a page after the first one started later than what `to` allows.
    const [startedAt, id] = cursor?.split("_") ?? [filter.to ?? Number.MAX_SAFE_INTEGER, PAST_ALL_IDS];
    const { where, values } = conditionsOf(filter);
    const { results } = await this.#db
      .prepare(
        `SELECT id, flow_id AS flowId, version_id AS versionId, status, title, started_at AS startedAt,
           ended_at AS endedAt, seq
         FROM runs WHERE started_at <= ? AND (started_at < ? OR id > ?) ${where}
         ORDER BY started_at DESC, id LIMIT ?`,
      )
      .bind(Number(startedAt), Number(startedAt), id ?? PAST_ALL_IDS, ...values, limit + 1)
      .all();
    const items = RunSummary.array().parse(results.slice(0, limit));
    const last = results.length > limit ? items.at(-1) : undefined;
    return { items, ...(last && { cursor: `${last.startedAt}_${last.id}` }) };
  }

  /** What the runs of these flows do, in their order; every count ends at `most`. */
  async activity(
    flowIds: readonly string[],
    { since, most }: { since: number; most: number },
  ): Promise<Activity[]> {
    const { results } = await this.#db.prepare(ACTIVITY).bind(JSON.stringify(flowIds), since, most).all();
    return Activity.array().parse(results);
  }

  /** What the runs of all flows do; every count ends at `most`. */
  async totals({ since, most }: { since: number; most: number }): Promise<Totals> {
    return Totals.parse(await this.#db.prepare(TOTALS).bind(since, most).first());
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

function conditionsOf({ flowId, versionId, status, title, from }: RunFilter) {
  const parts: [string, string | number | undefined][] = [
    ["AND started_at >= ?", from],
    ["AND flow_id = ?", flowId],
    ["AND version_id = ?", versionId],
    ["AND status = ?", status],
    ["AND instr(lower(title), lower(?)) > 0", title],
  ];
  const used = parts.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return { where: used.map(({ sql }) => sql).join(" "), values: used.map(({ value }) => value) };
}
