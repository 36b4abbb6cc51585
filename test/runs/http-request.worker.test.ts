import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { eventually, outside, publish, send, startRun, type View, viewRun } from "../support/worker.ts";

const SECRET = "s3cr3t-shop";
const ask = (request: object = {}, more: object = {}) => ({
  ask: {
    type: "http-request",
    request: { url: "https://shop.example/orders", ...request },
    retry: { attempts: 3, backoff: "PT0.01S" },
    next: "done",
    ...more,
  },
  done: { type: "return", value: "{{ ask }}" },
});

const stubOf = (run: string) => env.FLOW_RUN.getByName(run);

const ended = (run: string): Promise<View> =>
  eventually(
    () => viewRun(run),
    ({ status }) => status !== "running" && status !== "waiting",
  );

const journalOf = (run: string) =>
  runInDurableObject(stubOf(run), (_, { storage }) =>
    JSON.stringify(storage.sql.exec("SELECT * FROM journal").toArray()),
  );

describe("an http-request", () => {
  it("is sent as the block says, and its answer is the output", async () => {
    const received = outside(() =>
      Response.json({ id: 7 }, { status: 201, headers: { "set-cookie": "a=b" } }),
    );
    const flow = await publish(
      ask({
        method: "POST",
        headers: { "X-Order": "{{ initial.data.id }}" },
        body: { order: "{{ initial.data }}" },
      }),
    );
    const run = await startRun(flow, { id: "o 1" });
    const { result } = await ended(run);
    expect(result).toEqual({ status: 201, headers: { "content-type": "application/json" }, body: { id: 7 } });
    expect(received).toMatchObject([
      {
        method: "POST",
        url: "https://shop.example/orders",
        headers: { "x-order": "o 1", "content-type": "application/json", "idempotency-key": `${run}:1` },
        body: '{"order":{"id":"o 1"}}',
      },
    ]);
  });

  it("is tried again by itself with the same key until it succeeds", async () => {
    let tries = 0;
    const received = outside(() => {
      tries += 1;
      if (tries === 1) throw new TypeError("connection reset");
      return tries === 2 ? new Response("busy", { status: 503 }) : new Response("done");
    });
    const run = await startRun(await publish(ask()));
    expect(await ended(run)).toMatchObject({
      status: "completed",
      result: { status: 200, body: "done" },
      timeline: [
        { type: "started" },
        { type: "requesting", block: "ask" },
        { type: "attempt-failed", attempt: 1, error: { code: "network" } },
        { type: "attempt-failed", attempt: 2, error: { code: "http_503" } },
        { type: "responded", attempt: 3 },
        { type: "ended" },
      ],
    });
    expect(received.map(({ headers }) => headers["idempotency-key"])).toEqual(Array(3).fill(`${run}:1`));
  });

  it("fails with the last answer's status when all attempts are used up, and onError takes that", async () => {
    outside(() => new Response(null, { status: 503 }));
    const mend = { type: "return", value: "{{ ask.error }}" };
    const run = await startRun(await publish({ ...ask({}, { onError: "mend" }), mend }));
    expect(await ended(run)).toMatchObject({
      status: "completed",
      result: { code: "http_503", source: "ask" },
    });
  });

  it("is given up when nobody answers in time", async () => {
    outside(
      (_, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    );
    const run = await startRun(await publish(ask({}, { timeout: "PT0.02S", retry: { attempts: 1 } })));
    expect(await ended(run)).toMatchObject({ status: "failed", error: { code: "timeout", source: "ask" } });
  });

  it("takes an answer of 1 MiB, and fails with a larger one", async () => {
    let size = 1_048_576;
    outside(() => new Response("x".repeat(size)));
    const flow = await publish({ ...ask(), done: { type: "return", value: "{{ size(ask.body) }}" } });
    expect(await ended(await startRun(flow))).toMatchObject({ status: "completed", result: size });
    size += 1;
    expect(await ended(await startRun(flow))).toMatchObject({
      status: "failed",
      error: { code: "too_large" },
    });
  });

  it("carries secrets, which show up nowhere, the console included", async () => {
    const lines: unknown[] = [];
    const spies = (["log", "info", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...args) => void lines.push(args)),
    );
    let status = 200;
    const received = outside(({ headers }) =>
      Response.json({ you: headers["authorization"] }, { status, headers: { "x-echo": SECRET } }),
    );
    const request = {
      url: "https://shop.example/?k={{ secrets.SHOP }}",
      headers: { authorization: "Bearer {{ secrets.SHOP }}" },
    };
    const flow = await publish(ask(request));
    const run = await startRun(flow);
    const view = await ended(run);
    expect(received).toMatchObject([
      { url: `https://shop.example/?k=${SECRET}`, headers: { authorization: `Bearer ${SECRET}` } },
    ]);
    expect(view.result).toMatchObject({ headers: { "x-echo": "•••" }, body: { you: "Bearer •••" } });
    // What fails is logged.
    status = 400;
    expect(await ended(await startRun(flow))).toMatchObject({ status: "failed" });
    for (const spy of spies) spy.mockRestore();
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([view, lines]) + (await journalOf(run))).not.toContain(SECRET);
  });

  it("never takes a secret to another host", async () => {
    const received = outside(({ url }) =>
      url.startsWith("https://shop.example/")
        ? new Response(null, { status: 302, headers: { location: "https://evil.example/" } })
        : new Response("got it"),
    );
    const run = await startRun(await publish(ask({ headers: { "x-key": "{{ secrets.SHOP }}" } })));
    expect(await ended(run)).toMatchObject({ status: "failed", error: { code: "http_302" } });
    expect(received).toHaveLength(1);
  });

  it("with a secret that isn't set fails and says which", async () => {
    const received = outside(() => new Response());
    const run = await startRun(await publish(ask({ headers: { "x-key": "{{ secrets.NOWHERE }}" } })));
    expect(await ended(run)).toMatchObject({
      error: { code: "secret", message: "The secret NOWHERE isn't set: set FLOW_SECRET_NOWHERE" },
    });
    expect(received).toEqual([]);
  });

  it("is taken up by the alarm after an eviction between attempts, with the same key", async () => {
    let status = 503;
    const received = outside(() => new Response("", { status }));
    const flow = await publish(ask({}, { retry: { attempts: 3, backoff: "PT1H", maximum: "PT1H" } }));
    const run = await startRun(flow);
    await eventually(
      () => viewRun(run),
      ({ timeline }) => timeline.some(({ type }) => type === "attempt-failed"),
    );
    await evictDurableObject(stubOf(run));
    expect(await viewRun(run)).toMatchObject({ status: "running" });
    expect(await runDurableObjectAlarm(stubOf(run))).toBe(true);
    expect(received).toHaveLength(1);
    // An hour passes.
    status = 200;
    const now = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => now + 3_600_000);
    await runDurableObjectAlarm(stubOf(run));
    clock.mockRestore();
    expect(await ended(run)).toMatchObject({ status: "completed" });
    expect(received.map(({ headers }) => headers["idempotency-key"])).toEqual([`${run}:1`, `${run}:1`]);
  });

  it("whose answer comes after the run was terminated changes nothing", async () => {
    let release = () => {};
    const received = outside(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return new Response("late");
    });
    const run = await startRun(await publish(ask()));
    await eventually(
      async () => received.length,
      (count) => count === 1,
    );
    expect(
      await send("POST", `/api/manage/runs/${run}/terminate`, {
        headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
      }),
    ).toMatchObject({ status: 204 });
    const before = await viewRun(run);
    await runInDurableObject(stubOf(run), () => release());
    expect(await viewRun(run)).toEqual(before);
    expect(before).toMatchObject({ status: "terminated" });
  });
});
