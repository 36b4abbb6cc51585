import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Published, publish, send, startRun, viewRun } from "../support/worker.ts";

const trigger = (next: string, more: object = {}) => ({ type: "external-callback", next, ...more });
const stubOf = (run: string) => env.FLOW_RUN.getByName(run);
const listOf = (flow: Published, block: string) =>
  env.WAITING_LIST.getByName(flow.triggers[block]?.triggerId ?? "");

const call = (flow: Published, block: string, execution: string, body: unknown = {}) =>
  send("POST", `${flow.triggers[block]?.callbackUrl}?execution=${execution}`, { body });

describe("a run in its object", () => {
  const blocks = {
    start: { type: "set", values: { n: 1 }, next: ["a", "b"] },
    a: trigger("gate", { condition: "a.data.n == start.n" }),
    b: trigger("gate"),
    gate: { type: "join", next: "c" },
    c: trigger("done"),
    done: { type: "return", value: "{{ [start, a.data, b.data, gate, c.data] }}" },
  };

  it("ends the same when it is evicted before every step", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    for (const [block, body] of [
      ["b", { x: 1 }],
      ["a", { n: 1 }],
      ["c", { y: 2 }],
    ] as const) {
      const before = await viewRun(run);
      await evictDurableObject(stubOf(run));
      await evictDurableObject(listOf(flow, block));
      expect(await viewRun(run)).toEqual(before);
      expect(await call(flow, block, run, body)).toMatchObject({ status: 200 });
    }
    await evictDurableObject(stubOf(run));
    expect(await viewRun(run)).toMatchObject({
      status: "completed",
      result: [{ n: 1 }, { n: 1 }, { x: 1 }, 2, { y: 2 }],
    });
  });

  it("is found by its lists after they were evicted", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    await evictDurableObject(listOf(flow, "b"));
    await evictDurableObject(stubOf(run));
    expect(await call(flow, "b", "any", { x: 1 })).toMatchObject({ status: 200 });
    expect((await viewRun(run)).waits.map(({ block }) => block)).toEqual(["a"]);
    expect(await listOf(flow, "b").page(null, null, 10)).toEqual([]);
  });

  it("registers again by its alarm what a list has lost", async () => {
    const flow = await publish({ ...blocks, a: { ...blocks.a, early: { hold: "PT0S" } } });
    const run = await startRun(flow);
    const list = listOf(flow, "a");
    await runInDurableObject(list, (_, { storage }) => {
      storage.sql.exec("DELETE FROM waits");
    });
    expect(await call(flow, "a", "any", { n: 1 })).toMatchObject({ status: 409, body: { code: 28060 } });
    await evictDurableObject(stubOf(run));
    expect(await runDurableObjectAlarm(stubOf(run))).toBe(true);
    expect(await list.page(null, null, 10)).toMatchObject([{ runId: run, inputs: '{"start":{"n":1}}' }]);
    expect(await call(flow, "a", "any", { n: 1 })).toMatchObject({ status: 200 });
  });

  it("heals a list that still shows a wait which is over", async () => {
    const flow = await publish({ a: trigger("b"), b: trigger("done"), done: { type: "return" } });
    const run = await startRun(flow);
    const list = listOf(flow, "a");
    const [entry] = await list.page(null, null, 10);
    await call(flow, "a", run);
    if (entry) await list.open([entry]);
    expect(await call(flow, "a", "any")).toMatchObject({ status: 409, body: { code: 28060 } });
    expect(await list.page(null, null, 10)).toEqual([]);
  });

  it("keeps its timeout over an eviction, and early alarms do no harm", async () => {
    const timeout = { after: "PT1H", next: "late" };
    const flow = await publish({
      a: trigger("done", { timeout }),
      done: { type: "return" },
      late: { type: "return", value: "late" },
    });
    const run = await startRun(flow);
    const before = await viewRun(run);
    for (let times = 0; times < 3; times++) {
      await evictDurableObject(stubOf(run));
      expect(await runDurableObjectAlarm(stubOf(run))).toBe(true);
    }
    expect(await viewRun(run)).toEqual(before);
    const alarm = await runInDurableObject(stubOf(run), (_, { storage }) => storage.getAlarm());
    expect(alarm).toBeLessThanOrEqual(before.waits[0]?.timeoutAt ?? 0);
  });

  it("doesn't exist for an id that was made up", async () => {
    const flow = await publish(blocks);
    const made = "11111111-2222-3333-4444-555555555555";
    expect(await call(flow, "a", made)).toMatchObject({ status: 404, body: { code: 28059 } });
    const ids = await runInDurableObject(stubOf(made), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
    );
    expect(ids).toEqual([]);
  });
});
