import * as z from "zod";
import { newGuid, timePrefix } from "../ids.ts";
import { type CountsMessage, MINUTE_MS } from "./counts.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR = 60;

/** How long counts are kept by the minute, and by the hour: a month can be looked back at. */
const MINUTES_KEPT_MS = 2 * DAY_MS;
const HOURS_KEPT_MS = 35 * DAY_MS;

/** How long a message is known, which the queue may bring again. */
const KNOWN_MS = DAY_MS;

/** By flow there is one table for all ranges: each would be one more row a count. */
const FLOW_MINUTES = 5;

/** Adds what messages count that are not known yet. */
function additionTo(table: string, minutes: number): string {
  return `INSERT INTO ${table} (minute, measure, count)
    SELECT each.value ->> 'minute' / ${minutes} * ${minutes} AS start, each.value ->> 'measure' AS what, sum(each.value ->> 'count')
    FROM json_each(?) message, json_each(message.value, '$.counts') each
    WHERE NOT EXISTS (SELECT 1 FROM counted WHERE id = message.value ->> 'id')
    GROUP BY start, what
    ON CONFLICT (minute, measure) DO UPDATE SET count = count + excluded.count`;
}

const FLOW_ADDITION = `INSERT INTO flow_counts (flow_id, minute, measure, count)
  SELECT each.value ->> 'flowId' AS flow, each.value ->> 'minute' / ${FLOW_MINUTES} * ${FLOW_MINUTES} AS start,
    each.value ->> 'measure' AS what, sum(each.value ->> 'count')
  FROM json_each(?) message, json_each(message.value, '$.counts') each
  WHERE flow IS NOT NULL AND NOT EXISTS (SELECT 1 FROM counted WHERE id = message.value ->> 'id')
  GROUP BY flow, start, what
  ON CONFLICT (flow_id, minute, measure) DO UPDATE SET count = count + excluded.count`;

/** ?1: ids of flows; ?2: a minute; ?3: any id, whose next flow is looked after too: nothing else may come by it. */
const FLOW_FORGET = `DELETE FROM flow_counts WHERE minute < ?2
  AND flow_id IN (SELECT value FROM json_each(?1) UNION ALL SELECT min(flow_id) FROM flow_counts WHERE flow_id >= ?3)`;

const Row = z.object({ slot: z.int(), measure: z.string(), count: z.int() });
export type CountRow = z.infer<typeof Row>;

/** Owns the tables of counts in D1. */
export class CountsTable {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Counts each message once, however often it comes, and drops what is too old. */
  async add(messages: readonly CountsMessage[], now: number): Promise<void> {
    if (messages.length === 0) return;
    const once = new Map(messages.map((message) => [message.id, message]));
    const all = JSON.stringify([...once.values()]);
    const flows = new Set(messages.flatMap(({ counts }) => counts.flatMap(({ flowId }) => flowId ?? [])));
    const forget = (table: string, keptMs: number) =>
      this.#db.prepare(`DELETE FROM ${table} WHERE minute < ?`).bind(minuteOf(now - keptMs));
    await this.#db.batch([
      this.#db.prepare(additionTo("counts", 1)).bind(all),
      this.#db.prepare(additionTo("hourly_counts", HOUR)).bind(all),
      this.#db.prepare(FLOW_ADDITION).bind(all),
      this.#db.prepare("INSERT OR IGNORE INTO counted SELECT value ->> 'id' FROM json_each(?)").bind(all),
      forget("counts", MINUTES_KEPT_MS),
      forget("hourly_counts", HOURS_KEPT_MS),
      this.#db
        .prepare(FLOW_FORGET)
        .bind(JSON.stringify([...flows]), minuteOf(now - HOURS_KEPT_MS), newGuid()),
      this.#db.prepare("DELETE FROM counted WHERE id < ?").bind(timePrefix(now - KNOWN_MS)),
    ]);
  }

  /**
   * Sums by slots of so many minutes, of the minutes from `from` on, by measure. Slots of hours begin with an hour; those
   * of a flow are of five minutes or of a multiple, and begin with such.
   */
  async sums(from: number, slotMinutes: number, flowId: string | undefined): Promise<CountRow[]> {
    const ofAll = slotMinutes % HOUR === 0 ? "hourly_counts" : "counts";
    const table = flowId === undefined ? ofAll : "flow_counts";
    const condition = flowId === undefined ? "" : "flow_id = ?3 AND ";
    const { results } = await this.#db
      .prepare(
        `SELECT CAST((minute - ?1) / ?2 AS INTEGER) AS slot, measure, sum(count) AS count
         FROM ${table} WHERE ${condition}minute >= ?1 GROUP BY slot, measure`,
      )
      .bind(from, slotMinutes, ...(flowId === undefined ? [] : [flowId]))
      .all();
    return Row.array().parse(results);
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}
