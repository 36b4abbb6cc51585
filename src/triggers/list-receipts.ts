import type { ObjectStorage } from "../durable/ports.ts";
import type { Receipt } from "./receipt.ts";
import { type ListedReceipt, type ReceiptQuery, ReceiptsTable } from "./receipts-table.ts";

const BOUNDS = { rows: 20_000, bytes: 64 * 1_048_576 };

/** The receipts of a list: those that it keeps, and those of callbacks whose runs are about to tell of them. */
export class ListReceipts {
  readonly #table: ReceiptsTable;
  /** Of those that activated a run which hasn't told so yet: nothing is written before the answer. Memory only. */
  readonly #answered = new Map<string, Receipt>();

  constructor(storage: ObjectStorage) {
    this.#table = new ReceiptsTable(storage, BOUNDS);
  }

  add(receipt: Receipt): void {
    this.#table.add(receipt);
    this.#answered.delete(receipt.id);
  }

  /** See `ReceiptsTable`. */
  replace(receipt: Receipt): void {
    this.#table.replace(receipt);
  }

  /** Kept until its run tells of it, with its own row. */
  expect(receipt: Receipt): void {
    this.#answered.set(receipt.id, receipt);
  }

  find(id: string): Receipt | undefined {
    return this.#table.find(id) ?? this.#answered.get(id);
  }

  page(query: ReceiptQuery, now: number): ListedReceipt[] {
    return this.#table.page(query, now);
  }

  /** Answers whether there are any left to forget. */
  forget(now: number): boolean {
    return this.#table.forget(now);
  }
}
