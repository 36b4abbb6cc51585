import { describe, expect, it } from "vitest";
import { logInUser, type Published, publish, startRun } from "../support/worker.ts";
import { common, fateOf, receiptIn, SENDER } from "./receipt-support.ts";
import { type CallbackOptions, callBack } from "./support.ts";

const condition = "pay.data.order == initial.data.order && pay.data.amount > 10";
const pay = { type: "external-callback", condition, next: "done" };
const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay,
  done: { type: "return", value: "{{ pay.data }}" },
};
const [paid, little, incomplete] = [{ order: 1, amount: 50 }, { order: 1, amount: 1 }, { order: 1 }];
const late = { order: 1, amount: 60 };
const GUARDED = { type: "BACKENDLESS", requiredRoles: ["Cashier"] };

async function orderFlow(more: Record<string, unknown> = {}): Promise<{ flow: Published; run: string }> {
  const flow = await publish({ ...blocks, pay: { ...pay, ...more } });
  return { flow, run: await startRun(flow, { order: 1 }) };
}

type Case = [what: string, fate: object, body: unknown, before: unknown[]];

const refused = { outcome: "refused", executionIds: [] };
const ignored = { outcome: "ignored", executionIds: [] };
const failed = { why: "condition-failed", warning: expect.stringContaining("pay.data.amount") };
const SAME: Case[] = [
  ["that fits is activated", { outcome: "activated" }, paid, []],
  ["that comes twice is a duplicate", { outcome: "duplicate" }, paid, [paid]],
  ["that doesn't fit is ignored", { ...ignored, why: "condition", data: little }, little, []],
  ["that can't be judged is ignored", { ...ignored, ...failed, data: incomplete }, incomplete, []],
];

describe("a callback that names its run has its receipt in the run", () => {
  it.each<Case>([
    ...SAME,
    ["that is late is refused", { ...refused, code: 28136, data: late }, late, [paid]],
  ])("%s", async (_what, fate, body, before) => {
    const { flow, run } = await orderFlow();
    for (const each of before) await callBack(flow, "pay", { execution: run, body: each });
    const sent = await callBack(flow, "pay", { execution: run, body, headers: SENDER });
    expect(receiptIn(sent)).toMatch(new RegExp(`^r-${run}-`));
    const expected = { ...common(flow, sent, run), executionIds: [run], ...fate };
    expect(await fateOf(flow, sent)).toEqual(expected);
  });

  it("started: in the run that it made", async () => {
    const flow = await publish({ pay: { type: "external-callback" } });
    const sent = await callBack(flow, "pay", { headers: SENDER });
    const receipt = await fateOf(flow, sent);
    const [run = ""] = receipt.executionIds;
    expect(receipt).toEqual({ ...common(flow, sent, run), outcome: "started", executionIds: [run] });
    expect(receipt.id).toMatch(new RegExp(`^r-${run}-`));
  });
});

describe("a callback that names none has its receipt in the trigger's list", () => {
  it.each<Case>([
    ...SAME,
    ["that is late is refused", { ...refused, code: 28100, data: late }, late, [paid]],
  ])("%s", async (_what, fate, body, before) => {
    const { flow, run } = await orderFlow();
    for (const each of before) await callBack(flow, "pay", { body: each });
    const sent = await callBack(flow, "pay", { execution: "any", body, headers: SENDER });
    expect(receiptIn(sent)).toMatch(new RegExp(`^t-${flow.triggers["pay"]?.triggerId}-`));
    const expected = { ...common(flow, sent, "any"), executionIds: [run], ...fate };
    expect(await fateOf(flow, sent)).toEqual(expected);
  });

  it("an `all` names every run that it activated", async () => {
    const { flow, run } = await orderFlow();
    const other = await startRun(flow, { order: 1 });
    const sent = await callBack(flow, "pay", { execution: "all", body: paid });
    const { outcome, executionIds } = await fateOf(flow, sent);
    expect([outcome, executionIds]).toEqual(["activated", [run, other]]);
  });

  it.each<[string, CallbackOptions, number]>([
    ["is no JSON", { body: "{" }, 8058],
    ["names a run that doesn't exist", { execution: "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F" }, 28059],
    ["has a token that nobody has", { token: "no-such-token" }, 3064],
  ])("also one that %s", async (_, options, code) => {
    const { flow } = await orderFlow();
    const sent = await callBack(flow, "pay", options);
    expect(receiptIn(sent)).toMatch(/^t-/);
    expect(await fateOf(flow, sent)).toMatchObject({ outcome: "refused", code });
  });
});

describe("who sent it", () => {
  it.each(["run", "any"] as const)("is on the receipt, let in or not: by %s", async (to) => {
    const [cashier, nobody] = [await logInUser(["Cashier"]), await logInUser()];
    const { flow, run } = await orderFlow({ authentication: GUARDED });
    const execution = to === "run" ? run : "any";
    for (const [{ token, id }, outcome] of [
      [nobody, "refused"],
      [cashier, "activated"],
    ] as const) {
      const sent = await callBack(flow, "pay", { execution, body: paid, token, headers: SENDER });
      const sender = { address: "198.51.100.7", agent: "Shop/1.0" };
      expect(await fateOf(flow, sent)).toMatchObject({ outcome, user: id, sender });
    }
  });

  it("is nobody where nobody says so, and a long user agent is cut", async () => {
    const { flow, run } = await orderFlow();
    const headers = { "user-agent": "x".repeat(500) };
    const sent = await callBack(flow, "pay", { execution: run, body: paid, headers });
    const sender = { address: null, agent: "x".repeat(200) };
    expect(await fateOf(flow, sent)).toMatchObject({ user: null, sender });
  });
});
