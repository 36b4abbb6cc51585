import { describe, expect, test } from "vitest";
import { filledUp, sampleOf, sampleOfPaths, withRoots } from "../../src/console/expression/sample.ts";

const groups = (...entries: [path: string, type: string][]) => ({
  groups: [{ entries: entries.map(([path, type]) => ({ path, type })) }],
});

describe("sample data", () => {
  test("have a value of its type for everything that may be read", () => {
    const readable = groups(
      ["payment.data.orderId", "any"],
      ["payment.data", "map"],
      ["payment.receivedAt", "number"],
      ["details", "map"],
      ['details["odd key"]', "bool"],
      ["run.id", "string"],
    );
    expect(sampleOf(readable)).toEqual({
      payment: { data: { orderId: "sample orderId" }, receivedAt: expect.any(Number) },
      details: { "odd key": true },
      run: { id: "sample id" },
    });
  });

  test("have the specification's user", () => {
    const { payment } = sampleOf(groups(["payment.user", "map"], ["payment.user.email", "string"]));
    expect(payment).toEqual({
      user: expect.objectContaining({ email: "jamesbond@mi6.co.uk", lastName: "Bond" }),
    });
  });

  test("keep what somebody wrote", () => {
    const written = { payment: { data: { paid: 5 } } };
    const usual = { payment: { data: { orderId: "x", paid: 1 } }, run: { id: "r" } };
    expect(withRoots(written, usual)).toEqual({ payment: { data: { paid: 5 } }, run: { id: "r" } });
    expect(filledUp(written, usual)).toEqual({
      payment: { data: { paid: 5, orderId: "x" } },
      run: { id: "r" },
    });
  });

  test("for a callback have what the flow reads of it", () => {
    expect(sampleOfPaths([["items"], ["items", "count"], [], ["orderId"]])).toEqual({
      items: { count: 1 },
      orderId: "sample orderId",
    });
  });
});
