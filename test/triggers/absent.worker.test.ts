import { describe, expect, it } from "vitest";
import {
  eventually,
  logInUser,
  manage,
  publish,
  republish,
  send,
  startRun,
  viewRun,
} from "../support/worker.ts";
import { callBack, countRuns, short, statusOf, urlOf } from "./support.ts";

const order = {
  payment: { type: "external-callback", condition: "payment.data.paid == true", next: "done" },
  done: { type: "return", value: "{{ payment }}" },
};

/** `first` leads to `second` or to `third`. */
const steps = {
  first: { type: "external-callback", next: "which" },
  which: { type: "condition", when: "first.data.second", yes: "second", no: "third" },
  second: { type: "external-callback", next: "done", early: { hold: "PT0S" } },
  third: { type: "external-callback", next: "done" },
  done: { type: "return", value: "done" },
};

describe("a callback for a run that doesn't wait there", () => {
  const [yes, no] = [{ second: true }, { second: false }];
  const nothing: unknown[] = [];

  it.each([
    ["before the trigger is reached", nothing, "second", {}, "409/28060"],
    ["after another block was reached", [yes], "first", no, "409/28100"],
    ["when no branch can get there any more", [yes], "third", {}, "409/28100"],
    ["with the body that activated it", [yes], "first", yes, "200"],
    ["with the body that activated another trigger", [yes, yes], "second", { third: 1 }, "410/28136"],
    ["after the end", [yes, { ok: 1 }], "second", { ok: 2 }, "410/28136"],
    ["after the end, at a trigger it never reached", [yes, { ok: 1 }], "third", { ok: 1 }, "410/28136"],
    ["after the end, with the body that activated it last", [yes, { ok: 1 }], "second", { ok: 1 }, "200"],
    ["after the end, with the body that activated it before", [yes, { ok: 1 }], "first", yes, "200"],
  ])("%s: after %j, %s gets %j and answers %s", async (_, before, block, body, expected) => {
    const flow = await publish(steps);
    const run = await startRun(flow);
    const waits = ["first", "second"];
    for (const [index, sent] of before.entries())
      await callBack(flow, waits[index] ?? "", { execution: run, body: sent });
    const { timeline } = await viewRun(run);
    expect(short(await callBack(flow, block, { execution: run, body }))).toBe(expected);
    expect((await viewRun(run)).timeline).toEqual(timeline);
  });

  it("is held by default where the run can still get there, and lets it go on then", async () => {
    const flow = await publish({ ...steps, second: { ...steps.second, early: undefined } });
    const run = await startRun(flow);
    expect(short(await callBack(flow, "second", { execution: run, body: { early: 1 } }))).toBe("200");
    expect(await statusOf(run)).toBe("waiting");
    await callBack(flow, "first", { execution: run, body: yes });
    await eventually(
      () => statusOf(run),
      (status) => status === "completed",
    );
    expect(await viewRun(run)).toMatchObject({ context: { second: { data: { early: 1 } } } });
  });

  it("says that the run has ended when the operator ended it", async () => {
    const flow = await publish(steps);
    const run = await startRun(flow);
    await manage("POST", `/runs/${run}/terminate`);
    expect(short(await callBack(flow, "first", { execution: run }))).toBe("410/28136");
    expect(short(await callBack(flow, "second", { execution: run }))).toBe("410/28136");
  });
});

describe("a callback for a run that isn't one of this address", () => {
  const MADE_UP = "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F";
  const BAD_IDS = [MADE_UP, "garbage", "ANY", "__proto__", "%00", "null", "🦊", "x".repeat(9_000)];
  const closed = { ...order.payment, authentication: { type: "BACKENDLESS" } };

  it.each(BAD_IDS)("answers 404 for %.40s, and makes no run", async (execution) => {
    const flow = await publish(order);
    const before = await countRuns();
    expect(short(await callBack(flow, "payment", { execution }))).toBe("404/28059");
    expect(await countRuns()).toEqual(before);
  });

  it("tells who isn't let in nothing about which runs there are", async () => {
    const flow = await publish({ ...order, payment: closed });
    const run = await startRun(flow);
    for (const execution of [run, run.toLowerCase(), ...BAD_IDS])
      expect(short(await callBack(flow, "payment", { execution }))).toBe("401/1000");
    const { token } = await logInUser();
    expect(short(await callBack(flow, "payment", { execution: MADE_UP, token }))).toBe("404/28059");
  });

  it("finds runs of any version under the flow's id, and of one version under the version's", async () => {
    const old = await publish(order);
    const oldRun = await startRun(old);
    const live = await republish(old, {
      payment: { ...order.payment, condition: "false" },
      done: order.done,
    });
    const body = { paid: true };
    expect(short(await callBack(live, "payment", { execution: oldRun, body }))).toBe("404/28059");
    expect(await statusOf(oldRun)).toBe("waiting");
    const liveRun = await startRun(live);
    expect(short(await callBack(old, "payment", { execution: liveRun, body }))).toBe("404/28059");
    await callBack(live, "payment", { execution: oldRun, body, via: "flow" });
    expect(await statusOf(oldRun)).toBe("completed");
  });

  it("knows no runs of other flows, whichever of both ids is another flow's", async () => {
    const [flow, other] = [await publish(order), await publish(order)];
    const run = await startRun(flow);
    expect(short(await callBack(other, "payment", { execution: run, via: "flow" }))).toBe("404/28059");
    const mixed = urlOf(flow, "payment").replace(flow.triggers["payment"]?.triggerId ?? "", MADE_UP);
    expect(short(await send("POST", `${mixed}?execution=${run}`, { body: {} }))).toBe("404/28010");
    expect(await statusOf(run)).toBe("waiting");
  });
});
