import type { ListStorage } from "./list-schema.ts";
import type { Position } from "./waits-table.ts";

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

/** Owns what a list goes on with after its answers. */
export class JobsTable {
  readonly #storage: ListStorage;

  constructor(storage: ListStorage) {
    this.#storage = storage;
  }

  add(after: Position, due: number, query: string): void {
    const sql = "INSERT INTO jobs (after, due, tries, query) VALUES (?, ?, 0, ?)";
    this.#storage.write(sql, JSON.stringify(after), due, query);
  }

  /** The one that is due first. */
  next(): Job | undefined {
    const sql = "SELECT id, after, due, tries, query FROM jobs ORDER BY due, id LIMIT 1";
    const row = this.#storage.read(sql)[0];
    return row && toJob(row);
  }

  move(id: number, { after, due, tries }: Pick<Job, "after" | "due" | "tries">): void {
    const sql = "UPDATE jobs SET after = ?, due = ?, tries = ? WHERE id = ?";
    this.#storage.write(sql, JSON.stringify(after), due, tries, id);
  }

  end(id: number): void {
    this.#storage.write("DELETE FROM jobs WHERE id = ?", id);
  }
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are written above and nowhere else */
function toJob(row: Record<string, unknown>): Job {
  return {
    id: row["id"] as number,
    after: JSON.parse(row["after"] as string) as Position,
    due: row["due"] as number,
    tries: row["tries"] as number,
    query: row["query"] as string,
  };
}
