import type * as z from "zod";
import { RunSummary } from "./summary.ts";

/** The SQL of the run index's pages: of every filter, the runs in their order straight from an index. */

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

/** Of a run in the list. */
export const Place = RunSummary.pick({ startedAt: true, id: true });
export type Place = z.infer<typeof Place>;

interface Page {
  filter: RunFilter;
  after: Place;
  upTo: Place | undefined;
  limit: number;
}

export interface Query {
  sql: string;
  values: (string | number)[];
}

export const STATUSES = RunSummary.shape.status.options;

/** So many runs are looked at for what no index tells. */
const SEARCHED = 10_000;

/** Ids are made of digits, letters and dashes. */
const PAST_ALL_IDS = "~";

const COLUMNS = `id, flow_id AS flowId, version_id AS versionId, status, title, started_at AS startedAt,
  ended_at AS endedAt, seq`;

export function placeOf(cursor: string): Place {
  const [startedAt, id = PAST_ALL_IDS] = cursor.split("_");
  return { startedAt: Number(startedAt), id };
}

/** Before the first run of a list: none of them started later than what `to` allows. */
export function startOf({ to }: RunFilter): Place {
  return { startedAt: to ?? Number.MAX_SAFE_INTEGER, id: PAST_ALL_IDS };
}

/** Whether an index leaves something to be looked for: a title, or which of a flow's versions is meant twice. */
export function isSearch({ flowId, versionId, title }: RunFilter): boolean {
  return title !== undefined || (flowId !== undefined && versionId !== undefined);
}

/** The runs behind a place; where a search ends, up to that one. */
export function pageQuery({ filter, after, upTo, limit }: Page): Query {
  const { flowId, versionId, title, from = 0 } = filter;
  // One lower bound: of two, the index would be read down to whichever comes first.
  const selection = selectionOf(upTo ? { ...filter, from: Math.max(from, upTo.startedAt) } : filter, after);
  if (versionId !== undefined && flowId !== undefined) selection.where("flow_id = ?", flowId);
  if (title !== undefined) selection.where("instr(lower(title), lower(?)) > 0", title);
  if (upTo) selection.where("(started_at > ? OR id <= ?)", upTo.startedAt, upTo.id);
  return selection.query(COLUMNS, { limit, offset: 0 });
}

/** The last run that one page of a search looks at; no row: there are fewer. */
export function searchEndQuery({ filter, after }: Pick<Page, "filter" | "after">): Query {
  return selectionOf(filter, after).query("started_at AS startedAt, id", { limit: 1, offset: SEARCHED - 1 });
}

function selectionOf({ flowId, versionId, status, from }: RunFilter, after: Place): Selection {
  const selection = new Selection(status === undefined ? STATUSES : [status]);
  if (versionId !== undefined) selection.by("runs_by_version").where("version_id = ?", versionId);
  else if (flowId !== undefined) selection.by("runs_by_flow").where("flow_id = ?", flowId);
  selection.where("started_at <= ?", after.startedAt);
  selection.where("(started_at < ? OR id > ?)", after.startedAt, after.id);
  if (from !== undefined) selection.where("started_at >= ?", from);
  return selection;
}

/** Runs of each status by an index that begins with what they have in common, merged in the order of pages. */
class Selection {
  readonly #statuses: readonly string[];
  readonly #conditions: string[] = [];
  readonly #values: Query["values"] = [];
  #index = "runs_by_status";

  constructor(statuses: readonly string[]) {
    this.#statuses = statuses;
  }

  by(index: string): this {
    this.#index = index;
    return this;
  }

  where(condition: string, ...values: Query["values"]): void {
    const bound = values.map((value) => this.#bound(value));
    this.#conditions.push(condition.replaceAll("?", () => bound.shift() ?? ""));
  }

  query(columns: string, { limit, offset }: { limit: number; offset: number }): Query {
    const conditions = this.#conditions.join(" AND ");
    const ofStatus = (status: string) =>
      `SELECT ${columns} FROM runs INDEXED BY ${this.#index} WHERE status = '${status}' AND ${conditions}`;
    const runs = this.#statuses.map(ofStatus).join(" UNION ALL ");
    const part = `LIMIT ${this.#bound(limit)} OFFSET ${this.#bound(offset)}`;
    return { sql: `${runs} ORDER BY startedAt DESC, id ${part}`, values: this.#values };
  }

  /** Numbered, since every status has the same conditions. */
  #bound(value: string | number): string {
    return `?${this.#values.push(value)}`;
  }
}
