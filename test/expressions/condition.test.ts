import { describe, expect, it } from "vitest";
import { analyseCondition } from "../../src/expressions/index.ts";
import { budget, errorOf } from "./support.ts";

function summary(source: string) {
  const { kind, key, rest, readsUser } = analyseCondition(source, "payment");
  return {
    kind,
    key: key.map(({ callback, run }) => `${callback.source} | ${run.source}`),
    rest: rest.map((part) => part.source),
    readsUser,
  };
}

const keyed = (callback: string, run: string, rest: string[] = []) => ({
  kind: "keyed",
  key: [`${callback} | ${run}`],
  rest,
  readsUser: false,
});
const unkeyed = (kind: string, ...rest: string[]) => ({ kind, key: [], rest, readsUser: false });
describe("analysing a condition", () => {
  it("splits a condition into key and rest", () => {
    const source =
      'payment.data.orderId == initial.data.id && payment.data.status == "paid" && payment.user.id == initial.user.id';
    const analysis = analyseCondition(source, "payment");
    expect(
      analysis.key.map((part) => [part.callback.reads, part.run.reads, part.readsUser, part.source]),
    ).toEqual([
      [
        [["payment", "data", "orderId"]],
        [["initial", "data", "id"]],
        false,
        "payment.data.orderId == initial.data.id",
      ],
      [[["payment", "user", "id"]], [["initial", "user", "id"]], true, "payment.user.id == initial.user.id"],
    ]);
    expect(analysis.rest.map((part) => part.source)).toEqual(['payment.data.status == "paid"']);
    expect(analysis.runReads).toEqual([
      ["initial", "data", "id"],
      ["initial", "user", "id"],
    ]);
    expect(analysis.callbackReads).toEqual([
      ["payment", "data", "orderId"],
      ["payment", "data", "status"],
      ["payment", "user", "id"],
    ]);
    expect(analysis).toMatchObject({ kind: "keyed", readsUser: true });
    expect(analysis.why).toContain("payment.data.orderId == initial.data.id");
  });

  const CASES: [source: string, expected: object][] = [
    ["order.id == payment.data.id", keyed("payment.data.id", "order.id")],
    [
      "true && (payment.data.id == order.id && payment.data.n > 1)",
      keyed("payment.data.id", "order.id", ["true", "payment.data.n > 1"]),
    ],
    [
      "(payment.data.a + payment.data.b) * 2 == (order.a)",
      keyed("(payment.data.a + payment.data.b) * 2", "order.a"),
    ],
    [
      'payment.data["id"].lower() == string(order.id)',
      keyed('payment.data["id"].lower()', "string(order.id)"),
    ],
    [
      "payment.data.ids.filter(i, i > 1) == order.ids",
      keyed("payment.data.ids.filter(i, i > 1)", "order.ids"),
    ],
    ['[payment.data.a, "x"] == [order.a, "x"]', keyed('[payment.data.a, "x"]', '[order.a, "x"]')],
    ['payment.data.id == "x"', unkeyed("callback-only", 'payment.data.id == "x"')],
    ["true", unkeyed("callback-only", "true")],
    ["order.total > 10", unkeyed("run-only", "order.total > 10")],
    ["order.a == order.b", unkeyed("run-only", "order.a == order.b")],
    ["payment.data.id != order.id", unkeyed("row-by-row", "payment.data.id != order.id")],
    ["payment.data.id == order.id || false", unkeyed("row-by-row", "payment.data.id == order.id || false")],
    ["payment.data.id in order.ids", unkeyed("row-by-row", "payment.data.id in order.ids")],
    ["payment.data.id + order.x == order.id", unkeyed("row-by-row", "payment.data.id + order.x == order.id")],
    ["payment.data.at + now() == order.at", unkeyed("row-by-row", "payment.data.at + now() == order.at")],
    ["payment.data.id == order.id + uuid()", unkeyed("row-by-row", "payment.data.id == order.id + uuid()")],
    ["urls.payment == payment.data.url", keyed("payment.data.url", "urls.payment")],
    ["[1].all(payment, payment == 1)", unkeyed("callback-only", "[1].all(payment, payment == 1)")],
  ];
  it.each(CASES)("%s", (source, expected) => {
    expect(summary(source)).toEqual(expected);
  });

  it("sees the user in the trigger read as a whole", () => {
    expect(summary("payment == order.expected").readsUser).toBe(true);
    expect(summary('payment["user"].id == 1').readsUser).toBe(true);
  });

  it("gives parts that evaluate alone, and errors that point into the whole", () => {
    const source = "true && payment.data.id == order.id && payment.data.n > 1";
    const { key, rest } = analyseCondition(source, "payment");
    const callback = { payment: { data: { id: "x" }, user: null, receivedAt: 0 } };
    expect(key[0]?.callback.evaluate(callback, budget())).toBe("x");
    expect(key[0]?.run.evaluate({ order: { id: "y" } }, budget())).toBe("y");
    const error = errorOf(() => rest[1]?.evaluate(callback, budget()));
    expect(source.slice(error.range.start, error.range.end)).toBe("n");
  });

  it("refuses what can't be true or false, and what isn't an expression", () => {
    expect(errorOf(() => analyseCondition("payment.data.n + 1", "payment")).code).toBe("type");
    expect(errorOf(() => analyseCondition("payment.data.", "payment")).code).toBe("syntax");
  });
});
