import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dataOf, draftOf, newDraft, switchMode } from "../../../src/console/pages/shared/data-draft.ts";
import { dataFields, withValue } from "../../../src/console/pages/shared/data-fields.ts";

const order: unknown = JSON.parse(readFileSync("examples/order-payment.json", "utf8"));
const INITIAL = dataFields("initial", [["orderId"], ["items"]], order);

describe("the fields of a form for data", () => {
  it("are what the flow reads, lists with the fields of their items", () => {
    expect(INITIAL).toEqual([
      { path: ["orderId"], label: "orderId", kind: "text", example: "" },
      { path: ["items"], label: "items", kind: "json", example: '[{"price":1,"quantity":1}]' },
    ]);
  });

  it("are numbers where the flow computes with them", () => {
    const kinds = dataFields("payment", [["orderId"], ["paid"]], order).map(({ kind }) => kind);
    expect(kinds).toEqual(["text", "number"]);
  });

  it("leave out what is asked for by its parts, and data read as a whole", () => {
    const fields = dataFields("initial", [[], ["customer"], ["customer", "email"]], {});
    expect(fields.map(({ label }) => label)).toEqual(["customer.email"]);
  });
});

describe("data to begin with", () => {
  it("is in the fields, keeps what no field shows, and is JSON where there are no fields", () => {
    const data = { orderId: "7", items: [], gift: true };
    const form = draftOf(data, INITIAL);
    expect(form).toMatchObject({ mode: "fields", inputs: { orderId: { kind: "text", text: "7" } } });
    expect(dataOf(form, INITIAL)).toEqual({ ok: true, data });
    expect(draftOf(data, [])).toMatchObject({ mode: "json", json: JSON.stringify(data, null, 2) });
  });
});

describe("data written in a form", () => {
  const draft = newDraft(INITIAL);
  const filled = { ...draft, inputs: { ...draft.inputs, orderId: { kind: "text", text: "1001" } } } as const;

  it("has the kinds that its author chose, without what is empty", () => {
    expect(dataOf(draft, INITIAL)).toEqual({ ok: true, data: { items: [{ price: 1, quantity: 1 }] } });
    expect(dataOf(filled, INITIAL)).toMatchObject({ data: { orderId: "1001" } });
  });

  it("says at the field what it can't be", () => {
    const wrong = { ...draft, inputs: { ...draft.inputs, items: { kind: "json", text: "[" } } } as const;
    expect(dataOf(wrong, INITIAL)).toMatchObject({
      ok: false,
      problems: { items: expect.stringContaining("JSON") },
    });
    expect(switchMode(wrong, INITIAL)).toBeUndefined();
  });

  it("becomes JSON and a form again without losing what has no field", () => {
    const json = switchMode(filled, INITIAL);
    const more = json && { ...json, json: '{"orderId": 7, "items": [], "note": {"a": 1}}' };
    const form = more && switchMode(more, INITIAL);
    expect(form).toMatchObject({ mode: "fields", inputs: { orderId: { kind: "number", text: "7" } } });
    expect(form && dataOf(form, INITIAL)).toEqual({
      ok: true,
      data: { orderId: 7, items: [], note: { a: 1 } },
    });
  });

  it("is no data when it is JSON but no object", () => {
    expect(dataOf({ ...draft, mode: "json", json: "[1]" }, INITIAL)).toMatchObject({ ok: false });
    expect(dataOf({ ...draft, mode: "json", json: " " }, INITIAL)).toEqual({ ok: true, data: {} });
  });
});

describe("putting a value at a path", () => {
  it("keeps what stands beside it and never reaches a prototype", () => {
    expect(withValue({ a: { b: 1 } }, ["a", "c"], 2)).toEqual({ a: { b: 1, c: 2 } });
    const odd = withValue({}, ["__proto__", "x"], 1);
    expect(Object.keys(odd)).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});
