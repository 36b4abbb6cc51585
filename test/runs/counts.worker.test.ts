import { describe, expect, it } from "vitest";
import { logInUser, type Published, publish, send, startRun } from "../support/worker.ts";
import { type Costs, counting } from "./counting.ts";

const done = { type: "return" };
const twoWaits = {
  before: { type: "set", values: 1, next: "pay" },
  pay: { type: "external-callback", next: "ship" },
  ship: { type: "external-callback", next: "done" },
  done,
};

const call = (flow: Published, block: string, query: string, headers: Record<string, string> = {}) =>
  send("POST", `${flow.triggers[block]?.callbackUrl}${query}`, { body: {}, headers });

/** What the answer costs, with everything that goes on behind it. */
async function costOf(meter: { take(): Costs }, work: () => Promise<unknown>): Promise<Costs> {
  await scheduler.wait(60);
  meter.take();
  await work();
  await scheduler.wait(60);
  return meter.take();
}

describe("what callbacks cost", () => {
  it("is this much, each way of addressing", async () => {
    const flow = await publish(twoWaits);
    const meter = await counting();
    let run = "";
    const show = async (what: string, work: () => Promise<unknown>) =>
      console.error(what, JSON.stringify(await costOf(meter, work)));
    await show("start, list is new", async () => {
      run = await startRun(flow);
    });
    await show("start", async () => {
      run = await startRun(flow);
    });
    await show("named, goes on to a wait (new list)", () => call(flow, "pay", `?execution=${run}`));
    await show("named, ends", () => call(flow, "ship", `?execution=${run}`));
    run = await startRun(flow);
    await show("named, goes on to a wait", () => call(flow, "pay", `?execution=${run}`));
    run = await startRun(flow);
    await show("any, goes on to a wait", () => call(flow, "pay", "?execution=any"));
    await show("any, ends", () => call(flow, "ship", "?execution=any"));
    for (let n = 0; n < 9; n++) await startRun(flow);
    await show("all of 10", () => call(flow, "pay", "?execution=all"));
    await show("any, nobody", () => call(flow, "pay", "?execution=any"));
    const { token } = await logInUser();
    run = await startRun(flow);
    await show("named, user first time", () =>
      call(flow, "pay", `?execution=${run}`, { "user-token": token }),
    );
    await show("named, user", () => call(flow, "ship", `?execution=${run}`, { "user-token": token }));
    const first = await publish({ pay: twoWaits.pay, ship: twoWaits.ship, done });
    await show("first block, goes on to a wait (new list)", () => call(first, "pay", ""));
    await show("first block, goes on to a wait", () => call(first, "pay", ""));
    const only = await publish({ pay: { ...twoWaits.pay, next: "done" }, done });
    await show("first block, ends", () => call(only, "pay", ""));
    const cond = await publish({
      pay: { ...twoWaits.pay, condition: "pay.data.x == 1", next: "done" },
      done,
    });
    run = await startRun(cond);
    await show("named, condition FALSE", () => call(cond, "pay", `?execution=${run}`));
    await show("any, condition FALSE", () => call(cond, "pay", "?execution=any"));
    await scheduler.wait(5500);
    console.error("5 s later", JSON.stringify(meter.take()));
    expect(1).toBe(1);
  }, 30_000);
});
