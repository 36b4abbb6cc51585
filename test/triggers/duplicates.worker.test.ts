import { describe, expect, it } from "vitest";
import { logInUser, publish, republish, send, startRun, viewRun } from "../support/worker.ts";
import { fateOf, payFlow, runsOf } from "./fates.ts";
import { activationsOf, countRuns, statusOf, together, urlOf } from "./support.ts";

const statuses = (runs: readonly string[]) => Promise.all(runs.map(statusOf));
const firstBlock = () => publish({ pay: { type: "external-callback" } });

describe("a callback that comes once more under its Idempotency-Key", () => {
  const twice = { key: "k-1", body: { n: 1 } };

  it("changes nothing: named", async () => {
    const flow = await publish({
      pay: { type: "external-callback", next: "again" },
      again: { type: "set", values: {}, next: "pay" },
    });
    const run = await startRun(flow);
    const call = (body: unknown) => fateOf(flow, "pay", { ...twice, execution: run, body });
    expect(await call({ n: 1 })).toEqual(["activated", run]);
    expect(await call({ n: 1 })).toEqual(["duplicate", run]);
    expect(await call({ n: 2 })).toEqual(["422/70422"]);
    expect(await activationsOf(run)).toBe(1);
    expect(await fateOf(flow, "pay", { execution: run, body: { n: 1 } })).toEqual(["activated", run]);
  });

  it.each(["any", undefined])("hits no other run: %s", async (execution) => {
    const flow = await payFlow();
    const [first = "", second = ""] = await runsOf(flow, {}, {});
    expect(await fateOf(flow, "pay", { ...twice, execution })).toEqual(["activated", first]);
    expect(await fateOf(flow, "pay", { ...twice, execution })).toEqual(["duplicate", first]);
    expect(await fateOf(flow, "pay", { ...twice, execution, body: {} })).toEqual(["422/70422"]);
    expect(await statuses([first, second])).toEqual(["completed", "waiting"]);
    expect(await fateOf(flow, "pay", { ...twice, execution, key: "k-2" })).toEqual(["activated", second]);
  });

  it("isn't meant for runs that wait since then: all", async () => {
    const flow = await payFlow();
    const runs = await runsOf(flow, {}, {});
    expect(await fateOf(flow, "pay", { ...twice, execution: "all" })).toEqual(["activated", ...runs]);
    const later = await startRun(flow);
    expect(await fateOf(flow, "pay", { ...twice, execution: "all" })).toEqual(["duplicate", ...runs]);
    expect(await fateOf(flow, "pay", { ...twice, execution: "all", body: {} })).toEqual(["422/70422"]);
    expect(await statusOf(later)).toBe("waiting");
  });

  it("starts no other run: first block", async () => {
    const flow = await firstBlock();
    const [outcome, run] = await fateOf(flow, "pay", twice);
    const runs = await countRuns();
    expect(outcome).toBe("started");
    expect(await fateOf(flow, "pay", twice)).toEqual(["duplicate", run]);
    expect(await fateOf(flow, "pay", { ...twice, body: {} })).toEqual(["422/70422"]);
    expect(await countRuns()).toBe(runs);
  });

  it("is the same callback also where the first block's condition was changed since then", async () => {
    const flow = await firstBlock();
    const [outcome, run] = await fateOf(flow, "pay", { ...twice, via: "flow" });
    const live = await republish(flow, { pay: { type: "external-callback", condition: "pay.data.n == 2" } });
    const again = (more: object) => fateOf(live, "pay", { ...twice, via: "flow", ...more });
    const runs = await countRuns();
    expect(outcome).toBe("started");
    expect(await again({})).toEqual(["duplicate", run]);
    expect(await again({ body: { n: 3 } })).toEqual(["422/70422"]);
    expect(await again({ key: "k-2" })).toEqual(["ignored"]);
    expect(await again({ key: "k-2", body: { n: 3 } })).toEqual(["ignored"]);
    expect(await countRuns()).toBe(runs);
  });

  it("starts no other run: by the API", async () => {
    const flow = await payFlow();
    const start = (data: unknown) => startRun(flow, data, { "idempotency-key": "k-1" });
    const run = await start({ n: 1 });
    expect(await start({ n: 1 })).toBe(run);
    await expect(() => start({ n: 2 })).rejects.toThrow("70422");
    expect(await viewRun(run)).toMatchObject({ context: { initial: { data: { n: 1 } } } });
  });

  it("gets the first one's answer while that one is under way", async () => {
    const flow = await payFlow();
    const runs = await runsOf(flow, {}, {}, {});
    for (const execution of ["any", runs[1]]) {
      const fates = await together(6, () => fateOf(flow, "pay", { ...twice, execution }));
      expect(fates.filter(([outcome]) => outcome === "activated")).toHaveLength(1);
      expect(fates.filter(([outcome]) => outcome === "duplicate")).toHaveLength(5);
      expect(new Set(fates.map(([, run]) => run)).size).toBe(1);
    }
    expect(await statuses(runs)).toEqual(["completed", "completed", "waiting"]);
    const first = await firstBlock();
    const before = await countRuns();
    const started = await together(6, () => fateOf(first, "pay", twice));
    expect(new Set(started.map(([, run]) => run)).size).toBe(1);
    expect(started.filter(([outcome]) => outcome === "started")).toHaveLength(1);
    expect(await countRuns()).toBe(before + 1);
  });

  it("is judged afresh where the first one was refused", async () => {
    const flow = await payFlow({ authentication: { type: "BACKENDLESS" } });
    const { token } = await logInUser();
    const run = await startRun(flow);
    for (const execution of [run, "any"]) {
      expect(await fateOf(flow, "pay", { ...twice, execution })).toEqual(["401/1000"]);
    }
    expect(await fateOf(flow, "pay", { ...twice, execution: "any", token })).toEqual(["activated", run]);
    const open = await payFlow();
    expect(await fateOf(open, "pay", twice)).toEqual(["409/28060"]);
    const late = await startRun(open);
    expect(await fateOf(open, "pay", twice)).toEqual(["activated", late]);
  });

  it("is judged afresh where the first one was ignored", async () => {
    const flow = await payFlow({ condition: "pay.data.n <= initial.data.n" });
    const [small] = await runsOf(flow, { n: 0 });
    for (const execution of [small, "any", "all"]) {
      expect(await fateOf(flow, "pay", { ...twice, execution })).toEqual(["ignored"]);
    }
    const runs = await runsOf(flow, { n: 1 }, { n: 2 });
    expect(await fateOf(flow, "pay", { ...twice, execution: "any" })).toEqual(["activated", runs[0]]);
    expect(await fateOf(flow, "pay", { ...twice, execution: "all" })).toEqual(["activated", runs[1]]);
  });
});

describe("a deduplication key", () => {
  it("is another one under another `execution` and at another trigger", async () => {
    const flow = await publish({
      begin: { type: "set", values: {}, next: ["pay", "ship"] },
      pay: { type: "external-callback" },
      ship: { type: "external-callback" },
    });
    const runs = await runsOf(flow, {}, {}, {}, {});
    const once = { key: "k-1", body: { n: 1 } };
    expect(await fateOf(flow, "pay", { ...once, execution: "any" })).toEqual(["activated", runs[0]]);
    expect(await fateOf(flow, "pay", once)).toEqual(["activated", runs[1]]);
    expect(await fateOf(flow, "pay", { ...once, execution: runs[2] })).toEqual(["activated", runs[2]]);
    expect(await fateOf(flow, "pay", { ...once, execution: "all" })).toEqual(["activated", runs[3]]);
    expect(await fateOf(flow, "ship", { ...once, execution: "any" })).toEqual(["activated", runs[0]]);
    expect(await fateOf(flow, "ship", { ...once, execution: runs[2] })).toEqual(["activated", runs[2]]);
  });

  it("is `webhook-id` where that is sent, whatever Idempotency-Key comes with it", async () => {
    const flow = await payFlow();
    const runs = await runsOf(flow, {}, {}, {});
    const call = (headers: Record<string, string>) => fateOf(flow, "pay", { execution: "any", headers });
    expect(await call({ "webhook-id": "w-1", "idempotency-key": "k-1" })).toEqual(["activated", runs[0]]);
    expect(await call({ "webhook-id": "w-1", "idempotency-key": "k-2" })).toEqual(["duplicate", runs[0]]);
    expect(await call({ "webhook-id": "w-2", "idempotency-key": "k-1" })).toEqual(["activated", runs[1]]);
    expect(await call({ "idempotency-key": "k-1" })).toEqual(["activated", runs[2]]);
  });

  it("may be long, and of any characters", async () => {
    const flow = await payFlow();
    const [first, second] = await runsOf(flow, {}, {});
    const long = '{=; "'.padEnd(2_000, "x");
    expect(await fateOf(flow, "pay", { key: `${long}a` })).toEqual(["activated", first]);
    expect(await fateOf(flow, "pay", { key: `${long}b` })).toEqual(["activated", second]);
    expect(await fateOf(flow, "pay", { key: `${long}a` })).toEqual(["duplicate", first]);
  });
});

describe("the body that activated a wait, once more and without a key", () => {
  it("is a duplicate for the run that it names; another one is late", async () => {
    const flow = await publish({
      pay: { type: "external-callback", next: "ship" },
      ship: { type: "external-callback" },
    });
    const run = await startRun(flow);
    const pay = (body: unknown) => fateOf(flow, "pay", { execution: run, body });
    expect(await pay({ n: 1 })).toEqual(["activated", run]);
    expect(await pay({ n: 1 })).toEqual(["duplicate", run]);
    expect(await pay({ n: 2 })).toEqual(["409/28100"]);
    await fateOf(flow, "ship", { execution: run });
    expect(await pay({ n: 1 })).toEqual(["duplicate", run]);
    expect(await pay({ n: 2 })).toEqual(["410/28136"]);
  });

  it("is a duplicate under the key of a wait that is over; another one is late", async () => {
    const flow = await payFlow({ condition: "pay.data.id == initial.data.id" });
    const [run] = await runsOf(flow, { id: 1 }, { id: 2 });
    const pay = (body: unknown) => send("POST", urlOf(flow, "pay"), { body });
    expect(await fateOf(flow, "pay", { body: { id: 1 } })).toEqual(["activated", run]);
    expect(await fateOf(flow, "pay", { body: { id: 1 } })).toEqual(["duplicate", run]);
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 2 } })).toEqual(["409/28100"]);
    expect(await fateOf(flow, "pay", { execution: "all", body: { id: 1 } })).toEqual(["ignored"]);
    // Its answer says no more than any other success does.
    expect(await pay({ id: 1 })).toMatchObject({ status: 200, body: undefined });
    const next = await startRun(flow, { id: 1 });
    expect(await fateOf(flow, "pay", { body: { id: 1 } })).toEqual(["activated", next]);
  });

  it("is a duplicate also where a callback to the run itself activated it", async () => {
    const flow = await payFlow({ condition: "pay.data.id == initial.data.id" });
    const run = await startRun(flow, { id: 1 });
    expect(await fateOf(flow, "pay", { execution: run, body: { id: 1 } })).toEqual(["activated", run]);
    expect(await fateOf(flow, "pay", { body: { id: 1 } })).toEqual(["duplicate", run]);
  });
});
