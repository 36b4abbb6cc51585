import { beforeAll, describe, expect, it } from "vitest";
import { eventually, logInUser, manage, republish, startRun } from "../support/worker.ts";
import { becomes, fateOf, payBlocks, payFlow, receiptsAt, runsOf, waitsAt } from "./fates.ts";
import { callBack, short, statusOf } from "./support.ts";

beforeAll(() => manage("POST", "/roles", { name: "Early" }));

describe("a callback whose key nobody waits under yet", () => {
  const byId = { condition: "pay.data.id == initial.data.id && pay.data.n > 0" };

  it("is held, and delivered to the run that waits there later", async () => {
    const flow = await payFlow(byId);
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 1 } })).toEqual(["held"]);
    const other = await startRun(flow, { id: 2 });
    const run = await startRun(flow, { id: 1 });
    expect(await becomes(run, "completed")).toMatchObject({ result: { id: 1, n: 1 } });
    expect(await statusOf(other)).toBe("waiting");
    expect(await receiptsAt(flow, "pay", "activated")).toMatchObject([{ executionIds: [run] }]);
    expect(await receiptsAt(flow, "pay", "held")).toEqual([]);
  });

  it("is held once under its Idempotency-Key", async () => {
    const flow = await payFlow(byId);
    const call = (n: number) => fateOf(flow, "pay", { key: "k-1", body: { id: 1, n } });
    expect(await call(1)).toEqual(["held"]);
    expect(await call(1)).toEqual(["duplicate"]);
    expect(await call(2)).toEqual(["422/70422"]);
    const [run = "", next = ""] = await runsOf(flow, { id: 1 }, { id: 1 });
    await becomes(run, "completed");
    expect(await statusOf(next)).toBe("waiting");
  });

  it("waits its turn: the oldest goes first, and one that doesn't fit stays", async () => {
    const flow = await payFlow({
      condition: "pay.data.id == initial.data.id && pay.data.n >= initial.data.least",
    });
    for (const n of [5, 7, 9]) expect(await fateOf(flow, "pay", { body: { id: 1, n } })).toEqual(["held"]);
    const runs = await runsOf(flow, { id: 1, least: 6 }, { id: 1, least: 0 }, { id: 1, least: 0 });
    const results = await Promise.all(runs.map(async (run) => (await becomes(run, "completed")).result));
    expect(results).toMatchObject([{ n: 7 }, { n: 5 }, { n: 9 }]);
  });

  it("is late, not early, where a run has waited under its key", async () => {
    const flow = await payFlow(byId);
    const run = await startRun(flow, { id: 1 });
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 1 } })).toEqual(["activated", run]);
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 2 } })).toEqual(["409/28100"]);
    const next = await startRun(flow, { id: 1 });
    expect(await statusOf(next)).toBe("waiting");
    expect((await waitsAt(flow, "pay")).map(({ executionId }) => executionId)).toEqual([next]);
  });

  it("is no early one for a newer version where a run of an older one has taken it", async () => {
    const old = await payFlow({ condition: "pay.data.id == initial.data.id" });
    const run = await startRun(old, { id: 1 });
    const live = await republish(old, payBlocks({ condition: "pay.data.reference == initial.data.id" }));
    const body = { id: 1, reference: 9 };
    const call = (more: object) => fateOf(live, "pay", { via: "flow", body: { ...body, ...more } });
    expect(await call({})).toEqual(["activated", run]);
    expect(await call({})).toEqual(["duplicate", run]);
    expect(await call({ n: 2 })).toEqual(["409/28100"]);
    expect(await call({ id: 2 })).toEqual(["held"]);
  });

  it("is ignored where somebody waits under it and the rest is FALSE, or no key can be computed", async () => {
    const flow = await payFlow(byId);
    const run = await startRun(flow, { id: 1 });
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 0 } })).toEqual(["ignored"]);
    expect(await fateOf(flow, "pay", { body: { n: 1 } })).toEqual(["ignored"]);
    expect(await statusOf(run)).toBe("waiting");
  });

  it("is never held for `all`, nor where the trigger holds none", async () => {
    const flow = await payFlow(byId);
    expect(await fateOf(flow, "pay", { execution: "all", body: { id: 1, n: 1 } })).toEqual(["ignored"]);
    expect(await statusOf(await startRun(flow, { id: 1 }))).toBe("waiting");
    const none = await payFlow({ ...byId, early: { hold: "PT0S" } });
    expect(await fateOf(none, "pay", { body: { id: 1, n: 1 } })).toEqual(["409/28060"]);
  });

  it("is let in by the authentication of the moment, at both moments", async () => {
    const flow = await payFlow({
      ...byId,
      authentication: { type: "BACKENDLESS", requiredRoles: ["Early"] },
    });
    const { id, token } = await logInUser(["Early"]);
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 1 } })).toEqual(["401/1000"]);
    for (const key of [1, 2])
      expect(await fateOf(flow, "pay", { token, body: { id: key, n: 1 } })).toEqual(["held"]);
    expect(await becomes(await startRun(flow, { id: 1 }), "completed")).toMatchObject({
      context: { pay: { user: { objectId: id } } },
    });
    await manage("DELETE", `/users/${id}/roles/Early`);
    const longest = await startRun(flow, { id: 2 });
    expect(await statusOf(longest)).toBe("waiting");
    await manage("PUT", `/users/${id}/roles/Early`);
    const next = await startRun(flow, { id: 2 });
    expect(await becomes(longest, "completed")).toMatchObject({ result: { id: 2 } });
    expect(await statusOf(next)).toBe("waiting");
  });

  it("expires, and is seen to", async () => {
    const flow = await payFlow({ ...byId, early: { hold: "PT0.2S" } });
    expect(await fateOf(flow, "pay", { body: { id: 1, n: 1 } })).toEqual(["held"]);
    const [receipt] = await eventually(
      () => receiptsAt(flow, "pay", "expired"),
      (items) => items.length > 0,
    );
    expect(await manage("GET", `/receipts/${receipt?.id}`)).toMatchObject({
      body: { outcome: "expired", data: { id: 1, n: 1 } },
    });
    expect(await receiptsAt(flow, "pay", "held")).toEqual([]);
    const run = await startRun(flow, { id: 1 });
    expect(await statusOf(run)).toBe("waiting");
    // The operator may send it once more.
    const replayed = await manage("POST", `/receipts/${receipt?.id}/replay`, {});
    expect(replayed).toMatchObject({ body: { outcome: "activated", executionIds: [run] } });
  });

  it("is sent away past what a list holds for one sender", async () => {
    const flow = await payFlow(byId);
    const call = (id: number, address: string) =>
      callBack(flow, "pay", { body: { id, n: 1 }, headers: { "cf-connecting-ip": address } });
    for (let id = 0; id < 100; id++) expect(short(await call(id, "192.0.2.1"))).toBe("200");
    const refused = await call(100, "192.0.2.1");
    expect([short(refused), refused.headers.get("retry-after")]).toEqual(["503/70503", "1"]);
    expect(short(await call(100, "192.0.2.2"))).toBe("200");
    expect(await becomes(await startRun(flow, { id: 100 }), "completed")).toMatchObject({
      result: { id: 100 },
    });
  });
});

describe("a callback that names no run and has no key", () => {
  it("is refused where nobody waits", async () => {
    const flow = await payFlow();
    expect(await fateOf(flow, "pay")).toEqual(["409/28060"]);
    expect(await statusOf(await startRun(flow))).toBe("waiting");
  });

  it("is held for whoever waits next and fits, where the trigger says so", async () => {
    const flow = await payFlow({ condition: "pay.data.n > initial.data.n", early: { anonymous: true } });
    for (const n of [1, 2, 3]) expect(await fateOf(flow, "pay", { body: { n } })).toEqual(["held"]);
    expect(await fateOf(flow, "pay", { execution: "all", body: { n: 9 } })).toEqual(["ignored"]);
    const runs = await runsOf(flow, { n: 1 }, { n: 0 }, { n: 3 });
    const [second = "", first = "", nobody = ""] = runs;
    expect(await becomes(second, "completed")).toMatchObject({ result: { n: 2 } });
    expect(await becomes(first, "completed")).toMatchObject({ result: { n: 1 } });
    expect(await statusOf(nobody)).toBe("waiting");
    // Somebody waits, so that this one is judged and not held.
    expect(await fateOf(flow, "pay", { body: { n: 2 } })).toEqual(["ignored"]);
  });
});
