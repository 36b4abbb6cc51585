import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { Signer } from "../../src/ids.ts";
import {
  eventually,
  manage,
  outside,
  type Published,
  publish,
  send,
  sendRaw,
  startRun,
  type View,
  viewRun,
} from "../support/worker.ts";

const trigger = (next: string, more: object = {}) => ({ type: "external-callback", next, ...more });
const end = { type: "return", value: "{{ pay.data }}" };
const ask = { type: "http-request", request: { url: "https://shop.example/" }, next: "end" };
const stubOf = (run: string) => env.FLOW_RUN.getByName(run);

const call = (flow: Published, block: string, execution: string, body: unknown = {}) =>
  send("POST", `${flow.triggers[block]?.callbackUrl}?execution=${execution}`, { body });
const release = (run: string, occurrence: number | string, body?: unknown) =>
  manage("POST", `/runs/${run}/waits/${occurrence}/release`, body);
const retry = (run: string) => manage("POST", `/runs/${run}/retry`);
const status = (run: string, wanted: string): Promise<View> =>
  eventually(
    () => viewRun(run),
    (view) => view.status === wanted,
  );

describe("releasing a wait by hand", () => {
  it("lets the run go on with the data, and is shown in the timeline", async () => {
    const flow = await publish({ pay: trigger("end", { condition: "false" }), end });
    const run = await startRun(flow);
    const [wait] = (await viewRun(run)).waits;
    const data = { paid: true, deep: [{ by: "phone" }] };
    expect(await release(run, wait?.occurrence ?? 0, { data })).toMatchObject({
      status: 204,
      body: undefined,
    });
    const view = await status(run, "completed");
    expect(view.result).toEqual(data);
    expect(view.timeline).toMatchObject([
      ...[{ type: "started" }, { type: "waiting" }],
      { type: "released", block: "pay", occurrence: 1, output: { data, user: null } },
      { type: "ended", status: "completed" },
    ]);
  });

  it("needs no data: it is an empty object then", async () => {
    for (const [body, headers] of [
      [undefined, {}],
      ["{}", { "content-type": "application/json" }],
    ] as const) {
      const run = await startRun(await publish({ pay: trigger("end"), end }));
      const path = `/api/manage/runs/${run}/waits/1/release`;
      const authorization = `Bearer ${env.ADMIN_KEY}`;
      const init = { method: "POST", headers: { ...headers, authorization }, ...(body && { body }) };
      expect(await sendRaw(path, init)).toMatchObject({ status: 204 });
      expect(await status(run, "completed")).toMatchObject({ result: {} });
    }
  });

  it("keeps a key called __proto__ as data", async () => {
    const run = await startRun(await publish({ pay: trigger("end"), end }));
    expect(await release(run, 1, '{"data":{"__proto__":{"x":1}}}')).toMatchObject({ status: 204 });
    const { timeline } = await status(run, "completed");
    expect(JSON.stringify(timeline)).toContain('"data":{"__proto__":{"x":1}}');
  });

  it("or by a callback at the same moment: one of the two wins", async () => {
    for (let round = 0; round < 5; round++) {
      const flow = await publish({ pay: trigger("next"), next: trigger("end"), end });
      const run = await startRun(flow);
      const [byHand, byCallback] = await Promise.all([
        release(run, 1, { data: { by: "hand" } }),
        call(flow, "pay", run, { by: "callback" }),
      ]);
      const { context } = await viewRun(run);
      expect([byHand.status, byCallback.status, context["pay"]]).toEqual(
        byHand.status === 204
          ? [204, 409, expect.objectContaining({ data: { by: "hand" } })]
          : [409, 200, expect.objectContaining({ data: { by: "callback" } })],
      );
    }
  });

  it("makes a later callback late, and is itself too late after one", async () => {
    const flow = await publish({ pay: trigger("next"), next: trigger("end"), end });
    const run = await startRun(flow);
    await release(run, 1);
    expect(await call(flow, "pay", run)).toMatchObject({ status: 409, body: { code: 28100 } });
    expect(await release(run, 1)).toMatchObject({ status: 409, body: { code: 28100 } });
    expect(await call(flow, "next", run)).toMatchObject({ status: 200 });
    expect(await release(run, 2)).toMatchObject({ status: 410, body: { code: 28136 } });
    const { triggerId } = flow.triggers["pay"] ?? {};
    await eventually(
      () => manage("GET", `/flows/${flow.flowId}/triggers/${triggerId}/waits`),
      ({ body }) => (body as { items: unknown[] }).items.length === 0,
    );
  });

  it("stands when the run is evicted right after", async () => {
    const run = await startRun(await publish({ pay: trigger("next"), next: trigger("end"), end }));
    await release(run, 1, { data: { n: 1 } });
    await evictDurableObject(stubOf(run));
    expect(await viewRun(run)).toMatchObject({
      waits: [{ block: "next" }],
      context: { pay: { data: { n: 1 } } },
    });
  });

  it.each([
    ["data that is no object", { data: [1] }, 400, 70400],
    ["another field", { data: {}, user: "x" }, 400, 70400],
    ["a body that is no object", [1], 400, 8058],
    ["a body that is no JSON", "{", 400, 8058],
    ["a body past 1 MiB", { data: { big: "x".repeat(1_048_576) } }, 413, 70413],
    ["numbers that grow past what is kept", `{"data":{"n":[${"1e20,".repeat(190_000)}1]}}`, 413, 70413],
  ])("refuses %s", async (_, body, wanted, code) => {
    const run = await startRun(await publish({ pay: trigger("end"), end }));
    expect(await release(run, 1, body)).toMatchObject({ status: wanted, body: { code } });
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
  });

  it.each(["0", "-1", "1.5", "x", "1e99"])("refuses the occurrence %s", async (occurrence) => {
    const run = await startRun(await publish({ pay: trigger("end"), end }));
    expect(await release(run, occurrence)).toMatchObject({ status: 400, body: { code: 70400 } });
  });
});

describe("retrying a failed run", () => {
  it("asks again under a new key, and the run goes on to its end", async () => {
    let code = 400;
    const received = outside(() => Response.json({ ok: true }, { status: code }));
    const flow = await publish({ ask, end: { type: "return", value: "{{ ask.body }}" } });
    const run = await startRun(flow);
    expect(await status(run, "failed")).toMatchObject({ error: { code: "http_400", source: "ask" } });
    await evictDurableObject(stubOf(run));
    code = 200;
    expect(await retry(run)).toMatchObject({ status: 204, body: undefined });
    const view = await status(run, "completed");
    expect(view).toMatchObject({ result: { ok: true } });
    expect(view).not.toHaveProperty("error");
    expect(view.timeline.map(({ type }) => type)).toEqual([
      ...["started", "requesting", "ended", "retried", "requesting", "responded", "ended"],
    ]);
    const keys = received.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toEqual([`${run}:1`, `${run}:2`]);
    await eventually(
      () => manage("GET", `/runs?flowId=${flow.flowId}&status=completed`),
      ({ body }) => (body as { items: unknown[] }).items.length === 1,
    );
  });

  it.each(["by name", "by any"])("has its other waits back: they take callbacks %s", async (how) => {
    let code = 400;
    outside(() => new Response("", { status: code }));
    const flow = await publish({
      start: { type: "set", values: 1, next: ["ask", "pay"] },
      ask: { ...ask, next: "gate" },
      pay: trigger("gate", { condition: "pay.data.id == initial.data.id" }),
      gate: { type: "join", next: "end" },
      end,
    });
    const run = await startRun(flow, { id: 7 });
    const { triggerId } = flow.triggers["pay"] ?? {};
    const listed = (count: number) =>
      eventually(
        () => manage("GET", `/flows/${flow.flowId}/triggers/${triggerId}/waits`),
        ({ body }) => (body as { items: unknown[] }).items.length === count,
      );
    await status(run, "failed");
    expect(await call(flow, "pay", run, { id: 7 })).toMatchObject({ status: 410 });
    await listed(0);
    code = 200;
    expect(await retry(run)).toMatchObject({ status: 204 });
    await listed(1);
    await evictDurableObject(stubOf(run));
    const execution = how === "by any" ? "any" : run;
    expect(await call(flow, "pay", execution, { id: 7, how })).toMatchObject({ status: 200 });
    expect(await status(run, "completed")).toMatchObject({ result: { id: 7, how } });
    await listed(0);
  });

  it("is for failed runs of versions that weren't stopped", async () => {
    const flow = await publish({ pay: trigger("bad"), bad: { type: "set", values: "{{ pay.data.x }}" } });
    const run = await startRun(flow);
    const refused = { status: 409, body: { code: 70409 } };
    expect(await retry(run)).toMatchObject(refused);
    await call(flow, "pay", run);
    expect(await status(run, "failed")).toMatchObject({ error: { source: "bad" } });
    expect(await retry(run)).toMatchObject({ status: 204 });
    expect(await status(run, "failed")).toMatchObject({ error: { source: "bad" } });
    const ended = await startRun(flow);
    await manage("POST", `/runs/${ended}/terminate`);
    expect(await retry(ended)).toMatchObject(refused);
    await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/stop`);
    expect(await retry(run)).toMatchObject(refused);
  });

  it("knows no run that is nobody's or made up", async () => {
    for (const id of [new Signer(env.SIGNING_KEY).newRunId(), crypto.randomUUID(), "x"]) {
      const unknown = { status: 404, body: { code: 28068 } };
      expect(await retry(id)).toMatchObject(unknown);
      expect(await release(id, 1)).toMatchObject(unknown);
    }
  });

  it("is for the operator alone, and so is releasing", async () => {
    const run = await startRun(await publish({ pay: trigger("end"), end }));
    for (const path of ["retry", "waits/1/release"]) {
      expect(await send("POST", `/api/manage/runs/${run}/${path}`)).toMatchObject({ status: 401 });
    }
  });
});
