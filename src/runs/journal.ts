import type { SqlStorage } from "../durable/ports.ts";
import type { DraftRow } from "./draft.ts";
import type { Entry, Fact } from "./facts.ts";

/** Owns the one table of a run. Appends and reads; never decides. */
export class Journal {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** An object that was woken but never started a run has no such table. */
  create(): void {
    this.#sql.exec(
      "CREATE TABLE journal (seq INTEGER PRIMARY KEY, at INTEGER, told INTEGER, facts TEXT) STRICT",
    );
  }

  append(rows: readonly DraftRow[], at: number, told: number): void {
    for (const { seq, facts } of rows) {
      this.#sql.exec("INSERT INTO journal VALUES (?, ?, ?, ?)", seq, at, told, `[${facts.join(",")}]`);
    }
  }

  /** All rows in order. */
  *entries(): Generator<Entry> {
    for (const row of this.#sql.exec("SELECT seq, at, told, facts FROM journal ORDER BY seq"))
      yield toEntry(row);
  }
}

function toEntry(row: Record<string, unknown>): Entry {
  // Rows are written by `append` alone, from drafts.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { seq, at, told, facts } = row as { seq: number; at: number; told: number; facts: string };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { seq, at, told, facts: JSON.parse(facts) as Fact[] };
}
