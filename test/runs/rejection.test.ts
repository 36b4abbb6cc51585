import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/json.ts";
import { rejectionIn } from "../../src/triggers/asks.ts";
import type { Callback } from "../../src/triggers/callback.ts";
import type { RunAnswer } from "../../src/triggers/ports.ts";
import { newReceiptId } from "../../src/triggers/receipt.ts";
import { callbackOf, NOON, RunWorld } from "../support/ports.ts";

const HOUR = 3_600_000;
const trigger = (next: string, more: object = {}) => ({ type: "external-callback", next, ...more });
const done = { type: "return", value: "done" };
const no = { type: "return", value: "{{ pay }}" };
const REJECTED = { outcome: "rejected" };

async function started(blocks: Record<string, unknown>): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start();
  return world;
}

async function reject(
  world: RunWorld,
  block: string,
  data: JsonObject = {},
  more: Partial<Callback> = {},
): Promise<RunAnswer> {
  const callback = callbackOf({
    receipt: newReceiptId({ runId: world.runId }, world.now),
    data,
    receivedAt: world.now,
    asks: rejectionIn(data, world.runId),
    ...more,
  });
  const { version } = world;
  const outcome = await world.run.callback({
    flow: version.id,
    trigger: version.triggerByBlock(block)?.id ?? "",
    callback,
  });
  await world.settle();
  return outcome;
}

const factsOf = (world: RunWorld) => world.entries.flatMap(({ facts }) => facts);
const typesOf = (world: RunWorld) => factsOf(world).map(({ type }) => type);

describe("a wait that its sender rejects", () => {
  test("leads where onReject says, with the body as data and the reason as error", async () => {
    const world = await started({ pay: trigger("done", { onReject: "no" }), done, no });
    world.now += 5;
    expect(await reject(world, "pay", { reason: "Out of stock", item: 7 })).toEqual({
      outcome: "rejected",
      executionIds: [world.runId],
    });
    expect(await world.view()).toMatchObject({
      status: "completed",
      result: {
        data: { reason: "Out of stock", item: 7 },
        user: null,
        receivedAt: NOON + 5,
        error: { code: "rejected", message: "Out of stock", source: "pay" },
      },
      steps: [{ status: "rejected", error: { message: "Out of stock" } }, { status: "done" }],
    });
  });

  test("leads to several blocks side by side", async () => {
    const world = await started({
      pay: trigger("done", { onReject: ["a", "b"] }),
      done,
      a: trigger("done"),
      b: trigger("done"),
    });
    await reject(world, "pay");
    expect((await world.view()).waits).toMatchObject([{ block: "a" }, { block: "b" }]);
  });

  test("leads where onError says, where there is no onReject", async () => {
    const world = await started({ pay: trigger("done", { onError: "no" }), done, no });
    await reject(world, "pay", { reason: "No" });
    expect(await world.view()).toMatchObject({
      status: "completed",
      result: { data: { reason: "No" }, error: { code: "rejected", message: "No", source: "pay" } },
    });
  });

  test("fails the run with its reason, where nothing is said of it; a retry waits there anew", async () => {
    const world = await started({ pay: trigger("done"), done });
    expect(await reject(world, "pay", { reason: "Not for us" })).toMatchObject(REJECTED);
    expect(await world.view()).toMatchObject({
      status: "failed",
      error: { code: "rejected", message: "Not for us", source: "pay" },
      waits: [],
      steps: [{ block: "pay", occurrence: 1, status: "rejected" }],
    });
    expect([...world.waits.keys()]).toEqual([]);
    expect(world.ended).toMatchObject([{ status: "failed" }]);
    expect(await world.run.operator.retry()).toBe("done");
    await world.settle();
    expect([...world.waits.keys()]).toEqual(["pay 2"]);
    expect(await world.call("pay")).toMatchObject({ outcome: "activated" });
  });

  test("has a reason even where none is given", async () => {
    const world = await started({ pay: trigger("done"), done });
    await reject(world, "pay");
    expect((await world.view()).error?.message).toBe("The sender rejected this");
  });

  test("is rejected whatever its condition says, since the run is named", async () => {
    const world = await started({ pay: trigger("done", { condition: "pay.data.paid > 3" }), done });
    expect(await reject(world, "pay")).toMatchObject(REJECTED);
  });

  test("lets in only who may call back", async () => {
    const secured = (onFail: string) => ({ authentication: { type: "BACKENDLESS", onFail } });
    const strict = await started({ pay: trigger("done", secured("ERROR")), done });
    expect(await reject(strict, "pay")).toEqual({ outcome: "refused", code: 1000, status: 401 });
    const quiet = await started({ pay: trigger("done", secured("IGNORE")), done });
    expect(await reject(quiet, "pay")).toEqual({ outcome: "ignored", why: "authentication" });
    expect((await quiet.view()).status).toBe("waiting");
  });

  test("is the older one of two", async () => {
    const start = { type: "set", values: 0, next: ["pay", "pay"] };
    const world = await started({
      start,
      pay: trigger("stop", { onReject: "stop" }),
      stop: { type: "set", values: 0 },
    });
    await reject(world, "pay");
    expect((await world.view()).waits).toMatchObject([{ occurrence: 3 }]);
  });

  test("is over for callbacks, and for its list", async () => {
    const world = await started({ pay: trigger("ship", { onReject: "ship" }), ship: trigger("done"), done });
    await reject(world, "pay");
    expect([...world.waits.keys()]).toEqual(["ship 2"]);
    expect(await world.call("pay")).toEqual({ outcome: "refused", code: 28100 });
    expect(await world.call("pay", {}, 1)).toEqual({ outcome: "gone" });
  });

  test("is rejected once, whether or not the rejection comes twice", async () => {
    const world = await started({ pay: trigger("ship", { onReject: "ship" }), ship: trigger("done"), done });
    await reject(world, "pay", { reason: "a" }, { dedupe: "k" });
    const duplicate = { outcome: "duplicate", executionIds: [world.runId] };
    expect(await reject(world, "pay", { reason: "a" })).toEqual(duplicate);
    expect(await reject(world, "pay", { reason: "a" }, { dedupe: "k" })).toEqual(duplicate);
    expect(await reject(world, "pay", { reason: "b" }, { dedupe: "k" })).toEqual({
      outcome: "refused",
      code: 70422,
    });
    expect(await reject(world, "pay", { reason: "b" })).toEqual({ outcome: "refused", code: 28100 });
    await world.call("ship");
    expect(await reject(world, "pay", { reason: "b" })).toEqual({ outcome: "refused", code: 28136 });
    expect(await reject(world, "pay", { reason: "a" })).toEqual(duplicate);
    expect(typesOf(world).filter((type) => type === "rejected")).toHaveLength(1);
  });

  test("may be rejected under a key that a callback had", async () => {
    const world = await started({
      pay: trigger("pay2"),
      pay2: trigger("done", { onReject: "no" }),
      done,
      no: done,
    });
    const { version } = world;
    const callback = callbackOf({ dedupe: "k", receivedAt: world.now });
    await world.run.callback({
      flow: version.id,
      trigger: version.triggerByBlock("pay")?.id ?? "",
      callback,
    });
    expect(await reject(world, "pay2", {}, { dedupe: "k" })).toMatchObject(REJECTED);
  });

  test("is nothing that can be rejected in advance", async () => {
    const nap = { type: "delay", for: "PT1H", next: "pay" };
    const world = await started({ nap, pay: trigger("done"), done });
    expect(await reject(world, "pay")).toEqual({ outcome: "refused", code: 28060 });
    expect(typesOf(world)).not.toContain("held");
  });

  test("has timed out instead, where its time is over, even if the alarm is late", async () => {
    const pay = trigger("ship", { timeout: { after: "PT1H" } });
    const world = await started({ pay, ship: trigger("done"), done });
    world.now += HOUR;
    expect(await reject(world, "pay")).toEqual({ outcome: "refused", code: 28100 });
    expect(typesOf(world)).toContain("timed-out");
  });

  test("leaves a receipt that says so, in the run and for its list, also after a crash", async () => {
    const world = await started({ pay: trigger("done", { onReject: "no" }), done, no });
    const receipt = newReceiptId({ runId: world.runId }, world.now);
    const { version } = world;
    const callback = callbackOf({
      receipt,
      data: { reason: "x" },
      asks: rejectionIn({ reason: "x" }, world.runId),
    });
    await world.run.callback({
      flow: version.id,
      trigger: version.triggerByBlock("pay")?.id ?? "",
      callback,
    });
    world.restart();
    const told = { id: receipt, outcome: "rejected", asks: "reject", executionIds: [world.runId] };
    expect(await world.run.receipt(receipt)).toMatchObject(told);
    while (world.receipts.length === 0) expect(await world.fireAlarm()).toBe(true);
    expect(world.receipts).toMatchObject([told]);
  });

  test("keeps the body of a refused rejection from being replayed as a callback", async () => {
    const world = await started({ pay: trigger("ship"), ship: trigger("done"), done });
    await world.call("pay");
    const receipt = newReceiptId({ runId: world.runId }, world.now);
    await reject(world, "pay", { reason: "x" }, { receipt });
    const kept = await world.run.receipt(receipt);
    expect(kept).toMatchObject({ outcome: "refused", asks: "reject" });
    expect(kept).not.toHaveProperty("data");
  });
});

describe("a wait that the operator rejects", () => {
  test("leads where a sender's rejection does, without anybody's authentication", async () => {
    const secured = { authentication: { type: "BACKENDLESS" }, onReject: "no" };
    const world = await started({ pay: trigger("done", secured), done, no });
    expect(await world.run.operator.reject(1, "Cancelled by phone")).toBe("done");
    await world.settle();
    const error = { code: "rejected", message: "Cancelled by phone", source: "pay" };
    const result = { data: { reason: "Cancelled by phone" }, user: null, receivedAt: NOON, error };
    expect(await world.view()).toMatchObject({ status: "completed", result });
  });

  test("has to be there", async () => {
    const world = await started({ pay: trigger("ship", { onReject: "ship" }), ship: trigger("done"), done });
    expect(await world.run.operator.reject(9, "x")).toBe("left");
    expect(await world.run.operator.reject(1, "x")).toBe("done");
    expect(await world.run.operator.reject(1, "x")).toBe("left");
    await world.settle();
    await world.call("ship");
    expect(await world.run.operator.reject(2, "x")).toBe("ended");
    expect(await new RunWorld({ done }).run.operator.reject(1, "x")).toBe("no-such-run");
  });

  test("is over either by a callback or by hand: whichever comes first", async () => {
    const world = await started({ pay: trigger("done", { onReject: "no" }), done, no });
    const both = [world.call("pay"), world.run.operator.reject(1, "x"), world.run.operator.release(1, {})];
    const [called, rejected, released] = await Promise.all(both);
    expect([called, rejected, released]).toEqual([{ outcome: "refused", code: 28136 }, "done", "ended"]);
  });
});
