import * as z from "zod";
import { newGuid } from "../ids.ts";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const KEPT_MS = 35 * 24 * 3_600_000;

/** In place of a flow's id. */
const ALL_FLOWS = "";

/**
 * ?1: summaries, each run once; ?2: the minute; ?3: the first one of its hour. To stand before the runs are written, in one batch with that. What was
 * known within the hour is changed; else the runs are counted, so that no error stays.
 */
const CHANGE = `WITH changes AS MATERIALIZED (
    SELECT told.value ->> 'flowId' AS flow_id,
      sum((told.value ->> 'status' = 'waiting') - coalesce(runs.status = 'waiting', 0)) AS change
    FROM json_each(?1) told LEFT JOIN runs ON runs.started_at = told.value ->> 'startedAt' AND runs.id = told.value ->> 'id'
    WHERE runs.id IS NULL OR told.value ->> 'seq' > runs.seq GROUP BY 1),
  changed AS (SELECT * FROM changes UNION ALL SELECT '${ALL_FLOWS}', sum(change) FROM changes)
  INSERT INTO waiting_runs (flow_id, minute, runs)
  SELECT changed.flow_id, max(?2, coalesce(last.minute, 0)), change + CASE
      WHEN last.minute >= ?3 THEN last.runs
      WHEN changed.flow_id = '${ALL_FLOWS}' THEN (SELECT count(*) FROM runs WHERE status = 'waiting')
      ELSE (SELECT count(*) FROM runs WHERE runs.flow_id = changed.flow_id AND status = 'waiting') END
  FROM changed LEFT JOIN waiting_runs last ON last.flow_id = changed.flow_id
    AND last.minute = (SELECT max(minute) FROM waiting_runs WHERE flow_id = changed.flow_id)
  WHERE change <> 0
  ON CONFLICT (flow_id, minute) DO UPDATE SET runs = excluded.runs`;

/**
 * ?1: ids of flows; ?2: a minute; ?3: any id. Leaves the last row before that minute: it is what counted then. The flow
 * next to the id is looked after too, since nothing else comes by those in which nothing happens.
 */
const FORGET = `DELETE FROM waiting_runs WHERE minute < ?2
  AND flow_id IN (SELECT value FROM json_each(?1) UNION ALL SELECT min(flow_id) FROM waiting_runs WHERE flow_id >= ?3)
  AND EXISTS (SELECT 1 FROM waiting_runs later WHERE later.flow_id = waiting_runs.flow_id
    AND later.minute > waiting_runs.minute AND later.minute <= ?2)`;

/** ?1: the flow; ?2: minutes. Before the first row of all nothing is known. */
const SERIES = `SELECT coalesce(
    (SELECT runs FROM waiting_runs WHERE flow_id = ?1 AND minute < each.value ORDER BY minute DESC LIMIT 1),
    (SELECT 0 FROM waiting_runs WHERE flow_id = '${ALL_FLOWS}' AND minute < each.value LIMIT 1)) AS waiting
  FROM json_each(?2) each ORDER BY each.key`;

const Row = z.object({ waiting: z.int().nullable() });

/** Owns the numbers of runs that waited over time, which are exactly as right as the run index that they come from. */
export class WaitingTable {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** `summaries`: as JSON, each run once, of these flows. The statements to come before the runs are written. */
  change(summaries: string, flowIds: ReadonlySet<string>, now: number): D1PreparedStatement[] {
    const flows = JSON.stringify([ALL_FLOWS, ...flowIds]);
    return [
      this.#db.prepare(CHANGE).bind(summaries, minuteOf(now), minuteOf(now - (now % HOUR_MS))),
      this.#db.prepare(FORGET).bind(flows, minuteOf(now - KEPT_MS), newGuid()),
    ];
  }

  /** How many runs of a flow, or of all, waited when each of these minutes began; null: nobody knows. */
  async series(flowId: string | undefined, minutes: readonly number[]): Promise<(number | null)[]> {
    const { results } = await this.#db
      .prepare(SERIES)
      .bind(flowId ?? ALL_FLOWS, JSON.stringify(minutes))
      .all();
    return Row.array()
      .parse(results)
      .map(({ waiting }) => waiting);
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
