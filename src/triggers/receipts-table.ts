import type { ObjectStorage } from "../durable/ports.ts";
import { tablesIn } from "../durable/tables.ts";
import { timePrefix } from "../ids.ts";
import { byteLength } from "../json.ts";
import { nonceOf, RECEIPT_MS, type Receipt } from "./receipt.ts";

/** Bodies of refused callers are kept up to this size. */
const REFUSED_BODY_BYTES = 16_384;

/** With bodies past this size, the bounds are looked at each time. */
const LARGE_BODY_BYTES = 65_536;

export interface ReceiptBounds {
  rows: number;
  /** Of bodies. */
  bytes: number;
}

/** What to list: those with that outcome, older than `before` (a nonce). */
export interface ReceiptQuery {
  outcome: Receipt["outcome"] | "expired" | undefined;
  before: string | undefined;
  limit: number;
}

/** Without its body. */
export type ListedReceipt = Omit<Receipt, "data">;

/**
 * Owns the receipts that live in an object: of a list, or those of a run that activated nothing. Bounded by
 * age, count and bytes of bodies; the bodies of refused callers go first.
 */
export class ReceiptsTable {
  readonly #storage: ObjectStorage;
  readonly #bounds: ReceiptBounds;
  #exists: boolean | undefined;

  /** `exists`: whether its table does, where that is known. */
  constructor(storage: ObjectStorage, bounds: ReceiptBounds, exists?: boolean) {
    this.#storage = storage;
    this.#bounds = bounds;
    this.#exists = exists;
  }

  /** Idempotent. Of a held callback, what became of it in the end counts, whatever comes first. */
  add(receipt: Receipt): void {
    const { data, ...facts } = receipt;
    const text = data === undefined ? null : JSON.stringify(data);
    const bytes = text === null ? 0 : byteLength(text);
    const isTooMuch = receipt.outcome === "refused" && bytes > REFUSED_BODY_BYTES;
    const [body, kept] = isTooMuch ? [null, 0] : [text, bytes];
    const { outcome, until = null } = receipt;
    const nonce = nonceOf(receipt.id);
    this.#create();
    const sql = `INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET outcome = excluded.outcome, until = excluded.until, bytes = excluded.bytes, facts = excluded.facts, body = excluded.body
      WHERE receipts.outcome = 'held' AND excluded.outcome <> 'held'`;
    this.#exec(sql, nonce, outcome, until, kept, JSON.stringify(facts), body);
    if (bytes > LARGE_BODY_BYTES || nonce.endsWith("00")) this.#bound(receipt.at);
  }

  /** Of a callback that was held in vain: its body comes back. */
  replace(receipt: Receipt): void {
    if (this.#isThere()) this.#exec("DELETE FROM receipts WHERE nonce = ?", nonceOf(receipt.id));
    this.add(receipt);
  }

  find(id: string): Receipt | undefined {
    if (!this.#isThere()) return undefined;
    const row = this.#exec("SELECT facts, body FROM receipts WHERE nonce = ?", nonceOf(id))[0];
    const receipt = row && toReceipt(row);
    return receipt?.id === id ? receipt : undefined;
  }

  /** Newest first, without bodies. A held one whose time is over counts as expired. */
  page({ outcome, before = "~", limit }: ReceiptQuery, now: number): ListedReceipt[] {
    if (!this.#isThere()) return [];
    const from = timePrefix(now - RECEIPT_MS);
    const select = "SELECT facts, NULL AS body FROM receipts WHERE nonce < ? AND nonce >= ?";
    const newest = "ORDER BY nonce DESC LIMIT ?";
    if (outcome === undefined) {
      return this.#exec(`${select} ${newest}`, before, from, limit).map(toReceipt);
    }
    if (outcome !== "held" && outcome !== "expired") {
      return this.#exec(`${select} AND outcome = ? ${newest}`, before, from, outcome, limit).map(toReceipt);
    }
    const moment = outcome === "held" ? "until > ?" : "until <= ?";
    const sql = `${select} AND outcome = 'held' AND ${moment} ${newest}`;
    return this.#exec(sql, before, from, now, limit).map(toReceipt);
  }

  /** Answers whether there are any left to forget. */
  forget(now: number): boolean {
    if (!this.#isThere()) return false;
    this.#bound(now);
    return this.#exec("SELECT 1 FROM receipts LIMIT 1").length > 0;
  }

  #bound(now: number): void {
    this.#exec("DELETE FROM receipts WHERE nonce < ?", timePrefix(now - RECEIPT_MS));
    // One look at all of them: there may be 20,000.
    const [all] = this.#exec("SELECT count(*) AS rows, total(bytes) AS bytes FROM receipts");
    const excess = Number(all?.["rows"]) - this.#bounds.rows;
    this.#dropBodies(Number(all?.["bytes"]) - this.#bounds.bytes);
    if (excess > 0) {
      const oldest = "SELECT nonce FROM receipts ORDER BY nonce LIMIT ?";
      this.#exec(`DELETE FROM receipts WHERE nonce IN (${oldest})`, excess);
    }
  }

  /** Drops bodies of so many bytes: of refused callers first, then the oldest. */
  #dropBodies(excess: number): void {
    if (excess <= 0) return;
    let left = excess;
    const sql = `SELECT nonce, bytes FROM receipts WHERE bytes > 0 ORDER BY outcome = 'refused' DESC, nonce`;
    for (const { nonce, bytes } of this.#exec(sql)) {
      if (left <= 0) return;
      this.#exec("UPDATE receipts SET body = NULL, bytes = 0 WHERE nonce = ?", String(nonce));
      left -= Number(bytes);
    }
  }

  #isThere(): boolean {
    this.#exists ??= tablesIn(this.#storage.sql).has("receipts");
    return this.#exists;
  }

  #create(): void {
    if (this.#isThere()) return;
    this.#exec(`CREATE TABLE receipts (
      nonce TEXT PRIMARY KEY, outcome TEXT NOT NULL, until INTEGER, bytes INTEGER NOT NULL, facts TEXT NOT NULL, body TEXT
    ) STRICT, WITHOUT ROWID`);
    this.#exists = true;
  }

  #exec(sql: string, ...values: (string | number | null)[]): Record<string, unknown>[] {
    return this.#storage.sql.exec(sql, ...values).toArray();
  }
}

function toReceipt({ facts, body }: Record<string, unknown>): Receipt {
  // Rows are written by `add` alone.
  const receipt: Receipt = JSON.parse(String(facts));
  return typeof body === "string" ? { ...receipt, data: JSON.parse(body) } : receipt;
}
