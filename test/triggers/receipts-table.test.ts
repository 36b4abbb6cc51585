import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/triggers/callback.ts";
import { newReceiptId, RECEIPT_MS, type Receipt, receiptOf } from "../../src/triggers/receipt.ts";
import { ReceiptsTable } from "../../src/triggers/receipts-table.ts";
import { callbackOf, FakeStorage, NOON } from "../support/ports.ts";

const TRIGGER = "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F";
const IGNORED: Outcome = { outcome: "ignored", why: "condition" };
const REFUSED: Outcome = { outcome: "refused", code: 1000 };
const HELD: Outcome = { outcome: "held", until: NOON + 1_000 };
const ALL = { outcome: undefined, before: undefined, limit: 1_000 };

let moment = NOON;

/** A receipt, newer than those before it, with a body of so many bytes. */
function receipt(outcome: Outcome, bytes = 10): Receipt {
  const receivedAt = ++moment;
  const id = newReceiptId({ triggerId: TRIGGER }, receivedAt);
  const callback = callbackOf({ receipt: id, receivedAt, data: { a: "x".repeat(bytes - 8) } });
  return receiptOf(callback, outcome, { user: null, keepsBody: true });
}

function tableOf(bounds: { rows?: number; bytes?: number } = {}): ReceiptsTable {
  return new ReceiptsTable(new FakeStorage(), { rows: 1_000, bytes: 1_000_000, ...bounds });
}

describe("a table of receipts", () => {
  it("takes the same one twice and keeps what it said first", () => {
    const table = tableOf();
    const one = receipt(IGNORED);
    table.add(one);
    table.add({ ...one, outcome: "refused" });
    expect(table.find(one.id)).toEqual(one);
    expect(table.page(ALL, moment)).toHaveLength(1);
  });

  it("says of a held one what became of it, whichever comes first", () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const table = tableOf();
      const held = receipt(HELD);
      const both = [held, { ...held, outcome: "activated", executionIds: ["R1"] } as const];
      for (const index of order) table.add(both[index] ?? held);
      expect(table.find(held.id)).toMatchObject({ outcome: "activated", executionIds: ["R1"] });
    }
  });

  it("counts a held one as expired once its time is over", () => {
    const table = tableOf();
    const held = receipt(HELD);
    table.add(held);
    const list = (outcome: "held" | "expired", now: number) => table.page({ ...ALL, outcome }, now).length;
    expect([list("held", NOON + 999), list("expired", NOON + 999)]).toEqual([1, 0]);
    expect([list("held", NOON + 1_000), list("expired", NOON + 1_000)]).toEqual([0, 1]);
  });

  it("forgets after seven days, and says when it is empty", () => {
    const table = tableOf();
    const [old, young] = [receipt(IGNORED), receipt(IGNORED)];
    expect(table.forget(moment)).toBe(false);
    for (const one of [old, young]) table.add(one);
    expect(table.forget(old.at + RECEIPT_MS)).toBe(true);
    expect(table.page(ALL, young.at + RECEIPT_MS).map(({ id }) => id)).toEqual([young.id]);
    expect(table.forget(young.at + RECEIPT_MS)).toBe(true);
    expect(table.find(old.id)).toBeUndefined();
    expect(table.forget(young.at + RECEIPT_MS + 1)).toBe(false);
  });

  it("keeps the newest of too many", () => {
    const table = tableOf({ rows: 5 });
    const all = Array.from({ length: 8 }, () => receipt(IGNORED));
    for (const one of all) table.add(one);
    table.forget(moment);
    const expected = all.slice(3).map(({ id }) => id);
    expect(table.page(ALL, moment).map(({ id }) => id)).toEqual(expected.toReversed());
  });

  it("stays about as large as it may be by itself", () => {
    const table = tableOf({ rows: 100 });
    for (let n = 0; n < 5_000; n++) table.add(receipt(IGNORED));
    expect(table.page({ ...ALL, limit: 10_000 }, moment).length).toBeLessThan(3_000);
  });

  it("lets the bodies of refused callers go first, the oldest first, and keeps the receipts", () => {
    const table = tableOf({ bytes: 40_000 });
    const ignored = [receipt(IGNORED, 10_000), receipt(IGNORED, 10_000)];
    const refused = Array.from({ length: 4 }, () => receipt(REFUSED, 10_000));
    for (const one of [...ignored, ...refused]) table.add(one);
    table.forget(moment);
    const hasBody = ({ id }: Receipt) => table.find(id)?.data !== undefined;
    expect(ignored.map(hasBody)).toEqual([true, true]);
    expect(refused.map(hasBody)).toEqual([false, false, true, true]);
  });

  it("lets other bodies go too where that isn't enough, at once where they are large", () => {
    const table = tableOf({ bytes: 200_000 });
    const all = Array.from({ length: 4 }, () => receipt(IGNORED, 80_000));
    for (const one of all) table.add(one);
    expect(all.map(({ id }) => table.find(id)?.data !== undefined)).toEqual([false, false, true, true]);
  });

  it("keeps no body of more than 16 KiB of a refused caller, in UTF-8", () => {
    const table = tableOf();
    const [fits, large] = [receipt(REFUSED, 16_384), receipt(REFUSED, 16_385)];
    const wide = { ...receipt(REFUSED), data: { a: "ä".repeat(8_189) } };
    for (const one of [fits, large, wide]) table.add(one);
    const hasBody = [fits, large, wide].map(({ id }) => table.find(id)?.data !== undefined);
    expect(hasBody).toEqual([true, false, false]);
  });
});
