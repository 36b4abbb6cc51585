import { describe, expect, it } from "vitest";
import { logInUser, republish, startRun, viewRun } from "../support/worker.ts";
import { fateOf, payBlocks, payFlow, runsOf, waitsAt } from "./fates.ts";
import { activationsOf, statusOf, together } from "./support.ts";

const byId = { condition: "pay.data.id == initial.data.id" };
const statuses = (runs: readonly string[]) => Promise.all(runs.map(statusOf));

describe("a callback whose condition compares it with the run", () => {
  it("goes to the run that fits, whatever else waits", async () => {
    const flow = await payFlow(byId);
    const runs = await together(30, (id) => startRun(flow, { id }));
    const fates = await together(30, (n) => fateOf(flow, "pay", { body: { id: 29 - n } }));
    expect(fates).toEqual(runs.toReversed().map((run) => ["activated", run]));
    const results = await Promise.all(runs.map(async (run) => (await viewRun(run)).result));
    expect(results).toEqual(runs.map((_, id) => ({ id })));
  });

  it("tells kinds of values apart, and sees through the ways to write one", async () => {
    const flow = await payFlow(byId);
    const ids = [null, 1, "1", "null", true, "true", 0, "", [1], ["1"], { a: 1, b: [null] }, {}];
    const runs = await runsOf(flow, ...ids.map((id) => ({ id })));
    const bodies = ids.map((id) => JSON.stringify({ id }));
    bodies[1] = '{"id": 1.0}';
    bodies[6] = '{"id": -0}';
    bodies[10] = '{"id": {"b": [null], "a": 1e0}}';
    for (const [n, body] of bodies.entries()) {
      expect([body, await fateOf(flow, "pay", { body })]).toEqual([body, ["activated", runs[n]]]);
    }
  });

  it("fits nobody where a field is missing, on either side", async () => {
    const flow = await payFlow(byId);
    const [without, withNull] = await runsOf(flow, {}, { id: null });
    expect(await fateOf(flow, "pay", { body: {} })).toEqual(["ignored"]);
    expect(await fateOf(flow, "pay", { execution: without, body: { id: null } })).toEqual(["ignored"]);
    expect(await fateOf(flow, "pay", { body: { id: null } })).toEqual(["activated", withNull]);
    expect((await waitsAt(flow, "pay")).map(({ executionId, key }) => [executionId, key])).toEqual([
      [without, null],
    ]);
  });

  it("has to agree in every comparison, and to satisfy what else the condition says", async () => {
    const flow = await payFlow({
      condition:
        "initial.data.order == pay.data.order && pay.data.paid >= initial.data.sum && pay.data.currency == initial.data.currency",
    });
    const [euro, dollar] = await runsOf(
      flow,
      { order: 7, currency: "EUR", sum: 10 },
      { order: 7, currency: "USD", sum: 10 },
    );
    const pay = (body: object) => fateOf(flow, "pay", { body });
    expect(await pay({ order: 7, currency: "USD", paid: 9 })).toEqual(["ignored"]);
    expect(await pay({ order: 7, currency: "USD", paid: "10" })).toEqual(["ignored"]);
    expect(await pay({ order: 7, currency: "USD", paid: 10 })).toEqual(["activated", dollar]);
    expect(await statusOf(euro ?? "")).toBe("waiting");
    expect(await pay({ order: 7, currency: "EUR", paid: 11 })).toEqual(["activated", euro]);
  });

  it("goes by the user who sends it, where the condition compares the user", async () => {
    const flow = await payFlow({ condition: "pay.user.objectId == initial.data.owner" });
    const [ann, bob] = [await logInUser(), await logInUser()];
    const runs = await runsOf(flow, { owner: ann.id }, { owner: bob.id });
    expect(await fateOf(flow, "pay")).toEqual(["ignored"]);
    expect(await fateOf(flow, "pay", { token: bob.token })).toEqual(["activated", runs[1]]);
    expect(await fateOf(flow, "pay", { token: ann.token })).toEqual(["activated", runs[0]]);
  });

  it("is judged by the run where the condition reads more of it than a list keeps", async () => {
    const flow = await payFlow({
      condition: "pay.data.id == initial.data.id && pay.data.word in initial.data.words",
    });
    const wordsOf = (kind: string) => Array.from({ length: 900 }, (_, n) => `${kind}-${n}`);
    const runs = await runsOf(flow, ...["a", "b"].map((kind) => ({ id: 7, words: wordsOf(kind) })), {
      id: 8,
      words: wordsOf("b"),
    });
    expect(await fateOf(flow, "pay", { body: { id: 7, word: "c-1" } })).toEqual(["ignored"]);
    expect(await fateOf(flow, "pay", { body: { id: 7, word: "b-899" } })).toEqual(["activated", runs[1]]);
    expect(await statuses(runs)).toEqual(["waiting", "completed", "waiting"]);
  });
});

describe("runs that wait under one key", () => {
  it("are taken longest-waiting first", async () => {
    const flow = await payFlow(byId);
    const runs = await runsOf(flow, { id: 1 }, { id: 1 }, { id: 2 }, { id: 1 });
    for (const n of [0, 1, 3]) {
      expect(await fateOf(flow, "pay", { body: { id: 1, n } })).toEqual(["activated", runs[n]]);
    }
    expect(await statusOf(runs[2] ?? "")).toBe("waiting");
  });

  it("are each taken once by as many callbacks at the same moment", async () => {
    const flow = await payFlow(byId);
    const runs = await together(20, () => startRun(flow, { id: 1 }));
    const fates = await together(20, (n) => fateOf(flow, "pay", { body: { id: 1, n } }));
    expect(fates.map(([outcome]) => outcome)).toEqual(Array(20).fill("activated"));
    expect(new Set(fates.map(([, run]) => run))).toEqual(new Set(runs));
    expect(await Promise.all(runs.map(activationsOf))).toEqual(Array(20).fill(1));
  });

  it("are all activated by `all`, and nobody under another one", async () => {
    const flow = await payFlow(byId);
    const runs = await runsOf(flow, { id: 1 }, { id: 2 }, { id: 1 }, { id: "1" }, { id: 1 });
    expect(await fateOf(flow, "pay", { execution: "all", body: { id: 1 } })).toEqual([
      ...["activated", runs[0], runs[2], runs[4]],
    ]);
    expect(await statuses(runs)).toEqual(["completed", "waiting", "completed", "waiting", "completed"]);
  });

  it("are listed with the values that they wait for", async () => {
    const two = { condition: `${byId.condition} && string(pay.data.n) == initial.data.n` };
    const one = await payFlow(byId);
    await runsOf(one, { id: "a" }, { id: { b: 1 } });
    expect(new Set((await waitsAt(one, "pay")).map(({ key }) => key))).toEqual(new Set(['"a"', '{"b":1}']));
    const flow = await payFlow(two);
    const run = await startRun(flow, { id: null, n: "3" });
    expect(await waitsAt(flow, "pay")).toMatchObject([{ executionId: run, key: '[null,"3"]' }]);
    expect(await viewRun(run)).toMatchObject({ waits: [{ key: '[null,"3"]' }] });
    const unkeyed = await payFlow({ condition: "pay.data.n > initial.data.n" });
    await startRun(unkeyed, { n: 1 });
    expect(await waitsAt(unkeyed, "pay")).toMatchObject([{ key: null }]);
  });
});

describe("versions that compare differently", () => {
  it("each have their own key, and the one that fits is found by the flow's address", async () => {
    const conditions = [
      byId.condition,
      "pay.data.reference == initial.data.id",
      "pay.data.sum > initial.data.id",
    ];
    const [first = "", ...others] = conditions;
    let flow = await payFlow({ condition: first });
    const runs = await runsOf(flow, { id: 1 });
    for (const condition of others) {
      flow = await republish(flow, payBlocks({ condition }));
      runs.push(await startRun(flow, { id: 1 }));
    }
    const pay = (body: object) => fateOf(flow, "pay", { via: "flow", body });
    expect(await pay({ reference: 1 })).toEqual(["activated", runs[1]]);
    expect(await pay({ sum: 2 })).toEqual(["activated", runs[2]]);
    expect(await pay({ sum: 2, id: 1 })).toEqual(["activated", runs[0]]);
  });

  it("that compare the same are one queue, longest-waiting first", async () => {
    const old = await payFlow(byId);
    const runs = await runsOf(old, { id: 1 }, { id: 1 });
    const live = await republish(old, payBlocks({ condition: `${byId.condition} && pay.data.n > 0` }));
    runs.push(...(await runsOf(live, { id: 1 }, { id: 1 })));
    const pay = (n: number) => fateOf(live, "pay", { via: "flow", body: { id: 1, n } });
    expect(await pay(1)).toEqual(["activated", runs[0]]);
    expect(await pay(0)).toEqual(["activated", runs[1]]);
    expect(await pay(-1)).toEqual(["ignored"]);
    expect(await pay(2)).toEqual(["activated", runs[2]]);
    expect(await pay(3)).toEqual(["activated", runs[3]]);
  });
});
