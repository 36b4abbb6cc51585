import { expect, it } from "vitest";
import { eventually, publish, type Sent, startRun } from "../support/worker.ts";
import { common, fateOf, receiptOf, SENDER } from "./receipt-support.ts";
import { callBack } from "./support.ts";

const begin = { type: "set", values: {}, next: "first" };
const first = { type: "external-callback", next: "pay" };
const pay = { type: "external-callback", condition: "pay.data.order == initial.data.order", next: "done" };
const done = { type: "return", value: "{{ pay.data }}" };

const early = { order: 2 };
const held = { outcome: "held", executionIds: [], until: expect.any(Number), data: early };

function outcomeOf(sent: Sent, outcome: string) {
  return eventually(
    () => receiptOf(sent),
    (receipt) => receipt.outcome === outcome,
  );
}

it.each(["run", "any"])(
  "an early callback is held and then activated under one receipt: by %s",
  async (to) => {
    const flow = await publish({ begin, first, pay, done });
    const run = await startRun(flow, { order: 2 });
    const execution = to === "run" ? run : "any";
    const sent = await callBack(flow, "pay", { execution, body: early, headers: SENDER });
    expect(await fateOf(flow, sent)).toEqual({ ...common(flow, sent, execution), ...held });
    await callBack(flow, "first", { execution: run });
    await outcomeOf(sent, "activated");
    const activated = { outcome: "activated", executionIds: [run] };
    expect(await fateOf(flow, sent)).toEqual({ ...common(flow, sent, execution), ...activated });
  },
);

it.each(["run", "any"])(
  "one that is held in vain has expired, and its body is still there: by %s",
  async (to) => {
    const flow = await publish({ begin, first, pay: { ...pay, early: { hold: "PT0.3S" } }, done });
    const run = await startRun(flow, { order: 2 });
    const execution = to === "run" ? run : "any";
    const sent = await callBack(flow, "pay", { execution, body: early, headers: SENDER });
    await outcomeOf(sent, "expired");
    expect(await fateOf(flow, sent)).toEqual({
      ...common(flow, sent, execution),
      ...held,
      outcome: "expired",
    });
    await callBack(flow, "first", { execution: run });
    expect(await fateOf(flow, sent)).toMatchObject({ outcome: "expired" });
  },
);
