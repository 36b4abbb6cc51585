import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually, manage, type Published, publish, send, startRun, viewRun } from "../support/worker.ts";

const trigger = (next: string) => ({ type: "external-callback", next });
const fork = { type: "set", values: 0, next: ["a", "b", "c"] };
const done = { type: "return", value: "{{ gate }}" };
const joined = (fields: object) => ({
  start: fork,
  a: trigger("gate"),
  b: trigger("gate"),
  c: trigger("gate"),
  gate: { type: "join", next: "done", ...fields },
  done,
});

const call = (flow: Published, block: string, execution: string, body: unknown = {}) =>
  send("POST", `${flow.triggers[block]?.callbackUrl}?execution=${execution}`, { body });

const listed = async (flow: Published, block: string): Promise<unknown[]> => {
  const { body } = await manage(
    "GET",
    `/flows/${flow.flowId}/triggers/${flow.triggers[block]?.triggerId}/waits`,
  );
  return (body as { items: unknown[] }).items;
};

describe("branches", () => {
  it("wait side by side and join when the last one is there", async () => {
    const flow = await publish(joined({}));
    const run = await startRun(flow);
    expect((await viewRun(run)).waits.map(({ block }) => block)).toEqual(["a", "b", "c"]);
    for (const block of ["b", "a"]) expect(await call(flow, block, run)).toMatchObject({ status: 200 });
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
    expect(await call(flow, "c", run)).toMatchObject({ status: 200 });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: 3 });
  });

  it("that a join leaves over take no callbacks, and leave the lists", async () => {
    const flow = await publish({
      ...joined({ mode: "any", next: "last" }),
      last: trigger("done"),
    });
    const run = await startRun(flow);
    expect(await listed(flow, "b")).toMatchObject([{ executionId: run }]);
    await call(flow, "a", run);
    await eventually(
      () => listed(flow, "b"),
      (items) => items.length === 0,
    );
    expect(await listed(flow, "last")).toMatchObject([{ executionId: run }]);
    expect(await call(flow, "b", run)).toMatchObject({ status: 409, body: { code: 28100 } });
    expect(await call(flow, "b", "any")).toMatchObject({ status: 409, body: { code: 28060 } });
    await call(flow, "last", run);
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: 1 });
    expect(await call(flow, "b", run)).toMatchObject({ status: 410, body: { code: 28136 } });
  });

  it("join at the same moment without losing one", async () => {
    const flow = await publish(joined({}));
    const run = await startRun(flow);
    const answers = await Promise.all(["a", "b", "c"].map((block) => call(flow, block, run)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: 3 });
  });

  it("go with the run when another one returns, from the lists too", async () => {
    const flow = await publish({
      start: { ...fork, next: ["a", "b"] },
      a: trigger("done"),
      b: trigger("done"),
      done: { type: "return" },
    });
    const run = await startRun(flow);
    await call(flow, "a", "any");
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: null });
    await eventually(
      () => env.WAITING_LIST.getByName(flow.triggers["b"]?.triggerId ?? "").page(null, null, 10),
      (waits) => waits.length === 0,
    );
  });
});
