import { beforeAll, describe, expect, it } from "vitest";
import {
  eventually,
  logInUser,
  manage,
  type Published,
  publish,
  startRun,
  viewRun,
} from "../support/worker.ts";
import { becomes, fateOf, receiptsAt, runsOf } from "./fates.ts";
import { callBack, short, statusOf } from "./support.ts";

beforeAll(() => manage("POST", "/roles", { name: "Early" }));

const trigger = (next: string, more: object = {}) => ({ type: "external-callback", next, ...more });

/** A run waits at `first`, then at `pay`, which is its last block. */
function twoSteps(pay: object = {}): Promise<Published> {
  const done = { type: "return", value: "{{ pay.data }}" };
  return publish({ first: trigger("pay"), pay: trigger("done", pay), done });
}

describe("a callback to a run that has not got there yet", () => {
  it("is held, and delivered when the run gets there", async () => {
    const flow = await twoSteps();
    const run = await startRun(flow);
    expect(await fateOf(flow, "pay", { execution: run, body: { n: 1 } })).toEqual(["held"]);
    expect(await viewRun(run)).toMatchObject({ status: "waiting", waits: [{ block: "first" }] });
    await callBack(flow, "first", { execution: run });
    expect(await becomes(run, "completed")).toMatchObject({ result: { n: 1 } });
    const activated = await eventually(
      () => receiptsAt(flow, "pay", "activated"),
      (items) => items.length > 0,
    );
    expect(activated).toMatchObject([{ executionIds: [run] }]);
    expect(await receiptsAt(flow, "pay", "held")).toEqual([]);
  });

  it("is answered as any other success is", async () => {
    const flow = await twoSteps();
    const run = await startRun(flow);
    expect(await callBack(flow, "pay", { execution: run })).toMatchObject({ status: 200, body: undefined });
  });

  it("is held once, however often it comes under its key", async () => {
    const flow = await publish({
      first: trigger("pay"),
      pay: trigger("ship"),
      ship: trigger("end"),
      end: { type: "return" },
    });
    const run = await startRun(flow);
    const call = (block: string, body: object) => fateOf(flow, block, { execution: run, key: "k-1", body });
    expect(await call("pay", { n: 1 })).toEqual(["held"]);
    expect(await call("pay", { n: 1 })).toEqual(["duplicate", run]);
    expect(await call("pay", { n: 2 })).toEqual(["422/70422"]);
    // A key is one trigger's.
    expect(await call("ship", { n: 2 })).toEqual(["held"]);
    await callBack(flow, "first", { execution: run });
    expect(await becomes(run, "completed")).toMatchObject({
      context: { pay: { data: { n: 1 } }, ship: { data: { n: 2 } } },
    });
    expect(await call("pay", { n: 1 })).toEqual(["duplicate", run]);
  });

  it("is held for the next round where the run comes back, oldest first", async () => {
    const flow = await publish({
      first: trigger("pay"),
      pay: trigger("again"),
      again: { type: "condition", when: "pay.data.last == true", yes: "done", no: "first" },
      done: { type: "return", value: "{{ pay.data.n }}" },
    });
    const run = await startRun(flow);
    for (const n of [1, 2, 3]) {
      const body = { n, last: n === 3 };
      expect(await fateOf(flow, "pay", { execution: run, body })).toEqual(["held"]);
    }
    for (const n of [1, 2, 3]) {
      await callBack(flow, "first", { execution: run, body: { n } });
      await eventually(
        () => viewRun(run),
        ({ context }) => Object(context["pay"]).data?.n === n,
      );
    }
    expect(await becomes(run, "completed")).toMatchObject({ result: 3 });
  });

  it("stays held for the next wait where it doesn't fit this one", async () => {
    const flow = await publish({
      first: trigger("pay"),
      pay: trigger("first", { condition: "pay.data.round == first.data.round" }),
    });
    const run = await startRun(flow);
    expect(await fateOf(flow, "pay", { execution: run, body: { round: 2 } })).toEqual(["held"]);
    await callBack(flow, "first", { execution: run, body: { round: 1 } });
    expect(await viewRun(run)).toMatchObject({ waits: [{ block: "pay" }] });
    expect(await fateOf(flow, "pay", { execution: run, body: { round: 1 } })).toEqual(["activated", run]);
    await callBack(flow, "first", { execution: run, body: { round: 2 } });
    await eventually(
      () => viewRun(run),
      ({ context, waits }) => Object(context["pay"]).data.round === 2 && waits[0]?.block === "first",
    );
  });

  it("is refused where the trigger holds none, and where the run can't get there any more", async () => {
    const flow = await publish({
      first: trigger("pay"),
      pay: trigger("last", { early: { hold: "PT0S" } }),
      last: trigger("done"),
      done: { type: "return" },
    });
    const run = await startRun(flow);
    expect(await fateOf(flow, "pay", { execution: run })).toEqual(["409/28060"]);
    await callBack(flow, "first", { execution: run });
    expect(await statusOf(run)).toBe("waiting");
    expect(await fateOf(flow, "first", { execution: run, body: { n: 2 } })).toEqual(["409/28100"]);
  });

  it("is judged by the roles that its user has when the run gets there", async () => {
    const flow = await twoSteps({ authentication: { type: "BACKENDLESS", requiredRoles: ["Early"] } });
    const { id, token } = await logInUser(["Early"]);
    const runs = await runsOf(flow, {}, {});
    for (const execution of runs) {
      expect(await fateOf(flow, "pay", { execution })).toEqual(["401/1000"]);
      expect(await fateOf(flow, "pay", { execution, token })).toEqual(["held"]);
    }
    const [before = "", after = ""] = runs;
    await callBack(flow, "first", { execution: before });
    const { context } = await becomes(before, "completed");
    expect(context["pay"]).toMatchObject({ user: { objectId: id } });
    await manage("DELETE", `/users/${id}/roles/Early`);
    await callBack(flow, "first", { execution: after });
    expect(await viewRun(after)).toMatchObject({ status: "waiting", waits: [{ block: "pay" }] });
  });

  it("is sent away past what a run holds for one sender, and may come back", async () => {
    const flow = await twoSteps();
    const run = await startRun(flow);
    const call = (n: number, address: string) =>
      callBack(flow, "pay", { execution: run, body: { n }, headers: { "cf-connecting-ip": address } });
    for (let n = 0; n < 10; n++) expect(short(await call(n, "192.0.2.1"))).toBe("200");
    const refused = await call(10, "192.0.2.1");
    expect([short(refused), refused.headers.get("retry-after")]).toEqual(["503/70503", "1"]);
    for (let n = 0; n < 10; n++) expect(short(await call(n, "192.0.2.2"))).toBe("200");
    expect(short(await call(10, "192.0.2.3"))).toBe("503/70503");
    await callBack(flow, "first", { execution: run });
    expect(await becomes(run, "completed")).toMatchObject({ result: { n: 0 } });
  });
});
