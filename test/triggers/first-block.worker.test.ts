import { describe, expect, it } from "vitest";
import { logInUser, manage, publish, republish, startRun, viewRun } from "../support/worker.ts";
import { callBack, countRuns, runsStartedBy, short, statusOf } from "./support.ts";

/** A trigger that is the start block. */
function blocksOf(pay: Record<string, unknown> = {}) {
  return {
    pay: { type: "external-callback", next: "done", ...pay },
    done: {
      type: "return",
      value: { data: "{{ pay.data }}", user: "{{ pay.user }}", initial: "{{ initial }}" },
    },
  };
}

describe("a callback without execution at the start block", () => {
  it("starts a run that goes on with what it brings", async () => {
    const flow = await publish(blocksOf());
    const { token, id } = await logInUser();
    const runs = await runsStartedBy(async () => {
      const answer = await callBack(flow, "pay", { body: { n: 1 }, token });
      expect(answer).toMatchObject({ status: 200, body: undefined });
    });
    expect(runs).toMatchObject([{ status: "completed", versionId: flow.versionId, startedBy: id }]);
    const user = expect.objectContaining({ objectId: id });
    expect(runs[0]?.result).toEqual({ data: { n: 1 }, user, initial: { data: {}, user } });
  });

  it("starts a run each time, also with the same body, and leaves those alone that wait there", async () => {
    const flow = await publish(blocksOf());
    const waiting = await startRun(flow);
    const runs = await runsStartedBy(async () => {
      for (const n of [1, 1, 2]) expect(short(await callBack(flow, "pay", { body: { n } }))).toBe("200");
    });
    const started = (n: number) => runs.filter(({ result }) => Object(result).data.n === n).length;
    expect([started(1), started(2)]).toEqual([2, 1]);
    expect(await statusOf(waiting)).toBe("waiting");
  });

  it("takes the LIVE version: by the flow's id always, by a version's only if it is that one", async () => {
    const old = await publish(blocksOf());
    const live = await republish(old, blocksOf());
    expect(short(await callBack(old, "pay"))).toBe("404/28010");
    const runs = await runsStartedBy(async () => {
      expect(short(await callBack(live, "pay"))).toBe("200");
      expect(short(await callBack(old, "pay", { via: "flow" }))).toBe("200");
    });
    expect(runs.map(({ versionId }) => versionId)).toEqual([live.versionId, live.versionId]);
  });

  it("resumes a waiting run where the trigger is no start block any more", async () => {
    const old = await publish(blocksOf());
    const run = await startRun(old);
    const begin = { type: "set", values: {}, next: "pay" };
    const live = await republish(old, { begin, ...blocksOf() });
    expect(short(await callBack(live, "pay", { via: "flow" }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
    expect(short(await callBack(live, "pay", { via: "flow" }))).toBe("409/28060");
    expect(short(await callBack(old, "pay"))).toBe("404/28010");
  });

  it("starts a run where the trigger has become the start block", async () => {
    const begin = { type: "set", values: {}, next: "pay" };
    const old = await publish({ begin, ...blocksOf() });
    const run = await startRun(old);
    const live = await republish(old, blocksOf());
    const runs = await runsStartedBy(() => callBack(live, "pay", { via: "flow" }));
    expect(runs).toMatchObject([{ status: "completed", versionId: live.versionId }]);
    expect(await statusOf(run)).toBe("waiting");
    expect(short(await callBack(old, "pay"))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it.each(["pause", "stop"])("answers 404 after %s", async (change) => {
    const flow = await publish(blocksOf());
    await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/${change}`);
    const before = await countRuns();
    expect(short(await callBack(flow, "pay"))).toBe("404/28010");
    expect(short(await callBack(flow, "pay", { via: "flow" }))).toBe("404/28010");
    expect(await countRuns()).toEqual(before);
  });
});

describe("a callback at the start block that isn't let in or doesn't fit", () => {
  const BACKENDLESS = { type: "BACKENDLESS" };
  it.each([
    ["fails a check under ERROR", { authentication: BACKENDLESS }, undefined, "401/1000"],
    [
      "fails a check under IGNORE",
      { authentication: { ...BACKENDLESS, onFail: "IGNORE" } },
      undefined,
      "200",
    ],
    ["has an unknown token", {}, "nonsense", "401/3064"],
    ["makes the condition FALSE", { condition: "pay.data.paid == true" }, undefined, "200"],
    ["has not what the condition reads", { condition: "pay.data.sum > 3" }, undefined, "200"],
    ["has no user for the condition", { condition: "pay.user.age > 3" }, undefined, "200"],
  ])("makes no run when it %s", async (_, pay, token, answer) => {
    const flow = await publish(blocksOf(pay));
    const before = await countRuns();
    expect(short(await callBack(flow, "pay", { token }))).toBe(answer);
    expect(short(await callBack(flow, "pay", { token, via: "flow" }))).toBe(answer);
    expect(await countRuns()).toEqual(before);
  });

  it("is judged by the callback and its user alone", async () => {
    const flow = await publish(blocksOf({ condition: "pay.data.paid == true && pay.user.age > 3" }));
    const { token } = await logInUser([], { age: 4 });
    const { token: young } = await logInUser([], { age: 3 });
    const before = await countRuns();
    await callBack(flow, "pay", { token: young, body: { paid: true } });
    expect(await countRuns()).toEqual(before);
    const runs = await runsStartedBy(() => callBack(flow, "pay", { token, body: { paid: true } }));
    expect(runs).toHaveLength(1);
  });
});

describe("runs that the API started and that wait at the start block", () => {
  it.each([
    ["any", "LIVE"],
    ["all", "LIVE"],
    ["id", "LIVE"],
    ["any", "paused"],
    ["all", "paused"],
    ["id", "paused"],
  ])("are resumed by %s while the version is %s; none is started", async (execution, state) => {
    const flow = await publish(blocksOf());
    const run = await startRun(flow, { order: 7 });
    if (state === "paused") await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/pause`);
    const named = execution === "id" ? run : execution;
    const before = await countRuns();
    expect(short(await callBack(flow, "pay", { execution: named, body: { n: 1 } }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({
      status: "completed",
      result: { data: { n: 1 }, user: null, initial: { data: { order: 7 } } },
    });
    const nobody = { any: "409/28060", all: "200", id: "410/28136" }[execution];
    expect(short(await callBack(flow, "pay", { execution: named, body: { n: 2 } }))).toBe(nobody);
    expect(await countRuns()).toEqual(before);
  });
});
