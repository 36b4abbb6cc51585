import { appliedMigrations, type Migration, migrate } from "../durable/migrations.ts";
import type { ObjectStorage } from "../durable/ports.ts";
import type { WaitEntry, WaitKey } from "./ports.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    id: "waits",
    // WITHOUT ROWID and no further index: opening a wait writes one row, closing it one more.
    sql: `CREATE TABLE waits (
      since INTEGER NOT NULL, run TEXT NOT NULL, occurrence INTEGER NOT NULL,
      version TEXT NOT NULL, timeout_at INTEGER, inputs TEXT,
      PRIMARY KEY (since, run, occurrence)
    ) STRICT, WITHOUT ROWID`,
  },
  {
    id: "jobs",
    sql: `CREATE TABLE jobs (
      id INTEGER PRIMARY KEY, after TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, query TEXT NOT NULL
    ) STRICT`,
  },
];

/** Where a page of waits goes on. */
export type Position = WaitKey | null;

/** An `all` callback that goes on after its answer. `query` is opaque here. */
export interface Job {
  id: number;
  after: Position;
  /** Epoch milliseconds. */
  due: number;
  /** How often in a row it got nowhere. */
  tries: number;
  query: string;
}

/** Owns the tables of a waiting list. Never decides. */
export class WaitsTable {
  readonly #storage: ObjectStorage;
  #ready: boolean;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
    this.#ready = appliedMigrations(storage.sql).length === MIGRATIONS.length;
  }

  /** Idempotent. */
  add({ runId, occurrence, versionId, since, timeoutAt, inputs }: WaitEntry): void {
    this.#migrate();
    this.#exec(
      "INSERT OR IGNORE INTO waits VALUES (?, ?, ?, ?, ?, ?)",
      since,
      runId,
      occurrence,
      versionId,
      timeoutAt,
      inputs,
    );
  }

  /** Idempotent. */
  remove({ since, runId, occurrence }: WaitKey): void {
    if (this.#ready)
      this.#exec(
        "DELETE FROM waits WHERE since = ? AND run = ? AND occurrence = ?",
        since,
        runId,
        occurrence,
      );
  }

  /** The waits of one version, or of all, longest-waiting first. */
  page(versionId: string | null, after: Position, limit: number): WaitEntry[] {
    if (!this.#ready) return [];
    const { since = -1, runId = "", occurrence = 0 } = after ?? {};
    return this.#exec(
      `SELECT since, run, occurrence, version, timeout_at, inputs FROM waits
       WHERE (since, run, occurrence) > (?, ?, ?) AND (? IS NULL OR version = ?)
       ORDER BY since, run, occurrence LIMIT ?`,
      since,
      runId,
      occurrence,
      versionId,
      versionId,
      limit,
    ).map(toEntry);
  }

  addJob(after: Position, due: number, query: string): void {
    this.#migrate();
    this.#exec(
      "INSERT INTO jobs (after, due, tries, query) VALUES (?, ?, 0, ?)",
      JSON.stringify(after),
      due,
      query,
    );
  }

  /** The one that is due first. */
  nextJob(): Job | undefined {
    const sql = "SELECT id, after, due, tries, query FROM jobs ORDER BY due, id LIMIT 1";
    const row = this.#ready ? this.#exec(sql)[0] : undefined;
    return row && toJob(row);
  }

  moveJob(id: number, { after, due, tries }: Pick<Job, "after" | "due" | "tries">): void {
    this.#exec(
      "UPDATE jobs SET after = ?, due = ?, tries = ? WHERE id = ?",
      JSON.stringify(after),
      due,
      tries,
      id,
    );
  }

  endJob(id: number): void {
    this.#exec("DELETE FROM jobs WHERE id = ?", id);
  }

  #migrate(): void {
    if (this.#ready) return;
    this.#storage.transactionSync(() => migrate(this.#storage.sql, MIGRATIONS));
    this.#ready = true;
  }

  #exec(sql: string, ...values: (string | number | null)[]): Record<string, unknown>[] {
    return this.#storage.sql.exec(sql, ...values).toArray();
  }
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are written above and nowhere else */
function toEntry(row: Record<string, unknown>): WaitEntry {
  return {
    since: row["since"] as number,
    runId: row["run"] as string,
    occurrence: row["occurrence"] as number,
    versionId: row["version"] as string,
    timeoutAt: row["timeout_at"] as number | null,
    inputs: row["inputs"] as string | null,
  };
}

function toJob(row: Record<string, unknown>): Job {
  return {
    id: row["id"] as number,
    after: JSON.parse(row["after"] as string) as Position,
    due: row["due"] as number,
    tries: row["tries"] as number,
    query: row["query"] as string,
  };
}
