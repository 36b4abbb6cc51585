import type { ListStorage } from "./list-schema.ts";
import type { WaitKey } from "./ports.ts";

/** An early callback that a list keeps for whoever waits under its key next. `query` is opaque here. */
export interface Held {
  /** Empty: for whoever waits next and fits. */
  key: string;
  /** Of its receipt; the order in which they came. */
  nonce: string;
  /** Epoch milliseconds. */
  until: number;
  address: string;
  bytes: number;
  /** The wait that was asked and has not answered yet. */
  candidate: WaitKey | null;
  /** When to ask again; null where nobody was asked. */
  due: number | null;
  tries: number;
  query: string;
}

const COLUMNS = "key, nonce, until, address, bytes, candidate, due, tries, query";

/** Owns the early callbacks of a list. Never decides. */
export class HeldTable {
  readonly #storage: ListStorage;

  constructor(storage: ListStorage) {
    this.#storage = storage;
  }

  put({ key, nonce, until, address, bytes, candidate, due, tries, query }: Held): void {
    const sql = `INSERT OR REPLACE INTO held (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const asked = candidate && JSON.stringify(candidate);
    this.#storage.write(sql, key, nonce, until, address, bytes, asked, due, tries, query);
  }

  remove({ key, nonce }: Pick<Held, "key" | "nonce">): void {
    this.#storage.write("DELETE FROM held WHERE key = ? AND nonce = ?", key, nonce);
  }

  find({ key, nonce }: Pick<Held, "key" | "nonce">): Held | undefined {
    return this.#select("key = ? AND nonce = ?", key, nonce)[0];
  }

  byNonce(nonce: string): Held | undefined {
    return this.#select("nonce = ?", nonce)[0];
  }

  /** Those that are still good, oldest first. */
  under(key: string, now: number): Held[] {
    return this.#select("key = ? AND until > ? ORDER BY nonce", key, now);
  }

  /** Those whose time is over, and nobody is being asked. */
  expired(now: number): Held[] {
    return this.#select("until <= ? AND candidate IS NULL", now);
  }

  /** The next one whose candidate has to be asked again. */
  nextDue(): Held | undefined {
    return this.#select("due IS NOT NULL ORDER BY due LIMIT 1")[0];
  }

  /** How much is held: by all senders, and by that one. */
  load(address: string): { count: number; bytes: number; ofSender: number } {
    const sql = "SELECT count(*) AS n, total(bytes) AS bytes, total(address = ?) AS own FROM held";
    const row = this.#storage.read(sql, address)[0];
    return {
      count: Number(row?.["n"] ?? 0),
      bytes: Number(row?.["bytes"] ?? 0),
      ofSender: Number(row?.["own"] ?? 0),
    };
  }

  #select(where: string, ...values: (string | number | null)[]): Held[] {
    return this.#storage.read(`SELECT ${COLUMNS} FROM held WHERE ${where}`, ...values).map(toHeld);
  }
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- rows are written above and nowhere else */
function toHeld(row: Record<string, unknown>): Held {
  const candidate = row["candidate"] as string | null;
  return {
    key: row["key"] as string,
    nonce: row["nonce"] as string,
    until: row["until"] as number,
    address: row["address"] as string,
    bytes: row["bytes"] as number,
    candidate: candidate === null ? null : (JSON.parse(candidate) as WaitKey),
    due: row["due"] as number | null,
    tries: row["tries"] as number,
    query: row["query"] as string,
  };
}
