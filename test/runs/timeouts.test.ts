import { describe, expect, test } from "vitest";
import { NOON, RunWorld } from "../support/ports.ts";

const HOUR = 3_600_000;
const pay = (timeout: object, next = "paid") => ({ type: "external-callback", timeout, next });
const ends = {
  paid: { type: "return", value: { paid: "{{ pay.data }}" } },
  late: { type: "return", value: { late: "{{ pay }}" } },
};

async function started(blocks: Record<string, unknown>, data = {}): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start(data);
  return world;
}

/** Fires alarms until that moment has come. */
async function until(world: RunWorld, at: number): Promise<void> {
  while (world.storage.alarm !== null && world.storage.alarm <= at) await world.fireAlarm();
  world.now = Math.max(world.now, at);
}

describe("a trigger that times out", () => {
  test("after a duration goes its own way, with data of its own", async () => {
    const timeout = { after: "PT1H", next: "late", data: { why: "{{ initial.data.why }}" } };
    const world = await started({ pay: pay(timeout), ...ends }, { why: "slow" });
    expect((await world.view()).waits).toMatchObject([{ block: "pay", timeoutAt: NOON + HOUR }]);
    expect(world.waits.get("pay 1")).toMatchObject({ timeoutAt: NOON + HOUR });
    await until(world, NOON + HOUR - 1);
    expect(await world.view()).toMatchObject({ status: "waiting" });
    await until(world, NOON + HOUR);
    expect(await world.view()).toMatchObject({
      status: "completed",
      result: { late: { data: { why: "slow" }, user: null, receivedAt: NOON + HOUR } },
    });
    expect(world.waits.size).toBe(0);
  });

  test("without `next` and data of its own goes the usual way with nothing", async () => {
    const world = await started({ pay: pay({ after: "PT1H" }), ...ends });
    await until(world, NOON + HOUR);
    expect(await world.view()).toMatchObject({ status: "completed", result: { paid: {} } });
  });

  test.each([
    ["an instant", "2026-01-31T14:00:00+02:00", {}, 0],
    ["an instant", "2026-01-31T13:30:00Z", {}, 1.5 * HOUR],
    ["an expression", "initial.data.due", { due: NOON + 2 * HOUR }, 2 * HOUR],
    ["an expression of a text", "{{ initial.data.due }}", { due: "2026-01-31T12:20:00Z" }, HOUR / 3],
  ])("at %s: %s", async (_, at, data, after) => {
    const world = await started({ pay: pay({ at, next: "late" }), ...ends }, data);
    await until(world, NOON + after - 1);
    expect(await world.view()).toMatchObject({ status: "waiting" });
    await until(world, NOON + after);
    expect(await world.view()).toMatchObject({ status: "completed", result: { late: { data: {} } } });
  });

  test("at an instant that is past does so at once", async () => {
    const world = await started({ pay: pay({ at: "2026-01-01T00:00:00Z", next: "late" }), ...ends });
    await until(world, NOON);
    expect(await world.view()).toMatchObject({
      status: "completed",
      endedAt: NOON,
      result: { late: { data: {} } },
    });
  });

  test("at something that is no instant fails when it is reached", async () => {
    const world = await started({ pay: pay({ at: "initial.data.due" }), ...ends }, { due: "tomorrow" });
    expect(await world.view()).toMatchObject({
      status: "failed",
      error: { code: "instant", source: "pay" },
      waits: [],
    });
  });

  test("fails when its data can't be computed, and its onError takes that", async () => {
    const timeout = { after: "PT1H", data: "{{ initial.data.missing }}" };
    const failing = { ...pay(timeout), onError: "mend" };
    const mend = { type: "return", value: "{{ pay.error.source }}" };
    const world = await started({ pay: failing, mend, ...ends });
    await until(world, NOON + HOUR);
    expect(await world.view()).toMatchObject({ status: "completed", result: "pay" });
    expect(world.waits.size).toBe(0);
  });

  test("fails when its data is too large for a row", async () => {
    const big = "{{ initial.data.big }}";
    const failing = pay({ after: "PT1H", data: [big, big, big] });
    const world = await started({ pay: failing, ...ends }, { big: "x".repeat(700_000) });
    await until(world, NOON + HOUR);
    expect(await world.view()).toMatchObject({
      status: "failed",
      error: { code: "too_large", source: "pay" },
    });
  });

  test("takes no callback any more", async () => {
    const world = await started({
      pay: pay({ after: "PT1H", next: "other" }),
      other: { type: "external-callback", next: "paid" },
      ...ends,
    });
    await until(world, NOON + HOUR);
    expect(await world.call("pay")).toEqual({ outcome: "refused", code: 28100 });
    expect(await world.call("pay", {}, 1)).toEqual({ outcome: "gone" });
    await world.call("other");
    expect(await world.call("pay")).toEqual({ outcome: "refused", code: 28136 });
  });

  test("doesn't when the callback comes first", async () => {
    const world = await started({
      pay: pay({ after: "PT1H", next: "late" }, "other"),
      other: { type: "external-callback", next: "paid" },
      ...ends,
    });
    await world.call("pay", { n: 1 });
    await until(world, NOON + 2 * HOUR);
    expect((await world.view()).waits).toMatchObject([{ block: "other" }]);
    await world.call("other");
    expect(await world.view()).toMatchObject({ result: { paid: { n: 1 } } });
  });

  test("does so once, with early, late and repeated alarms and after restarts", async () => {
    const world = await started({
      pay: pay({ after: "PT1H", next: "other" }),
      other: pay({ after: "PT1H" }),
      ...ends,
    });
    for (let times = 0; times < 3; times++) await world.run.alarm();
    expect(world.entries).toHaveLength(1);
    world.restart();
    world.now = NOON + HOUR + 1;
    await Promise.all([world.run.alarm(), world.run.alarm()]);
    world.restart();
    await world.run.alarm();
    const timedOut = (await world.view()).timeline.filter(({ type }) => type === "timed-out");
    expect(timedOut).toMatchObject([{ block: "pay" }]);
    expect((await world.view()).waits).toMatchObject([{ block: "other", timeoutAt: NOON + 2 * HOUR + 1 }]);
  });

  test("has its alarm although the run's others come earlier and later", async () => {
    const world = await started({
      start: { type: "set", values: 0, next: ["pay", "nap"] },
      pay: pay({ after: "PT2H", next: "late" }),
      nap: { type: "delay", for: "PT1H", next: "long" },
      long: { type: "delay", for: "P10D" },
      ...ends,
    });
    await until(world, NOON + HOUR);
    world.restart();
    await until(world, NOON + 2 * HOUR);
    expect(await world.view()).toMatchObject({ status: "completed", endedAt: NOON + 2 * HOUR });
  });
});

describe("a delay", () => {
  test("wakes after its duration, once, and its output is that instant", async () => {
    const nap = { type: "delay", for: "PT1H", next: "woke" };
    const world = await started({ nap, woke: { type: "return", value: "{{ nap }}" } });
    expect(await world.view()).toMatchObject({ status: "running" });
    await until(world, NOON + HOUR);
    expect(await world.view()).toMatchObject({ status: "completed", result: NOON + HOUR });
  });
});
