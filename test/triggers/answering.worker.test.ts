import { describe, expect, it } from "vitest";
import { manage, type Published, publish, sendRaw, startRun, viewRun } from "../support/worker.ts";
import { callBack, journalOf, short, urlOf } from "./support.ts";

function flowOf(response: unknown, more: Record<string, unknown> = {}): Promise<Published> {
  return publish({
    begin: { type: "set", values: { greeting: "hello" }, next: "pay" },
    pay: { type: "external-callback", response, next: "done" },
    done: { type: "return", value: { got: "{{ pay.data }}" } },
    ...more,
  });
}

const receiptOf = async ({ headers }: { headers: Headers }) =>
  Object((await manage("GET", `/receipts/${headers.get("holdpoint-receipt")}`)).body);

describe("a trigger with a response", () => {
  const order = {
    status: 201,
    headers: { "X-Order": "{{ initial.data.id }}" },
    body: { hello: "{{ begin.greeting }}", paid: "{{ pay.data.paid }}", run: "{{ run.id }}" },
  };

  it.each(["named", "any"])("answers with its status, headers and body: %s", async (way) => {
    const flow = await flowOf(order);
    const run = await startRun(flow, { id: "o-1" });
    const { status, headers, body } = await callBack(flow, "pay", {
      body: { paid: 9.5 },
      execution: way === "named" ? run : "any",
    });
    expect({ status, body, order: headers.get("x-order"), type: headers.get("content-type") }).toEqual({
      status: 201,
      body: { hello: "hello", paid: 9.5, run },
      order: "o-1",
      type: "application/json",
    });
  });

  it.each(["named", "any"])("answers a duplicate the same: %s", async (way) => {
    const flow = await flowOf({ body: { id: "{{ uuid() }}" } });
    const run = await startRun(flow);
    const execution = way === "named" ? run : "any";
    const send = () => callBack(flow, "pay", { execution, headers: { "idempotency-key": "once" } });
    const first = await send();
    for (const time of [2, 3, 4]) {
      const repeated = await send();
      expect(repeated.body, `${time}`).toEqual(first.body);
      expect((await receiptOf(repeated)).outcome).toBe("duplicate");
    }
  });

  it("answers who starts a run with it", async () => {
    const flow = await publish({
      pay: {
        type: "external-callback",
        response: { body: { of: "{{ pay.data.who }}", run: "{{ run.id }}" } },
      },
    });
    const { status, body } = await callBack(flow, "pay", { body: { who: "bob" } });
    expect([status, body]).toEqual([200, { of: "bob", run: expect.any(String) }]);
  });

  it("sends browsers on to another page", async () => {
    const flow = await flowOf({ redirect: "https://shop.example/orders/{{ initial.data.id }}" });
    const run = await startRun(flow, { id: "o 1" });
    const url = `${urlOf(flow, "pay")}?execution=${run}`;
    const { status, headers, body } = await sendRaw(url, { method: "POST", redirect: "manual" });
    expect([status, headers.get("location"), body]).toEqual([
      303,
      "https://shop.example/orders/o%201",
      undefined,
    ]);
  });

  it.each<[string, unknown]>([
    ["a missing field", { body: "{{ pay.data.missing }}" }],
    ["a status that makes senders retry", { status: "{{ 500 }}" }],
    ["a redirect to a script", { redirect: "{{ 'javascript:alert(1)' }}" }],
    ["a header with a line break", { headers: { "x-a": "{{ 'a\\nset-cookie: b' }}" } }],
    ["more than 64 KiB", { body: "{{ pay.data.text }}" }],
  ])(
    "lets the run go on with an empty 200 and a warning where the response can't be made: %s",
    async (_, response) => {
      const flow = await flowOf(response);
      const run = await startRun(flow);
      const sent = await callBack(flow, "pay", { execution: run, body: { text: "x".repeat(70_000) } });
      expect(short(sent)).toBe("200");
      expect((await receiptOf(sent)).warning).toContain("The response could not be made");
      expect((await viewRun(run)).status).toBe("completed");
    },
  );

  it("tells those nothing whose callback is ignored, and prefers what the sender asks for", async () => {
    const flow = await publish({
      begin: { type: "set", values: {}, next: "pay" },
      pay: {
        type: "external-callback",
        condition: "pay.data.ok == true",
        response: { status: 202, body: "yes" },
      },
    });
    const run = await startRun(flow);
    expect(short(await callBack(flow, "pay", { execution: run, body: { ok: false } }))).toBe("200");
    const headers = { prefer: "return=representation" };
    const { status, body } = await callBack(flow, "pay", { execution: run, body: { ok: true }, headers });
    expect([status, Object(body).outcome]).toEqual([200, "activated"]);
  });

  it.each<[unknown, string]>([
    [{ status: 404 }, "blocks.pay.response.status"],
    [{ status: 303 }, "blocks.pay.response.status"],
    [{ body: 1, redirect: "https://a.example" }, "blocks.pay.response.redirect"],
    [{ headers: { "set-cookie": "a=b" } }, "blocks.pay.response.headers.set-cookie"],
    [{ body: "{{ done.x }}" }, "blocks.pay.response.body"],
    [{ body: "{{ secrets.SHOP }}" }, "blocks.pay.response.body"],
  ])("can't be published as %j", async (response, path) => {
    const document = {
      name: "x",
      start: "pay",
      blocks: { pay: { type: "external-callback", response, next: "done" }, done: { type: "return" } },
    };
    const { status, body } = await manage("POST", "/flows", document);
    expect(status).toBe(422);
    expect(Object(body).errors.map((error: { path: string }) => error.path)).toContain(path);
  });
});

describe("Prefer: wait", () => {
  const wait = (seconds: number) => ({ prefer: `wait=${seconds}` });

  it.each(["named", "any"])("answers with the run's result once it ends: %s", async (way) => {
    const flow = await flowOf(undefined, {
      done: { type: "delay", for: "PT0.2S", next: "end" },
      end: { type: "return", value: [1] },
    });
    const run = await startRun(flow);
    const { status, body, headers } = await callBack(flow, "pay", {
      execution: way === "named" ? run : "any",
      headers: wait(20),
    });
    expect([status, body, headers.get("preference-applied")]).toEqual([200, [1], "wait=20"]);
  });

  it("answers a duplicate with it too", async () => {
    const flow = await flowOf(undefined);
    const run = await startRun(flow);
    await callBack(flow, "pay", { execution: run, body: { a: 1 } });
    const { status, body } = await callBack(flow, "pay", {
      execution: run,
      body: { a: 1 },
      headers: wait(1),
    });
    expect([status, body]).toEqual([200, { got: { a: 1 } }]);
  });

  it("answers 202 with the receipt where the run goes on for longer", async () => {
    const flow = await flowOf(undefined, { done: { type: "external-callback" } });
    const run = await startRun(flow);
    const { status, body, headers } = await callBack(flow, "pay", { execution: run, headers: wait(0) });
    const receipt = headers.get("holdpoint-receipt");
    expect([status, body]).toEqual([202, { receipt, outcome: "activated", executionIds: [run] }]);
  });

  it("answers 202 where the trigger tells nobody, and keeps no sender's answer in the journal", async () => {
    const flow = await flowOf({ wait: false });
    const run = await startRun(flow);
    const { status, body } = await callBack(flow, "pay", { execution: run, headers: wait(5) });
    expect([status, Object(body).outcome]).toEqual([202, "activated"]);
    expect(await journalOf(run)).not.toContain("holdpoint-receipt");
  });

  it("says that the run failed, and the receipt stays that of an activation", async () => {
    const flow = await flowOf(undefined, { done: { type: "set", values: "{{ pay.data.missing }}" } });
    const run = await startRun(flow);
    const sent = await callBack(flow, "pay", { execution: run, headers: wait(5) });
    expect(short(sent)).toBe("424/70424");
    expect((await receiptOf(sent)).outcome).toBe("activated");
  });
});
