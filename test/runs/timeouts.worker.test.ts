import { describe, expect, it } from "vitest";
import { eventually, manage, type Published, publish, send, startRun, viewRun } from "../support/worker.ts";

const pay = (timeout: object) => ({ type: "external-callback", timeout, next: "paid" });
const ends = {
  paid: { type: "return", value: { paid: "{{ pay.data }}" } },
  late: { type: "return", value: { late: "{{ pay.data }}" } },
};

const call = (flow: Published, execution: string) =>
  send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${execution}`, { body: {} });

describe("a trigger's timeout", () => {
  it("comes by the alarm and takes the wait off the list", async () => {
    const flow = await publish({
      pay: pay({ after: "PT0.1S", next: "late", data: { why: "late" } }),
      ...ends,
    });
    const run = await startRun(flow);
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
    await eventually(
      () => viewRun(run),
      ({ status }) => status === "completed",
    );
    expect(await viewRun(run)).toMatchObject({
      result: { late: { why: "late" } },
      timeline: [
        { type: "started" },
        { type: "waiting" },
        { type: "timed-out", block: "pay" },
        { type: "ended" },
      ],
    });
    const waits = `/flows/${flow.flowId}/triggers/${flow.triggers["pay"]?.triggerId}/waits`;
    await eventually(
      () => manage("GET", waits),
      ({ body }) => (body as { items: unknown[] }).items.length === 0,
    );
    expect(await call(flow, run)).toMatchObject({ status: 410, body: { code: 28136 } });
    expect(await call(flow, "any")).toMatchObject({ status: 409, body: { code: 28060 } });
  });

  it("at an instant that is past comes at once", async () => {
    const flow = await publish({ pay: pay({ at: "initial.data.due", next: "late" }), ...ends });
    const run = await startRun(flow, { due: "2020-01-01T00:00:00+01:00" });
    await eventually(
      () => viewRun(run),
      ({ status }) => status === "completed",
    );
    expect((await viewRun(run)).result).toEqual({ late: {} });
  });

  it("doesn't come after a callback", async () => {
    const flow = await publish({ pay: pay({ after: "PT0.3S", next: "late" }), ...ends });
    const run = await startRun(flow);
    expect(await call(flow, run)).toMatchObject({ status: 200 });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { paid: {} } });
  });
});
