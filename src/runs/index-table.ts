import { RunSummary } from "./summary.ts";

export interface RunFilter {
  flowId?: string | undefined;
  versionId?: string | undefined;
  status?: RunSummary["status"] | undefined;
  /** A part of the title, in any case. */
  title?: string | undefined;
}

export interface RunPage {
  items: RunSummary[];
  cursor?: string;
}

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
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET status = excluded.status, ended_at = excluded.ended_at, seq = excluded.seq
       WHERE excluded.seq > runs.seq`,
    );
    const bound = summaries.map(({ id, flowId, versionId, status, title, startedAt, endedAt, seq }) =>
      upsert.bind(id, flowId, versionId, status, title, startedAt, endedAt, seq),
    );
    if (bound.length > 0) await this.#db.batch(bound);
  }

  /** Newest first. `cursor` is what the page before gave. */
  async page(filter: RunFilter, cursor: string | undefined, limit: number): Promise<RunPage> {
    const [startedAt, id] = cursor?.split("_") ?? [Number.MAX_SAFE_INTEGER, ""];
    const { where, values } = conditionsOf(filter);
    const { results } = await this.#db
      .prepare(
        `SELECT id, flow_id AS flowId, version_id AS versionId, status, title, started_at AS startedAt,
           ended_at AS endedAt, seq
         FROM runs WHERE (started_at < ? OR (started_at = ? AND id > ?)) ${where}
         ORDER BY started_at DESC, id LIMIT ?`,
      )
      .bind(Number(startedAt), Number(startedAt), id ?? "", ...values, limit + 1)
      .all();
    const items = RunSummary.array().parse(results.slice(0, limit));
    const last = results.length > limit ? items.at(-1) : undefined;
    return { items, ...(last && { cursor: `${last.startedAt}_${last.id}` }) };
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

function conditionsOf({ flowId, versionId, status, title }: RunFilter): { where: string; values: string[] } {
  const parts: [string, string | undefined][] = [
    ["AND flow_id = ?", flowId],
    ["AND version_id = ?", versionId],
    ["AND status = ?", status],
    ["AND instr(lower(title), lower(?)) > 0", title],
  ];
  const used = parts.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return { where: used.map(({ sql }) => sql).join(" "), values: used.map(({ value }) => value) };
}
