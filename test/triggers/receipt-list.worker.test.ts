import { beforeAll, expect, it } from "vitest";
import { manage, type Published, publish, startRun } from "../support/worker.ts";
import { listed, listPath, page, receiptIn } from "./receipt-support.ts";
import { callBack, together } from "./support.ts";

const pay = { type: "external-callback", condition: "pay.data.order == initial.data.order" };
const blocks = { begin: { type: "set", values: {}, next: "pay" }, pay };

let flow: Published;
let run: string;
/** The receipts of all callbacks to the trigger, the newest first, and what became of them. */
const sent: { id: string; outcome: string }[] = [];

beforeAll(async () => {
  flow = await publish(blocks);
  run = await startRun(flow, { order: 1 });
  const call = async (outcome: string, execution: string, order: number, more: object = {}) => {
    const id = receiptIn(await callBack(flow, "pay", { execution, body: { order, ...more } }));
    sent.unshift({ id, outcome });
  };
  await call("held", "any", 2);
  await call("ignored", run, 3);
  await call("activated", run, 1);
  await call("duplicate", run, 1);
  await call("refused", run, 1, { again: true });
  await call("ignored", "all", 4);
  await listed(flow, "pay", sent.length);
});

it("lists the receipts of a trigger newest first, wherever they live, without bodies", async () => {
  const { items, ...rest } = await page(flow, "pay");
  expect(items.map(({ id, outcome }) => ({ id, outcome }))).toEqual(sent);
  expect(rest).toEqual({});
  expect(items.some((item) => "data" in item)).toBe(false);
});

it.each(["activated", "started", "held", "expired", "duplicate", "ignored", "refused"])(
  "lists those that were %s",
  async (outcome) => {
    const { items } = await page(flow, "pay", `?outcome=${outcome}`);
    expect(items.map(({ id }) => id)).toEqual(
      sent.filter((each) => each.outcome === outcome).map(({ id }) => id),
    );
  },
);

it("goes on from page to page, with a filter too", async () => {
  const busy = await publish(blocks);
  const ids = (
    await together(60, (order) => callBack(busy, "pay", { execution: "all", body: { order } }))
  ).map(receiptIn);
  for (const order of [1, 2]) await callBack(busy, "pay", { body: { order } });
  for (const [query, count] of [
    ["", 62],
    ["?outcome=ignored", 60],
  ] as const) {
    const first = await page(busy, "pay", query);
    expect(first.items).toHaveLength(50);
    const second = await page(busy, "pay", `${query}${query === "" ? "?" : "&"}cursor=${first.cursor}`);
    expect([second.items.length, second.cursor]).toEqual([count - 50, undefined]);
    const found = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(found).size).toBe(count);
    expect(found.filter((id) => ids.includes(id))).toHaveLength(60);
    const nonces = found.map((id) => id.slice(-30));
    expect(nonces).toEqual(nonces.toSorted().toReversed());
  }
});

it("belongs to one trigger", async () => {
  const other = await publish(blocks);
  expect(await page(other, "pay")).toEqual({ items: [] });
  const path = listPath(flow, "pay").replace(flow.flowId, other.flowId);
  expect(await manage("GET", path)).toMatchObject({ status: 404, body: { code: 70404 } });
});

it.each(["?outcome=lost", "?cursor=x", "?cursor=", "?limit=3", "?outcome=held&outcome=held"])(
  "refuses %s",
  async (query) => {
    const answer = await manage("GET", listPath(flow, "pay") + query);
    expect(answer).toMatchObject({ status: 400, body: { code: 70400 } });
  },
);
