import { describe, expect, test } from "vitest";
import type { RunAnswer } from "../../src/triggers/ports.ts";
import { newReceiptId } from "../../src/triggers/receipt.ts";
import { callbackOf, NOON, RunWorld } from "../support/ports.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const done = { type: "return", value: "done" };
const late = { type: "return", value: "late" };
const work = (more: object = {}) => ({
  type: "external-callback",
  timeout: { after: "PT1H", next: "late" },
  heartbeat: { most: "PT3H" },
  next: "done",
  ...more,
});

async function started(more: object = {}): Promise<RunWorld> {
  const world = new RunWorld({ work: work(more), done, late });
  await world.start();
  return world;
}

async function beat(world: RunWorld, forMs?: number, receipt?: string): Promise<RunAnswer> {
  const callback = callbackOf({
    receipt: receipt ?? newReceiptId({ runId: world.runId }, world.now),
    receivedAt: world.now,
    asks: { ask: "heartbeat", forMs },
  });
  const { version } = world;
  const outcome = await world.run.callback({
    flow: version.id,
    trigger: version.triggerByBlock("work")?.id ?? "",
    callback,
  });
  await world.settle();
  return outcome;
}

const deadline = async (world: RunWorld) => (await world.view()).waits[0]?.timeoutAt;
const extended = (world: RunWorld, until: number) => ({
  outcome: "extended",
  executionIds: [world.runId],
  until,
});

describe("a heartbeat", () => {
  test("moves the deadline as far from now as the timeout was at first", async () => {
    const world = await started();
    world.now += 40 * MINUTE;
    expect(await beat(world)).toEqual(extended(world, NOON + 100 * MINUTE));
    expect(await deadline(world)).toBe(NOON + 100 * MINUTE);
    expect(world.waits.get("work 1")?.timeoutAt).toBe(NOON + 100 * MINUTE);
    expect(world.storage.alarm).toBeLessThanOrEqual(NOON + 100 * MINUTE);
  });

  test("moves it as far as the trigger says, or as it says itself", async () => {
    const world = await started({ heartbeat: { extend: "PT90M", most: "PT3H" } });
    expect(await beat(world)).toEqual(extended(world, NOON + 90 * MINUTE));
    expect(await beat(world, 100 * MINUTE)).toEqual(extended(world, NOON + 100 * MINUTE));
  });

  test("moves it no further than its bound, and not at all from there", async () => {
    const world = await started();
    expect(await beat(world, 99 * HOUR)).toEqual(extended(world, NOON + 3 * HOUR));
    world.now += HOUR;
    expect(await beat(world)).toEqual({ outcome: "refused", code: 70426 });
    expect(await deadline(world)).toBe(NOON + 3 * HOUR);
  });

  test("never moves it back", async () => {
    const world = await started();
    expect(await beat(world, 5 * MINUTE)).toEqual(extended(world, NOON + HOUR));
  });

  test("lets the wait go on past its first deadline, and time out at its last one", async () => {
    const world = await started();
    world.now += 40 * MINUTE;
    await beat(world);
    while (world.now < NOON + 99 * MINUTE && (await world.fireAlarm())) expect(world.now).toBeGreaterThan(0);
    const view = await world.view();
    expect(view).toMatchObject({ status: "completed", result: "late", endedAt: NOON + 100 * MINUTE });
    expect(view.steps).toMatchObject([{ status: "timed-out", leftAt: NOON + 100 * MINUTE }, {}]);
  });

  test("comes too late once the time is over, even if the alarm is late", async () => {
    const world = await started();
    world.now += HOUR;
    expect(await beat(world)).toEqual({ outcome: "refused", code: 28136 });
    expect((await world.view()).result).toBe("late");
  });

  test("is refused by a trigger that takes none", async () => {
    expect(await beat(await started({ heartbeat: undefined }))).toEqual({ outcome: "refused", code: 70426 });
  });

  test("needs an own length, where the timeout is an instant", async () => {
    const timeout = { at: "2026-01-31T13:00:00Z" };
    const world = await started({ timeout, heartbeat: { extend: "PT2H", most: "P1D" } });
    expect(await beat(world)).toEqual(extended(world, NOON + 2 * HOUR));
  });

  test("isn't judged by the condition, and comes from those only who may call back", async () => {
    expect(await beat(await started({ condition: "false" }))).toMatchObject({ outcome: "extended" });
    const secured = await started({ authentication: { type: "BACKENDLESS" } });
    expect(await beat(secured)).toEqual({ outcome: "refused", code: 1000, status: 401 });
  });

  test("is kept when the process dies right after, with its receipt", async () => {
    const world = await started();
    world.now += MINUTE;
    const receipt = newReceiptId({ runId: world.runId }, world.now);
    await beat(world, undefined, receipt);
    world.restart();
    expect(await deadline(world)).toBe(NOON + 61 * MINUTE);
    const told = { id: receipt, outcome: "extended", asks: "heartbeat", until: NOON + 61 * MINUTE };
    expect(await world.run.receipt(receipt)).toMatchObject(told);
    expect(world.receipts).toMatchObject([told]);
    expect((await world.view()).timeline.at(-1)).toMatchObject({
      type: "extended",
      timeoutAt: NOON + 61 * MINUTE,
      receipt,
    });
  });

  test("has a bound of its own in a wait that begins later", async () => {
    const world = new RunWorld({
      nap: { type: "delay", for: "PT2H", next: "work" },
      work: work(),
      done,
      late,
    });
    await world.start();
    while ((await world.view()).waits.length === 0) await world.fireAlarm();
    expect(await beat(world, 99 * HOUR)).toEqual(extended(world, NOON + 5 * HOUR));
  });

  test("is one of 5,000 at most that a run takes", async () => {
    const world = await started({ heartbeat: { most: "P30D" } });
    const { version } = world;
    const trigger = version.triggerByBlock("work")?.id ?? "";
    for (let beats = 0; beats < 5_000; beats++) {
      const callback = callbackOf({ asks: { ask: "heartbeat", forMs: undefined } });
      const { outcome } = await world.run.callback({ flow: version.id, trigger, callback });
      if (outcome !== "extended") throw new Error(`${outcome} after ${beats}`);
    }
    await world.settle();
    expect(await beat(world)).toEqual({ outcome: "refused", code: 70426 });
    expect(await world.call("work")).toMatchObject({ outcome: "activated" });
  });
});

describe("a deadline that the operator moves", () => {
  test("is where he puts it, sooner or past the bound of heartbeats", async () => {
    const world = await started();
    expect(await world.run.operator.moveDeadline(1, NOON + 9 * HOUR)).toBe("done");
    await world.settle();
    expect(world.waits.get("work 1")?.timeoutAt).toBe(NOON + 9 * HOUR);
    expect(await beat(world)).toEqual({ outcome: "refused", code: 70426 });
    expect(await world.run.operator.moveDeadline(1, NOON + MINUTE)).toBe("done");
    await world.settle();
    expect(world.storage.alarm).toBeLessThanOrEqual(NOON + MINUTE);
    while ((await world.view()).status === "waiting") await world.fireAlarm();
    expect(await world.view()).toMatchObject({ result: "late", endedAt: NOON + MINUTE });
  });

  test("has to be one: of a wait that is there, has a deadline and isn't over", async () => {
    const world = await started();
    expect(await world.run.operator.moveDeadline(7, NOON)).toBe("left");
    world.now += HOUR;
    expect(await world.run.operator.moveDeadline(1, NOON + 2 * HOUR)).toBe("left");
    await world.fireAlarm();
    expect(await world.run.operator.moveDeadline(1, NOON + 2 * HOUR)).toBe("ended");
    const open = await started({ timeout: undefined, heartbeat: undefined });
    expect(await open.run.operator.moveDeadline(1, NOON + HOUR)).toBe("no-deadline");
    expect(await new RunWorld({ done }).run.operator.moveDeadline(1, NOON)).toBe("no-such-run");
  });
});
