import type { JsonObject } from "../json.ts";
import { REMEMBERED_MS } from "./callback.ts";
import type { ListStorage } from "./list-schema.ts";
import type { Departure, WaitEntry, Waiting, WaitKey } from "./ports.ts";

/** Where a page of waits goes on, in the order in which they began. */
export type Position = Pick<WaitKey, "since" | "runId" | "occurrence"> | null;

/** Waits that one callback has to look at: of one version, under one key. */
export interface Source {
  versionId: string;
  key: string;
}

/** So many waits that are over are remembered under one key. */
const TOMBSTONES_PER_KEY = 16;

/** As many waits as one text of SQLite's, 2 MB long, holds of the longest. */
export const PAGE = 128;
/** Of so few, rows are handed over sooner than a text of them is written and parsed. */
const FEW = 2;
type PageRow = [
  since: number,
  run: string,
  occurrence: number,
  length: number | null,
  inputs: JsonObject | null,
];

/** How much of the table is looked through at once for what to forget. */
const PART = 5_000;

/** A row's place in the order of the table. */
export type Place = WaitKey;
const NOWHERE: Place = { versionId: "", key: "", since: -1, runId: "", occurrence: 0 };

const PLACE = "version, key, since, run, occurrence";
const AT_PLACE = "version = ? AND key = ? AND since = ? AND run = ? AND occurrence = ?";
const AFTER_PLACE = `(${PLACE}) > (?, ?, ?, ?, ?)`;
const COLUMNS = "version, key, since, run, occurrence, seq, timeout_at, inputs";

/** Owns the waits of a list and their tombstones. Never decides. */
export class WaitsTable {
  readonly #storage: ListStorage;
  /** Some may have none any more. */
  #versions: readonly string[] | undefined;

  constructor(storage: ListStorage) {
    this.#storage = storage;
  }

  /** Older news than what is known of that wait changes nothing. */
  open({ versionId, key, since, runId, occurrence, seq, timeoutAt, inputs }: WaitEntry): void {
    const sql = `INSERT INTO waits (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET seq = excluded.seq, timeout_at = excluded.timeout_at, inputs = excluded.inputs,
        left_at = NULL, body_hash = NULL WHERE excluded.seq > waits.seq`;
    this.#storage.write(sql, versionId, key, since, runId, occurrence, seq, timeoutAt, inputs);
    if (!this.#versions?.includes(versionId)) this.#versions = undefined;
  }

  /** A wait with a key is remembered for a day, so that a late callback is told so; others go at once. */
  leave(departure: Departure): void {
    const { versionId, key, seq, at, bodyHash } = departure;
    const place = placeOf(departure);
    if (key === "") {
      const sql = `DELETE FROM waits WHERE ${AT_PLACE} AND seq <= ?`;
      this.#storage.write(sql, ...place, seq);
      return;
    }
    const sql = `UPDATE waits SET seq = ?, left_at = ?, body_hash = ?, inputs = NULL WHERE ${AT_PLACE} AND seq < ?`;
    this.#storage.write(sql, seq, at, bodyHash, ...place, seq);
    this.#boundTombstones({ versionId, key });
  }

  /** The row was wrong: that run does not wait there. */
  remove(place: Place): void {
    this.#storage.write(`DELETE FROM waits WHERE ${AT_PLACE}`, ...placeOf(place));
  }

  find(place: Place): WaitEntry | undefined {
    const sql = `SELECT ${COLUMNS} FROM waits WHERE ${AT_PLACE} AND left_at IS NULL`;
    return this.#storage.read(sql, ...placeOf(place)).map(toEntry)[0];
  }

  /** The versions that have waits here or had some lately. */
  versions(): readonly string[] {
    this.#versions ??= this.#findVersions();
    return this.#versions;
  }

  #findVersions(): string[] {
    const found: string[] = [];
    for (let last = ""; ; ) {
      const sql = "SELECT version FROM waits WHERE version > ? ORDER BY version LIMIT 1";
      const row = this.#storage.read(sql, last)[0];
      if (!row) return found;
      last = String(row["version"]);
      found.push(last);
    }
  }

  /**
   * Longest-waiting first, `PAGE` of them at most. There may be thousands to look at, and the runtime takes longer to hand
   * over a row of four values than SQLite to write it: all come in one text.
   */
  page({ versionId, key }: Source, after: Position, limit: number): Waiting[] {
    const { since = -1, runId = "", occurrence = 0 } = after ?? {};
    const rows = `SELECT since, run, occurrence, inputs FROM waits
      WHERE version = ? AND key = ? AND (since, run, occurrence) > (?, ?, ?) AND left_at IS NULL
      ORDER BY since, run, occurrence LIMIT ?`;
    const values = [versionId, key, since, runId, occurrence, limit];
    if (limit <= FEW) {
      return this.#storage.read(rows, ...values).map((row) => toWaiting(row, { versionId, key }));
    }
    const sql = `SELECT json_group_array(json_array(since, run, occurrence, length(inputs), json(inputs))) AS page FROM (${rows})`;
    return toPage(this.#storage.read(sql, ...values)[0], { versionId, key });
  }

  /** All waits, of one version where it is named, in the order of the table: by key, then longest-waiting first. */
  browse(versionId: string | null, after: Place | null, limit: number): WaitEntry[] {
    const sql = `SELECT ${COLUMNS} FROM waits
      WHERE ${AFTER_PLACE} AND (? IS NULL OR version = ?) AND left_at IS NULL ORDER BY ${PLACE} LIMIT ?`;
    const from = after ?? { ...NOWHERE, versionId: versionId ?? "" };
    return this.#storage.read(sql, ...placeOf(from), versionId, versionId, limit).map(toEntry);
  }

  hasAny(versionId: string): boolean {
    return (
      this.#storage.read("SELECT 1 FROM waits WHERE version = ? AND left_at IS NULL LIMIT 1", versionId)
        .length > 0
    );
  }

  /** The waits under that key that are over, the last one first. */
  tombstones({ versionId, key }: Source, now: number): { runId: string; bodyHash: string | null }[] {
    const sql = `SELECT run, body_hash FROM waits WHERE version = ? AND key = ? AND left_at > ? ORDER BY left_at DESC`;
    return this.#storage
      .read(sql, versionId, key, now - REMEMBERED_MS)
      .map((row) => ({ runId: String(row["run"]), bodyHash: text(row["body_hash"]) }));
  }

  /** Forgets the waits that were left a day ago, a part of the table at a time. `next`: where to go on. */
  forget(now: number, from: Place = NOWHERE): { next: Place | undefined; remembers: boolean } {
    const sql = `SELECT ${PLACE}, left_at FROM waits WHERE ${AFTER_PLACE} ORDER BY ${PLACE} LIMIT ?`;
    const rows = this.#storage.read(sql, ...placeOf(from), PART);
    const over = rows.filter(({ left_at: leftAt }) => leftAt !== null);
    const old = over.filter(({ left_at: leftAt }) => Number(leftAt) <= now - REMEMBERED_MS);
    for (const row of old) this.remove(toPlace(row));
    this.#versions = undefined;
    const last = rows.at(-1);
    return {
      next: last && rows.length === PART ? toPlace(last) : undefined,
      remembers: over.length > old.length,
    };
  }

  /** What is in front of the live ones would be looked at by every callback. */
  #boundTombstones({ versionId, key }: Source): void {
    const sql = `SELECT ${PLACE}, left_at FROM waits WHERE version = ? AND key = ?
      ORDER BY since, run, occurrence LIMIT ?`;
    const front = this.#storage.read(sql, versionId, key, 2 * TOMBSTONES_PER_KEY);
    const over = front.filter((row) => row["left_at"] !== null);
    for (const row of over.slice(0, -TOMBSTONES_PER_KEY)) this.remove(toPlace(row));
  }
}

function placeOf({ versionId, key, since, runId, occurrence }: Place) {
  return [versionId, key, since, runId, occurrence] as const;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are written above and nowhere else */
function toPlace(row: Record<string, unknown>): Place {
  return {
    versionId: row["version"] as string,
    key: row["key"] as string,
    since: row["since"] as number,
    runId: row["run"] as string,
    occurrence: row["occurrence"] as number,
  };
}

function toPage(row: Record<string, unknown> | undefined, { versionId, key }: Source): Waiting[] {
  const page = JSON.parse((row?.["page"] as string | undefined) ?? "[]") as PageRow[];
  return page.map(([since, runId, occurrence, length, inputs]) => {
    return { versionId, key, since, runId, occurrence, inputs, inputsLength: length ?? 0 };
  });
}

function toWaiting(row: Record<string, unknown>, { versionId, key }: Source): Waiting {
  const { inputs } = row as { inputs: string | null };
  return {
    ...toPlace({ ...row, version: versionId, key }),
    inputs: inputs === null ? null : (JSON.parse(inputs) as JsonObject),
    inputsLength: inputs?.length ?? 0,
  };
}

function toEntry(row: Record<string, unknown>): WaitEntry {
  return {
    ...toPlace(row),
    seq: row["seq"] as number,
    timeoutAt: row["timeout_at"] as number | null,
    inputs: row["inputs"] as string | null,
  };
}
