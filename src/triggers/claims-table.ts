import { REMEMBERED_MS } from "./callback.ts";
import type { ListStorage } from "./list-schema.ts";
import type { WaitKey } from "./ports.ts";

/** What a deduplication key stands for: where its callback was going, or what became of it. */
export interface Claim {
  dedupe: string;
  /** Epoch milliseconds at which the first callback with it came. */
  at: number;
  bodyHash: string;
  /** The waits that were asked, but for those that said no; or the id of the run that it starts. */
  asked: readonly WaitKey[] | string;
  /** The answer once nobody has to be asked any more; null: ask those. */
  runIds: readonly string[] | null;
}

/** Owns the deduplication keys of callbacks that name no run, and of starts. Never decides. */
export class ClaimsTable {
  readonly #storage: ListStorage;

  constructor(storage: ListStorage) {
    this.#storage = storage;
  }

  /** Undefined for a key that never came, or a day ago. */
  find(dedupe: string, now: number): Claim | undefined {
    const sql = "SELECT dedupe, at, body_hash, asked, run_ids FROM claims WHERE dedupe = ? AND at > ?";
    const row = this.#storage.read(sql, dedupe, now - REMEMBERED_MS)[0];
    return row && toClaim(row);
  }

  put({ dedupe, at, bodyHash, asked, runIds }: Claim): void {
    this.#storage.write(
      "INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?)",
      dedupe,
      at,
      bodyHash,
      JSON.stringify(asked),
      runIds === null ? null : JSON.stringify(runIds),
    );
  }

  remove(dedupe: string): void {
    this.#storage.write("DELETE FROM claims WHERE dedupe = ?", dedupe);
  }

  /** Answers whether there are any left to forget. */
  forget(now: number): boolean {
    this.#storage.write("DELETE FROM claims WHERE at <= ?", now - REMEMBERED_MS);
    return this.#storage.read("SELECT 1 FROM claims LIMIT 1").length > 0;
  }
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are written above and nowhere else */
function toClaim(row: Record<string, unknown>): Claim {
  const runIds = row["run_ids"] as string | null;
  return {
    dedupe: row["dedupe"] as string,
    at: row["at"] as number,
    bodyHash: row["body_hash"] as string,
    asked: JSON.parse(row["asked"] as string) as Claim["asked"],
    runIds: runIds === null ? null : (JSON.parse(runIds) as string[]),
  };
}
