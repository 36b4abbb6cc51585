import { describe, expect, test } from "vitest";
import { NOON, RunWorld } from "../support/ports.ts";

const HOUR = 3_600_000;
const late = { outcome: "refused", code: 28100 };
const over = { outcome: "refused", code: 28136 };

/** Waits at `pay` for an hour; a callback leads to `paid`, the timeout to `late`, where the run waits on if it `goesOn`. */
async function started({ goesOn = false } = {}): Promise<RunWorld> {
  const then = goesOn ? { type: "external-callback" } : { type: "return" };
  const world = new RunWorld({
    pay: { type: "external-callback", timeout: { after: "PT1H", next: "late" }, next: "paid" },
    paid: then,
    late: then,
  });
  await world.start();
  return world;
}

/** How the wait ended, as often as it did. */
async function endsOf(world: RunWorld): Promise<string[]> {
  const { timeline } = await world.view();
  return timeline.filter(({ block, type }) => block === "pay" && type !== "waiting").map(({ type }) => type);
}

async function alarm(world: RunWorld): Promise<void> {
  world.storage.alarm = null;
  await world.run.alarm();
  await world.settle();
}

describe("a callback and the timeout of its wait", () => {
  test.each([
    ["a millisecond before it is due, the callback wins", -1, { outcome: "activated" }, "activated"],
    ["at that very instant, the timeout does", 0, over, "timed-out"],
    ["later, although the alarm is late, the timeout does", HOUR, over, "timed-out"],
  ])("%s", async (_, after, answer, end) => {
    const world = await started();
    world.now = NOON + HOUR + after;
    expect(await world.call("pay", { n: 1 })).toMatchObject(answer);
    await alarm(world);
    world.now = NOON + 2 * HOUR;
    await alarm(world);
    expect(await endsOf(world)).toEqual([end]);
  });

  test.each([
    ["the alarm first", ["alarm", "call", "call"]],
    ["the callback first", ["call", "alarm", "call"]],
    ["twice of each", ["call", "call", "alarm", "alarm"]],
  ])("at the same instant end it once: %s", async (_, order) => {
    const world = await started({ goesOn: true });
    world.now = NOON + HOUR;
    const answers = await Promise.all(
      order.map((each) => (each === "alarm" ? alarm(world) : world.call("pay", { n: 1 }))),
    );
    expect(answers.filter(Boolean)).toEqual(order.filter((each) => each === "call").map(() => late));
    expect(await endsOf(world)).toEqual(["timed-out"]);
    expect((await world.view()).waits).toMatchObject([{ block: "late" }]);
    expect([...world.waits.keys()]).toEqual(["late 2"]);
  });

  test.each([
    ["the alarm first", ["alarm", "call"]],
    ["the callback first", ["call", "alarm"]],
  ])("just before it, with an alarm that comes early, end it once: %s", async (_, order) => {
    const world = await started({ goesOn: true });
    world.now = NOON + HOUR - 1;
    const answers = await Promise.all(
      order.map((each) => (each === "alarm" ? alarm(world) : world.call("pay", { n: 1 }))),
    );
    expect(answers.filter(Boolean)).toEqual([{ outcome: "activated", executionIds: [world.runId] }]);
    world.now = NOON + 3 * HOUR;
    await alarm(world);
    expect(await endsOf(world)).toEqual(["activated"]);
  });

  test("whose list offers it: the list hears that the wait is gone, or by which body it was activated", async () => {
    const timedOut = await started();
    timedOut.now = NOON + HOUR;
    expect(await timedOut.call("pay", { n: 1 }, 1)).toEqual({ outcome: "gone" });
    expect(await endsOf(timedOut)).toEqual(["timed-out"]);
    const activated = await started();
    const callback = activated.callback({ n: 1 });
    await activated.call("pay", { n: 1 });
    const { bodyHash } = callback;
    expect(await activated.call("pay", { n: 2 }, 1)).toEqual({ outcome: "gone", bodyHash });
  });

  test("of which the process dies: who is committed has won", async () => {
    const world = await started({ goesOn: true });
    world.now = NOON + HOUR;
    void world.run.alarm();
    world.restart();
    expect(await world.call("pay", { n: 1 })).toEqual(late);
    await alarm(world);
    expect(await endsOf(world)).toEqual(["timed-out"]);
    const other = await started({ goesOn: true });
    other.now = NOON + HOUR - 1;
    const trigger = other.version.triggerByBlock("pay")?.id ?? "";
    const callback = other.callback({ n: 1 });
    const answer = await other.run.callback({ flow: other.version.id, trigger, callback });
    other.restart();
    other.now = NOON + HOUR;
    await alarm(other);
    expect([answer.outcome, await endsOf(other)]).toEqual(["activated", ["activated"]]);
    // The Worker, which may not have got the answer, asks again.
    expect(await other.run.callback({ flow: other.version.id, trigger, callback })).toEqual(answer);
  });

  test("begins in a run that was evicted since its last alarm: it has one of its own", async () => {
    const world = new RunWorld({
      first: { type: "external-callback", next: "pay" },
      pay: { type: "external-callback", timeout: { after: "PT1H", next: "late" } },
      late: { type: "return", value: "late" },
    });
    await world.start();
    await world.fireAlarm();
    world.restart();
    await world.call("first");
    expect(world.storage.alarm).toBeLessThanOrEqual(world.now + HOUR);
    for (const until = world.now + HOUR; (world.storage.alarm ?? Infinity) <= until; )
      await world.fireAlarm();
    expect(await world.view()).toMatchObject({ status: "completed", result: "late" });
  });

  test("comes while a held callback's user is looked up: the timeout wins", async () => {
    const world = new RunWorld({
      nap: { type: "delay", for: "PT1H", next: "pay" },
      pay: { type: "external-callback", timeout: { after: "PT1H" }, early: { anonymous: true } },
    });
    await world.start();
    expect(await world.call("pay", { n: 1 })).toMatchObject({ outcome: "held" });
    world.callerOf = () => {
      world.now += HOUR;
      return { kind: "anonymous" };
    };
    world.now += HOUR;
    await alarm(world);
    expect(await endsOf(world)).not.toContain("activated");
    await alarm(world);
    expect(await endsOf(world)).toContain("timed-out");
    expect((await world.view()).status).toBe("completed");
  });

  test("is a late one for the older of two waits, and the other wait's", async () => {
    const world = new RunWorld({
      begin: { type: "set", values: {}, next: ["pay", "nap"] },
      nap: { type: "delay", for: "PT30M", next: "pay" },
      pay: { type: "external-callback", timeout: { after: "PT1H", next: "late" }, next: "paid" },
      paid: { type: "external-callback" },
      late: { type: "external-callback" },
    });
    await world.start();
    world.now = NOON + HOUR / 2;
    await alarm(world);
    world.now = NOON + HOUR;
    expect(await world.call("pay", { n: 1 })).toMatchObject({ outcome: "activated" });
    const waits = (await world.view()).waits.map(({ block }) => block).toSorted();
    expect([waits, await endsOf(world)]).toEqual([
      ["late", "paid"],
      ["timed-out", "activated"],
    ]);
  });
});
