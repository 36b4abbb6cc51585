import { describe, expect, test } from "vitest";
import { RETENTION_MS } from "../../src/runs/timers.ts";
import { answer, NOON, RunWorld } from "../support/ports.ts";

const HOUR = 3_600_000;
const trigger = (next?: string, more: object = {}) => ({
  type: "external-callback",
  ...(next && { next }),
  ...more,
});
const fork = (...next: string[]) => ({ type: "set", values: 0, next });
const ask = { type: "http-request", request: { url: "https://x.example/" }, next: "done" };
const done = { type: "return", value: "done" };

async function started(blocks: Record<string, unknown>, data = {}): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start(data);
  return world;
}

/** As the outside does: not in the same turn of the event loop. */
const soon = (sent: ReturnType<typeof answer>) =>
  new Promise<typeof sent>((resolve) => setImmediate(() => resolve(sent)));

/** A run in which `ask` failed while `pay` waited. */
async function failedBesides(more: Record<string, unknown> = {}): Promise<RunWorld> {
  const world = new RunWorld({
    start: fork("pay", "ask"),
    pay: trigger(),
    ask: { ...ask, next: "b" },
    ...more,
  });
  // By then everybody was told of the start.
  world.respond = () => soon(answer(400, "no"));
  await world.start();
  expect(await world.view()).toMatchObject({ status: "failed", error: { code: "http_400", source: "ask" } });
  world.respond = () => soon(answer(200, "yes"));
  return world;
}

const keysOf = (world: RunWorld) =>
  world.requests.map(({ headers }) => headers["idempotency-key"]?.replace(`${world.runId}:`, ""));
const blocksOf = async (world: RunWorld) => (await world.view()).waits.map(({ block }) => block);
const typesOf = async (world: RunWorld) => (await world.view()).timeline.map(({ type }) => type);

async function release(world: RunWorld, occurrence: number, data = {}): Promise<string> {
  const released = await world.run.operator.release(occurrence, data);
  await world.settle();
  return released;
}

async function retry(world: RunWorld): Promise<string> {
  const retried = await world.run.operator.retry();
  await world.settle();
  return retried;
}

describe("a wait that is released by hand", () => {
  const blocks = {
    pay: trigger("ship", { condition: "pay.data.paid == true", authentication: { type: "BACKENDLESS" } }),
    ship: trigger("end"),
    end: { type: "return", value: "{{ pay }}" },
  };

  test("goes on with that data and no user, whatever its condition and authentication", async () => {
    const world = await started(blocks);
    world.now += 5;
    expect(await release(world, 1, { by: "phone" })).toBe("done");
    expect((await world.view()).timeline).toMatchObject([
      { type: "started" },
      { type: "waiting", block: "pay" },
      { at: NOON + 5, type: "released", block: "pay", occurrence: 1, output: { data: { by: "phone" } } },
      { type: "waiting", block: "ship" },
    ]);
    await world.call("ship");
    const result = { data: { by: "phone" }, user: null, receivedAt: NOON + 5 };
    expect(await world.view()).toMatchObject({ status: "completed", result });
  });

  test("is left for its list, and a callback comes too late", async () => {
    const world = await started({ ...blocks, pay: trigger("ship") });
    await release(world, 1);
    expect(world.waits.has("pay 1")).toBe(false);
    expect(await world.call("pay")).toEqual({ outcome: "refused", code: 28100 });
    expect(await world.call("pay", {}, 1)).toEqual({ outcome: "gone" });
  });

  test("or by a callback: whichever comes first", async () => {
    const world = await started({ ...blocks, pay: trigger("ship") });
    const both = [
      world.run.operator.release(1, { n: 1 }),
      world.call("pay", { n: 2 }),
      world.run.operator.release(1, { n: 3 }),
    ];
    expect(await Promise.all(both)).toEqual(["done", { outcome: "refused", code: 28100 }, "left"]);
    await world.settle();
    const left = world.entries.flatMap(({ facts }) => facts).filter((fact) => "output" in fact);
    expect(left).toMatchObject([{ type: "released", output: { data: { n: 1 } } }]);
    const other = await started({ ...blocks, pay: trigger("ship") });
    await other.call("pay", { n: 1 });
    expect(await release(other, 1, { n: 2 })).toBe("left");
    expect((await other.view()).context).toMatchObject({ pay: { data: { n: 1 } } });
  });

  test("is one of two at a trigger, and the other one waits on", async () => {
    const world = await started({ start: fork("pay", "pay"), pay: trigger() });
    expect(await release(world, 3)).toBe("done");
    expect((await world.view()).waits).toMatchObject([{ occurrence: 2 }]);
    expect(await world.call("pay")).toMatchObject({ outcome: "activated" });
  });

  test("stays so when the process dies right after", async () => {
    const world = await started({ ...blocks, pay: trigger("ship") });
    await world.run.operator.release(1, {});
    world.restart();
    expect(await blocksOf(world)).toEqual(["ship"]);
    await world.fireAlarm();
    expect([...world.waits.keys()]).toEqual(["ship 2"]);
  });

  test("has to be there: not left, not ended, not another kind of block, and in a run that is", async () => {
    const world = await started({ nap: { type: "delay", for: "PT1H", next: "pay" }, pay: trigger() });
    for (const occurrence of [0, 1, 2, 99, -1]) expect(await release(world, occurrence)).toBe("left");
    while ((await blocksOf(world)).length === 0) await world.fireAlarm();
    expect(await release(world, 2)).toBe("done");
    expect(await release(world, 2)).toBe("ended");
    expect(await release(world, 99)).toBe("ended");
    expect(await release(new RunWorld(blocks), 1)).toBe("no-such-run");
  });

  test("takes no data that the journal can't keep", async () => {
    const world = await started(blocks);
    expect(await release(world, 1, { big: "x".repeat(1_900_000) })).toBe("too-large");
    expect(await blocksOf(world)).toEqual(["pay"]);
  });

  test("takes no timeout any more", async () => {
    const world = await started({ ...blocks, pay: trigger("ship", { timeout: { after: "PT1H" } }) });
    await release(world, 1);
    world.now += HOUR;
    await world.run.alarm();
    expect(await typesOf(world)).not.toContain("timed-out");
  });
});

describe("a failed run that is retried", () => {
  test("asks again with a new key, since the old request was given up, and succeeds", async () => {
    const world = new RunWorld({ ask: { ...ask, retry: { attempts: 1 } }, done });
    world.respond = () => answer(503, "");
    await world.start();
    expect(await world.view()).toMatchObject({ status: "failed", error: { code: "http_503" } });
    world.respond = () => answer(200, "");
    world.now += 60_000;
    expect(await retry(world)).toBe("done");
    expect(keysOf(world)).toEqual(["1", "2"]);
    const view = await world.view();
    expect(view).toMatchObject({ status: "completed", result: "done", endedAt: NOON + 60_000 });
    expect(view).not.toHaveProperty("error");
    expect(view.timeline).toMatchObject([
      ...[{ type: "started" }, { type: "requesting", occurrence: 1 }, { type: "ended", status: "failed" }],
      ...[{ type: "retried" }, { type: "requesting", block: "ask", occurrence: 2 }],
      ...[
        { type: "responded", occurrence: 2 },
        { type: "ended", status: "completed" },
      ],
    ]);
    expect(JSON.stringify(view.timeline)).not.toContain('"path"');
    expect(world.ended.map(({ status }) => status)).toEqual(["failed", "completed"]);
  });

  test("has its other waits back, and they take callbacks by name and through their list", async () => {
    for (const occurrence of [undefined, 2]) {
      const world = await failedBesides({ b: trigger() });
      expect(await world.call("pay")).toEqual({ outcome: "refused", code: 28136 });
      expect(world.waits.size).toBe(0);
      world.now += HOUR;
      expect(await retry(world)).toBe("done");
      expect(world.waits.get("pay 2")).toMatchObject({ since: NOON, occurrence: 2 });
      expect((await world.view()).waits).toMatchObject([
        { block: "pay", occurrence: 2, since: NOON },
        { block: "b", since: NOON + HOUR },
      ]);
      expect(await world.call("pay", {}, occurrence)).toMatchObject({ outcome: "activated" });
      expect(await world.call("pay", { n: 1 })).toEqual({ outcome: "refused", code: 28100 });
      expect(await blocksOf(world)).toEqual(["b"]);
    }
  });

  test("is the same when its process dies before, between and after", async () => {
    const world = await failedBesides({ b: trigger() });
    world.restart();
    await world.run.operator.retry();
    world.restart();
    expect(await world.view()).toMatchObject({ status: "running", waits: [{ block: "pay", occurrence: 2 }] });
    await world.fireAlarm();
    world.restart();
    expect(await blocksOf(world)).toEqual(["pay", "b"]);
    expect(world.waits.has("pay 2")).toBe(true);
    expect(keysOf(world)).toEqual(["3", "4", "4"]);
    await world.call("b");
    await world.call("pay");
    world.restart();
    expect(await world.view()).toMatchObject({ status: "completed", waits: [] });
  });

  test("that fails again at once tells the lists that never heard of the first time", async () => {
    const world = await started({
      start: fork("pay", "go"),
      pay: trigger(),
      go: trigger("bad"),
      bad: { type: "set", values: "{{ go.data.missing }}" },
    });
    world.failing = 1_000;
    await world.call("go");
    expect([...world.waits.keys()]).toContain("pay 2");
    world.failing = 0;
    await retry(world);
    expect(await world.view()).toMatchObject({ status: "failed" });
    expect(world.waits.size).toBe(0);
  });

  test("lets a request go on that was under way in another branch, with its own key", async () => {
    const world = new RunWorld({
      start: fork("slow", "ask"),
      slow: { ...ask, request: { url: "https://slow.example/" }, next: "after" },
      after: { type: "set", values: "{{ slow.body }}" },
      ask: { ...ask, next: "fine" },
      fine: { type: "set", values: 1 },
    });
    const slow = Promise.withResolvers<ReturnType<typeof answer>>();
    let status = 400;
    world.respond = ({ url }) => (url.includes("slow") ? slow.promise : answer(status, ""));
    const starting = world.start();
    for (let turns = 0; turns < 20 && world.ended.length === 0; turns++) await new Promise(setImmediate);
    expect(await world.view()).toMatchObject({ status: "failed" });
    status = 200;
    await world.run.operator.retry();
    slow.resolve(answer(200, "late"));
    await starting;
    await world.settle();
    expect(await world.view()).toMatchObject({ status: "completed", context: { after: "late", fine: 1 } });
    expect(keysOf(world)).toEqual(["2", "3", "4"]);
  });

  test("sends a request again that was under way when the process died, with its own key", async () => {
    const world = new RunWorld({
      start: fork("slow", "ask"),
      slow: { ...ask, request: { url: "https://slow.example/" }, next: "fine" },
      ask: { ...ask, next: "fine" },
      fine: { type: "set", values: 1 },
    });
    let isUp = false;
    world.respond = ({ url }) => {
      if (isUp) return answer(200, "");
      return url.includes("slow") ? new Promise(() => {}) : answer(400, "");
    };
    void world.start();
    for (let turns = 0; turns < 20 && world.ended.length === 0; turns++) await new Promise(setImmediate);
    world.restart();
    isUp = true;
    await retry(world);
    expect(await world.view()).toMatchObject({ status: "completed" });
    expect(keysOf(world)).toEqual(["2", "3", "2", "4"]);
  });

  test("keeps its delays and timeouts: those that are past come at once", async () => {
    const world = await failedBesides({
      start: fork("pay", "nap", "ask"),
      pay: trigger("late", { timeout: { after: "PT2H" } }),
      nap: { type: "delay", for: "PT1H", next: "woke" },
      woke: { type: "set", values: 1 },
      late: { type: "set", values: 2 },
      b: trigger(),
    });
    world.now += 3 * HOUR;
    await retry(world);
    expect(world.storage.alarm).toBeLessThanOrEqual(world.now);
    await world.fireAlarm();
    expect(await world.view()).toMatchObject({ context: { woke: 1, late: 2 }, waits: [{ block: "b" }] });
  });

  test("goes through the join at which others had arrived", async () => {
    const world = await failedBesides({
      start: fork("first", "pay", "ask"),
      first: { type: "set", values: 1, next: "gate" },
      pay: trigger("gate"),
      b: { type: "set", values: 2, next: "gate" },
      gate: { type: "join", next: "done" },
      done: { type: "return", value: "{{ gate }}" },
    });
    await retry(world);
    await world.call("pay");
    expect(await world.view()).toMatchObject({ status: "completed", result: 3 });
  });

  test("enters the right block again when two branches stand at it", async () => {
    const world = new RunWorld({
      start: fork("ask", "ask"),
      ask: { ...ask, next: "fine" },
      fine: { type: "set", values: 1 },
    });
    const first = Promise.withResolvers<ReturnType<typeof answer>>();
    world.respond = () => (world.requests.length === 1 ? first.promise : answer(400, ""));
    const starting = world.start();
    for (let turns = 0; turns < 20 && world.ended.length === 0; turns++) await new Promise(setImmediate);
    world.respond = () => answer(200, "");
    await world.run.operator.retry();
    first.resolve(answer(200, ""));
    await starting;
    await world.settle();
    expect(await world.view()).toMatchObject({ status: "completed" });
    expect(keysOf(world)).toEqual(["2", "3", "4"]);
  });

  test("enters a block again that failed at once, and those that had not begun yet", async () => {
    const world = await started(
      {
        start: fork("bad", "pay"),
        bad: { type: "set", values: "{{ 1 / initial.data.zero }}" },
        pay: trigger(),
      },
      { zero: 0 },
    );
    expect(await world.view()).toMatchObject({ status: "failed", error: { source: "bad" } });
    expect(await retry(world)).toBe("done");
    expect(await world.view()).toMatchObject({ status: "failed", error: { source: "bad" } });
    expect(await typesOf(world)).toEqual(["started", "ran", "ended", "retried", "ended"]);
    expect(world.ended).toHaveLength(2);
  });

  test("waits anew at the trigger that failed, and the wait before stays left", async () => {
    const timeout = { after: "PT1H", data: "{{ 1 / initial.data.zero }}" };
    const world = await started({ pay: trigger("done", { timeout }), done }, { zero: 0 });
    while ((await world.view()).status === "waiting") await world.fireAlarm();
    await retry(world);
    expect((await world.view()).waits).toMatchObject([{ occurrence: 2, timeoutAt: NOON + 2 * HOUR }]);
    expect([...world.waits.keys()]).toEqual(["pay 2"]);
    expect(await world.call("pay", {}, 1)).toEqual({ outcome: "gone" });
    expect(await world.call("pay")).toMatchObject({ outcome: "activated" });
  });

  test("fails again at once where a join can't be satisfied, and at a limit of the run", async () => {
    const join = await started({
      start: fork("a", "b"),
      a: fork("gate"),
      b: trigger(),
      gate: { type: "join", mode: "count", count: 2 },
    });
    await join.call("b");
    const endless = await started({ a: { type: "set", values: 1, next: ["a", "a"] } });
    for (const [world, code] of [
      [join, "join"],
      [endless, "too_many_branches"],
    ] as const) {
      expect(await world.view()).toMatchObject({ status: "failed", error: { code } });
      const rows = world.entries.length;
      expect(await retry(world)).toBe("done");
      expect(await world.view()).toMatchObject({ status: "failed", error: { code } });
      expect(world.entries).toHaveLength(rows + 1);
      world.restart();
      expect(await world.view()).toMatchObject({ status: "failed", error: { code } });
    }
  });

  test("has to have failed", async () => {
    const world = await started({ pay: trigger() });
    expect(await retry(world)).toBe("not-failed");
    await world.call("pay");
    expect(await retry(world)).toBe("not-failed");
    const terminated = await started({ pay: trigger() });
    await terminated.run.operator.terminate("by hand");
    expect(await retry(terminated)).toBe("not-failed");
    expect(await retry(new RunWorld({ pay: trigger() }))).toBe("no-such-run");
  });

  test("twice at the same moment is retried once", async () => {
    const world = await failedBesides({ b: trigger() });
    expect(await Promise.all([world.run.operator.retry(), world.run.operator.retry()])).toEqual([
      "done",
      "not-failed",
    ]);
    await world.settle();
    expect(keysOf(world)).toEqual(["3", "4"]);
  });

  test("is terminated like any other", async () => {
    const world = await failedBesides({ b: trigger() });
    await retry(world);
    expect(await world.run.operator.terminate("by hand")).toBe(true);
    await world.settle();
    expect(world.waits.size).toBe(0);
    expect(await retry(world)).toBe("not-failed");
  });

  test("isn't deleted 30 days after its failure, but after its end", async () => {
    const world = await failedBesides({ b: trigger() });
    world.now = NOON + RETENTION_MS - 1;
    await retry(world);
    for (let alarms = 0; alarms < 5; alarms++) await world.fireAlarm();
    world.now = Math.max(world.now, NOON + RETENTION_MS + 60_000);
    await world.run.alarm();
    expect(await blocksOf(world)).toEqual(["pay", "b"]);
    await world.call("pay");
    await world.call("b");
    const { endedAt } = await world.view();
    while (await world.fireAlarm());
    expect(await world.run.view()).toBeUndefined();
    expect(world.now).toBeGreaterThanOrEqual((endedAt ?? 0) + RETENTION_MS);
  });
});
