import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually, manage, type Published, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, short, together } from "./support.ts";

function flowOf(pay: Record<string, unknown> = {}): Promise<Published> {
  return publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", next: "done", ...pay },
    done: { type: "return", value: "{{ pay.data }}" },
  });
}

function listOf({ triggers }: Published) {
  return env.WAITING_LIST.getByName(triggers["pay"]?.triggerId ?? "");
}

async function waitsOf(flow: Published): Promise<unknown[]> {
  const { body } = await manage(
    "GET",
    `/flows/${flow.flowId}/triggers/${flow.triggers["pay"]?.triggerId}/waits`,
  );
  return Object(body).items;
}

it("fifty callbacks at the same moment on fifty waiting runs activate each run once", async () => {
  const flow = await flowOf();
  const runs = await together(50, () => startRun(flow));
  const answers = await together(50, (n) => callBack(flow, "pay", { execution: "any", body: { n } }));
  expect(answers.map(short)).toEqual(Array(50).fill("200"));
  const views = await Promise.all(runs.map(viewRun));
  const numbers = views.map(({ result }) => Object(result).n).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(await Promise.all(runs.map(activationsOf))).toEqual(Array(50).fill(1));
  expect(await waitsOf(flow)).toEqual([]);
});

it("sixty callbacks at the same moment on fifty waiting runs leave ten with nobody", async () => {
  const flow = await flowOf();
  await together(50, () => startRun(flow));
  const answers = await together(60, (n) => callBack(flow, "pay", { body: { n } }));
  const counts = Object.groupBy(answers.map(short), (answer) => answer);
  expect(counts).toEqual({ "200": Array(50).fill("200"), "409/28060": Array(10).fill("409/28060") });
});

describe("the list of those who wait", () => {
  it("forgets a run that was resumed, ended or timed out", async () => {
    const flow = await flowOf({ timeout: { after: "PT0.2S" } });
    const [named, ended] = [await startRun(flow), await startRun(flow), await startRun(flow)];
    await callBack(flow, "pay", { execution: named });
    await manage("POST", `/runs/${ended}/terminate`);
    expect(
      await eventually(
        () => waitsOf(flow),
        (waits) => waits.length === 0,
      ),
    ).toEqual([]);
  });

  it("is still there when list and runs were evicted from memory", async () => {
    const flow = await flowOf({ condition: "pay.data.id == initial.data.id" });
    const [one, two] = [await startRun(flow, { id: 1 }), await startRun(flow, { id: 2 })];
    const evict = async () => {
      await evictDurableObject(listOf(flow));
      for (const run of [one, two]) await evictDurableObject(env.FLOW_RUN.getByName(run));
    };
    await evict();
    expect(short(await callBack(flow, "pay", { body: { id: 2 } }))).toBe("200");
    expect(await waitsOf(flow)).toMatchObject([{ executionId: one }]);
    await viewRun(one);
    await evict();
    expect(short(await callBack(flow, "pay", { execution: two, body: { id: 2 } }))).toBe("200");
    expect([await activationsOf(one), await activationsOf(two)]).toEqual([0, 1]);
  });

  it("heals: what it says of runs that wait no more is dropped on use", async () => {
    const flow = await flowOf();
    const [gone, run] = [await startRun(flow), await startRun(flow)];
    await callBack(flow, "pay", { execution: gone });
    await eventually(
      () => waitsOf(flow),
      (waits) => waits.length === 1,
    );
    await runInDurableObject(listOf(flow), (_, { storage }) => {
      const insert = "INSERT INTO waits VALUES (?, '', ?, ?, ?, 1, NULL, '{}', NULL, NULL)";
      storage.sql.exec(insert, flow.versionId, 1, gone, 2);
      storage.sql.exec(insert, flow.versionId, 2, run, 77);
    });
    expect(await waitsOf(flow)).toHaveLength(3);
    expect(short(await callBack(flow, "pay", { body: { n: 1 } }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { n: 1 } });
    expect(await waitsOf(flow)).toEqual([]);
  });
});
