import { describe, expect, test } from "vitest";
import { RETENTION_MS } from "../../src/runs/timers.ts";
import { answer, NOON, RunWorld } from "../support/ports.ts";

const trigger = (next?: string) => ({ type: "external-callback", ...(next && { next }) });
const done = { type: "return", value: "{{ [a.data.n, b.data.n] }}" };
const twice = { a: trigger("b"), b: trigger("done"), done };

async function started(blocks: Record<string, unknown>): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start();
  return world;
}

describe("a run", () => {
  test("tells the lists who waits and who left, and the index where it stands", async () => {
    const world = await started(twice);
    expect(world.told).toEqual(["open a 1", "summary waiting"]);
    await world.call("a", { n: 1 });
    await world.call("b", { n: 2 });
    expect(world.told).toEqual([
      ...["open a 1", "summary waiting", "open b 2", "close a 1", "summary completed", "close b 2"],
    ]);
    expect(world.ended).toMatchObject([
      { id: world.runId, status: "completed", startedAt: NOON, endedAt: NOON },
    ]);
  });

  test("is the same when its process dies between all steps", async () => {
    const world = new RunWorld(twice);
    const journals: unknown[] = [];
    for (const step of [
      () => world.start(),
      () => world.call("a", { n: 1 }),
      () => world.fireAlarm(),
      () => world.call("b", { n: 2 }),
    ]) {
      await step();
      const before = await world.view();
      world.restart();
      expect(await world.view()).toEqual(before);
      journals.push(before.status);
    }
    expect(journals).toEqual(["waiting", "waiting", "waiting", "completed"]);
    expect((await world.view()).result).toEqual([1, 2]);
  });

  test("starts once, however often it is told to", async () => {
    const world = await started(twice);
    await world.start({ other: true });
    world.restart();
    await world.start({ other: true });
    expect(world.entries).toHaveLength(1);
    expect((await world.view()).context["initial"]).toEqual({ data: {}, user: null });
  });

  test("starts once when told twice at the same moment", async () => {
    const world = new RunWorld(twice);
    await Promise.all([world.start(), world.start()]);
    expect(world.entries).toHaveLength(1);
  });

  test("is activated once by many callbacks at the same moment", async () => {
    const world = await started(twice);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => world.call("a", { n })));
    expect(outcomes.filter(({ outcome }) => outcome === "activated")).toHaveLength(1);
    expect(outcomes.slice(1)).toEqual(
      Array.from({ length: 49 }, () => ({ outcome: "refused", code: 28100 })),
    );
  });

  test("has journaled a step before anybody is told of it", async () => {
    const world = new RunWorld(twice);
    const seen: number[] = [];
    const push = world.told.push.bind(world.told);
    world.told.push = (...items) => {
      seen.push(world.entries.length);
      return push(...items);
    };
    await world.start();
    await world.call("a");
    expect(seen).toEqual([1, 1, 2, 2]);
  });

  test("has set its alarm by the time a step is journaled", async () => {
    const world = new RunWorld(twice);
    world.failing = 99;
    await world.start();
    expect(world.storage.alarm).toBe(NOON + 10_000);
  });

  test.each<[string, (world: RunWorld) => Promise<unknown>]>([
    ["it", (world) => world.start()],
    [
      "it by a callback",
      (world) => {
        const start = { runId: world.runId, origin: "", initial: { data: {}, user: null } };
        return world.run.startByCallback(start, world.version.id, world.callback({}));
      },
    ],
  ])(
    "whose process died before a list knew of it is known once somebody starts %s again",
    async (_, start) => {
      const world = new RunWorld(twice);
      world.failing = 1;
      await start(world);
      world.restart();
      expect(world.waits.size).toBe(0);
      await start(world);
      expect(world.waits.size).toBe(1);
      expect(world.entries).toHaveLength(1);
    },
  );

  test("opens a wait by its alarm whose list was away", async () => {
    const world = new RunWorld(twice);
    world.failing = 3;
    await world.start();
    expect(world.waits.size).toBe(0);
    expect(world.problems).toEqual(["telling others failed"]);
    const alarms: number[] = [];
    while (world.waits.size === 0 && alarms.length < 5) {
      alarms.push((world.storage.alarm ?? 0) - world.now);
      await world.fireAlarm();
    }
    // The pauses double.
    expect(alarms).toEqual([10_000, 20_000, 40_000]);
    expect([...world.waits.keys()]).toEqual(["a 1"]);
    expect(await world.call("a", {}, 1)).toMatchObject({ outcome: "activated" });
  });

  test("takes a callback whose wait no list knows", async () => {
    const world = new RunWorld(twice);
    world.failing = 1;
    await world.start();
    expect(await world.call("a")).toMatchObject({ outcome: "activated" });
    expect([...world.waits.keys()]).toEqual(["b 2"]);
  });

  test("tells again what a dead process may not have told, and no more than that", async () => {
    const world = await started(twice);
    await world.call("a");
    world.restart();
    world.told.length = 0;
    await world.fireAlarm();
    expect(world.told).toEqual(["open b 2", "close a 1", "summary waiting"]);
    await world.fireAlarm();
    expect(world.told).toHaveLength(3);
  });

  test("sleeps once everybody knows: an hour, a day, then thirty", async () => {
    const world = await started(twice);
    expect(world.storage.alarm).toBe(NOON + 3_600_000);
    await world.fireAlarm();
    expect(world.storage.alarm).toBe(world.now + 24 * 3_600_000);
    await world.fireAlarm();
    expect(world.storage.alarm).toBe(world.now + RETENTION_MS);
  });

  test("that never started answers nothing and writes nothing", async () => {
    const world = new RunWorld(twice);
    expect(await world.call("a")).toEqual({ outcome: "gone" });
    expect(await world.run.operator.terminate("no")).toBe(false);
    expect(await world.run.view()).toBeUndefined();
    await world.run.alarm();
    expect(world.storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
    expect(world.storage.alarm).toBeNull();
  });

  test("is terminated once, with everything that it waits for", async () => {
    const world = await started(twice);
    expect(await world.run.operator.terminate("by hand")).toBe(true);
    expect(await world.run.operator.terminate("again")).toBe(false);
    await world.settle();
    expect(await world.view()).toMatchObject({ status: "terminated", waits: [], endedAt: NOON });
    expect(world.waits.size).toBe(0);
    expect(await world.call("a")).toEqual({ outcome: "refused", code: 28136 });
  });

  test("that has ended is deleted 30 days later, and not before", async () => {
    const world = await started({ a: trigger() });
    await world.call("a");
    for (let alarms = 0; world.now < NOON + RETENTION_MS - 1_000 && alarms < 9; alarms++) {
      world.restart();
      expect(await world.run.view()).toMatchObject({ status: "completed" });
      expect(await world.fireAlarm()).toBe(true);
    }
    for (let alarms = 0; alarms < 5; alarms++) await world.fireAlarm();
    expect(world.now - NOON).toBeLessThan(RETENTION_MS + 60_000);
    expect(await world.run.view()).toBeUndefined();
    expect(world.storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
    expect(await world.call("a")).toEqual({ outcome: "gone" });
  });
});

describe("a run with a request under way", () => {
  const blocks = {
    ask: { type: "http-request", request: { url: "https://x.example/" }, next: "done" },
    done: { type: "return", value: "{{ ask.body }}" },
  };

  test("takes it up again with the same key after its process died", async () => {
    const world = new RunWorld(blocks);
    world.respond = () => new Promise(() => {});
    void world.start();
    await new Promise(setImmediate);
    expect(world.requests).toHaveLength(1);
    world.restart();
    world.respond = () => answer(200, { ok: true });
    await world.fireAlarm();
    expect(await world.view()).toMatchObject({ status: "completed", result: { ok: true } });
    const keys = world.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([`${world.runId}:1`, `${world.runId}:1`]);
  });

  test("sends it once, however often the alarm looks after it", async () => {
    const world = new RunWorld(blocks);
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof answer>>();
    world.respond = () => promise;
    const start = world.start();
    await new Promise(setImmediate);
    for (let times = 0; times < 3; times++) {
      world.now = world.storage.alarm ?? 0;
      await world.run.alarm();
    }
    expect(world.requests).toHaveLength(1);
    resolve(answer(200, 1));
    await start;
    expect(await world.view()).toMatchObject({ status: "completed", result: 1 });
  });

  test("that was terminated meanwhile doesn't take the answer", async () => {
    const world = new RunWorld(blocks);
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof answer>>();
    world.respond = () => promise;
    const start = world.start();
    await new Promise(setImmediate);
    await world.run.operator.terminate("by hand");
    const rows = world.entries.length;
    resolve(answer(200, 1));
    await start;
    expect(await world.view()).toMatchObject({ status: "terminated" });
    expect(world.entries).toHaveLength(rows);
  });
});
