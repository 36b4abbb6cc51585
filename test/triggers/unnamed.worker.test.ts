import { describe, expect, it } from "vitest";
import { type Published, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, short, statusOf, together } from "./support.ts";

/** Runs with an `id` wait at `pay`, which isn't the start block. */
function flowOf(pay: Record<string, unknown> = {}): Promise<Published> {
  return publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", next: "done", ...pay },
    done: { type: "return", value: "{{ pay.data }}" },
  });
}

const correlated = { condition: "pay.data.id == initial.data.id" };

async function runsOf(flow: Published, ids: readonly unknown[]): Promise<string[]> {
  const runs: string[] = [];
  for (const id of ids) runs.push(await startRun(flow, { id }));
  return runs;
}

function statuses(runs: readonly string[]): Promise<string[]> {
  return Promise.all(runs.map(statusOf));
}

describe.each(["any", undefined])("a callback with execution %s", (execution) => {
  it("resumes the run that waits longest", async () => {
    const flow = await flowOf();
    const runs = await runsOf(flow, ["a", "b", "c"]);
    expect(short(await callBack(flow, "pay", { execution }))).toBe("200");
    expect(await statuses(runs)).toEqual(["completed", "waiting", "waiting"]);
    await callBack(flow, "pay", { execution });
    expect(await statuses(runs)).toEqual(["completed", "completed", "waiting"]);
  });

  it("resumes the run whose condition it fits rather than the one that waits longest", async () => {
    const flow = await flowOf(correlated);
    const runs = await runsOf(flow, ["a", "b", "c"]);
    expect(short(await callBack(flow, "pay", { execution, body: { id: "b" } }))).toBe("200");
    expect(await statuses(runs)).toEqual(["waiting", "completed", "waiting"]);
  });

  it("is ignored when it fits none", async () => {
    const flow = await flowOf(correlated);
    const runs = await runsOf(flow, ["a", "b"]);
    expect(short(await callBack(flow, "pay", { execution, body: { id: "z" } }))).toBe("200");
    expect(short(await callBack(flow, "pay", { execution }))).toBe("200");
    expect(await statuses(runs)).toEqual(["waiting", "waiting"]);
  });

  it("answers 409 when nobody waits, or nobody any more", async () => {
    const flow = await flowOf();
    expect(short(await callBack(flow, "pay", { execution }))).toBe("409/28060");
    const run = await startRun(flow);
    await callBack(flow, "pay", { execution: run });
    expect(short(await callBack(flow, "pay", { execution, body: { later: 1 } }))).toBe("409/28060");
  });
});

describe("a callback to all", () => {
  it("activates each run that it fits, and only those", async () => {
    const flow = await flowOf({ condition: "pay.data.ids.exists(id, id == initial.data.id)" });
    const runs = await runsOf(flow, ["a", "b", "c"]);
    expect(short(await callBack(flow, "pay", { execution: "all", body: { ids: ["a", "c"] } }))).toBe("200");
    expect(await statuses(runs)).toEqual(["completed", "waiting", "completed"]);
  });

  it("answers 200 when it fits nobody, and when nobody waits", async () => {
    const flow = await flowOf(correlated);
    expect(short(await callBack(flow, "pay", { execution: "all" }))).toBe("200");
    const run = await startRun(flow, { id: "a" });
    expect(short(await callBack(flow, "pay", { execution: "all", body: { id: "b" } }))).toBe("200");
    expect(await statusOf(run)).toBe("waiting");
  });

  it("activates both branches of one run that wait there", async () => {
    const flow = await publish({
      begin: { type: "set", values: {}, next: ["left", "right"] },
      left: { type: "set", values: {}, next: "pay" },
      right: { type: "set", values: {}, next: "pay" },
      pay: { type: "external-callback" },
    });
    const run = await startRun(flow);
    await callBack(flow, "pay", { execution: "all" });
    expect([await statusOf(run), await activationsOf(run)]).toEqual(["completed", 2]);
  });
});

describe("conditions on the run", () => {
  it("see it as it was when the wait began", async () => {
    const flow = await publish({
      tick: { type: "set", values: { again: "{{ has(other.data) }}" }, next: ["pay", "other"] },
      pay: { type: "external-callback", condition: "pay.data.again == tick.again" },
      other: { type: "external-callback", next: "tick" },
    });
    const run = await startRun(flow);
    await callBack(flow, "other", { execution: run });
    const waiting = async () => (await viewRun(run)).waits.filter(({ block }) => block === "pay");
    const [older, newer] = await waiting();
    await callBack(flow, "pay", { body: { again: true } });
    expect(await waiting()).toEqual([older]);
    await callBack(flow, "pay", { body: { again: true, n: 2 } });
    expect(await waiting()).toEqual([older]);
    await callBack(flow, "pay", { body: { again: false } });
    expect([await waiting(), newer?.block]).toEqual([[], "pay"]);
  });

  it("are judged by the run itself when what they read is too large for the list", async () => {
    const flow = await flowOf(correlated);
    const [a, b] = ["a".repeat(5_000), "b".repeat(5_000)];
    const runs = await runsOf(flow, [a, b]);
    await callBack(flow, "pay", { body: { id: b } });
    expect(await statuses(runs)).toEqual(["waiting", "completed"]);
    expect(short(await callBack(flow, "pay", { body: { id: b } }))).toBe("200");
    await callBack(flow, "pay", { execution: "all", body: { id: a } });
    expect(await statuses(runs)).toEqual(["completed", "completed"]);
  });

  it("make a callback wait while others are under way to the only run that it may fit", async () => {
    const flow = await flowOf(correlated);
    const id = "a".repeat(5_000);
    const run = await startRun(flow, { id });
    const answers = await together(9, (n) => callBack(flow, "pay", { body: { id: n === 8 ? id : n } }));
    expect(answers.map(short)).toEqual(Array(9).fill("200"));
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { id } });
  });
});
