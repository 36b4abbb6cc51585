import { appliedMigrations, type Migration, migrate } from "../durable/migrations.ts";
import type { ObjectStorage } from "../durable/ports.ts";

/** The tables of a waiting list. All WITHOUT ROWID and without further indexes: a row is one row as billed. */
const MIGRATIONS: readonly Migration[] = [
  {
    id: "waits",
    // A wait that is over stays as a tombstone: `left_at` is set then, and `inputs` is gone.
    sql: `CREATE TABLE waits (
      version TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, run TEXT NOT NULL, occurrence INTEGER NOT NULL,
      seq INTEGER NOT NULL, timeout_at INTEGER, inputs TEXT, left_at INTEGER, body_hash TEXT,
      PRIMARY KEY (version, key, since, run, occurrence)
    ) STRICT, WITHOUT ROWID`,
  },
  {
    id: "claims",
    sql: `CREATE TABLE claims (
      dedupe TEXT PRIMARY KEY, at INTEGER NOT NULL, body_hash TEXT NOT NULL, asked TEXT NOT NULL, run_ids TEXT
    ) STRICT, WITHOUT ROWID`,
  },
  {
    id: "held",
    sql: `CREATE TABLE held (
      key TEXT NOT NULL, nonce TEXT NOT NULL, until INTEGER NOT NULL, address TEXT NOT NULL, bytes INTEGER NOT NULL,
      candidate TEXT, due INTEGER, tries INTEGER NOT NULL, query TEXT NOT NULL,
      PRIMARY KEY (key, nonce)
    ) STRICT, WITHOUT ROWID`,
  },
  {
    id: "jobs",
    sql: `CREATE TABLE jobs (
      id INTEGER PRIMARY KEY, after TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, query TEXT NOT NULL
    ) STRICT`,
  },
];

/** The storage of a list: its tables are made when something is written first. */
export class ListStorage {
  readonly storage: ObjectStorage;
  #ready: boolean;

  constructor(storage: ObjectStorage) {
    this.storage = storage;
    this.#ready = appliedMigrations(storage.sql).length === MIGRATIONS.length;
  }

  /** Rows, none before anything was written. */
  read(sql: string, ...values: (string | number | null)[]): Record<string, unknown>[] {
    return this.#ready ? this.storage.sql.exec(sql, ...values).toArray() : [];
  }

  write(sql: string, ...values: (string | number | null)[]): void {
    if (!this.#ready) {
      this.storage.transactionSync(() => migrate(this.storage.sql, MIGRATIONS));
      this.#ready = true;
    }
    this.storage.sql.exec(sql, ...values).toArray();
  }
}
