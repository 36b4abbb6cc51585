import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  logInUser,
  manage,
  publish,
  republish,
  send,
  sendRaw,
  startRun,
  viewRun,
} from "../support/worker.ts";

const echo = { done: { type: "return", value: "{{ initial }}" } };
const ADMIN = { authorization: `Bearer ${env.ADMIN_KEY}` };
const pathOf = (id: string) => `/api/automation/flow/${id}/activate`;
const BY_NAME = "/api/automation/flow/activate-by-name";

describe("starting a run", () => {
  it("works by the flow's id, its live version's and its name", async () => {
    const flow = await publish(echo);
    const body = { a: 1 };
    const answers = [
      await send("POST", pathOf(flow.flowId), { body }),
      await send("POST", pathOf(flow.versionId), { body }),
      await send("POST", BY_NAME, { body: { name: flow.name, initialData: body } }),
    ];
    const ids = new Set<string>();
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 200,
        body: { executionId: expect.stringMatching(/^[0-9A-F-]{36}$/) },
      });
      const { executionId } = answer.body as { executionId: string };
      expect((await viewRun(executionId)).result).toEqual({ data: body, user: null });
      ids.add(executionId);
    }
    expect(ids.size).toBe(3);
  });

  it("needs no initial data", async () => {
    const flow = await publish(echo);
    const started = await sendRaw(pathOf(flow.flowId), { method: "POST" });
    expect(started.status).toBe(200);
    expect(await send("POST", BY_NAME, { body: { name: flow.name } })).toMatchObject({ status: 200 });
  });

  it("has a run's first waits listed when it answers", async () => {
    const flow = await publish({ pay: { type: "external-callback" } });
    const run = await startRun(flow);
    const waits = await manage(
      "GET",
      `/flows/${flow.flowId}/triggers/${flow.triggers["pay"]?.triggerId}/waits`,
    );
    expect(waits.body).toMatchObject({
      items: [{ executionId: run, versionId: flow.versionId, timeoutAt: null }],
    });
  });

  it("needs a LIVE version", async () => {
    const flow = await publish(echo);
    const newer = await republish(flow, echo);
    const noneLive = { status: 404, body: { code: 28053 } };
    expect(await send("POST", pathOf(flow.versionId), { body: {} })).toMatchObject(noneLive);
    expect(await send("POST", pathOf(newer.versionId), { body: {} })).toMatchObject({ status: 200 });
    await manage("POST", `/flows/${flow.flowId}/versions/${newer.versionId}/pause`);
    for (const id of [flow.flowId, newer.versionId, crypto.randomUUID(), "no-id", "__proto__"]) {
      expect(await send("POST", pathOf(id), { body: {} })).toMatchObject(noneLive);
    }
    for (const name of [flow.name, "nobody's"]) {
      expect(await send("POST", BY_NAME, { body: { name } })).toMatchObject(noneLive);
    }
  });

  it("says which fields of a start by name are wrong", async () => {
    const answer = await send("POST", BY_NAME, { body: { name: "", initialData: [], extra: 1, data: {} } });
    expect(answer).toMatchObject({ status: 400, body: { code: 70400 } });
    const { errors } = answer.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path).toSorted()).toEqual(["data", "extra", "initialData", "name"]);
  });

  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

  it.each<[string, string, string, number, number]>([
    ["an array", "[]", "application/json", 400, 8058],
    ["null", "null", "application/json", 400, 8058],
    ["broken JSON", '{"a":', "application/json", 400, 8058],
    ["65 levels", nested(65), "application/json", 400, 8058],
    ["a number past all bounds", '{"a":1e999}', "application/json", 400, 8058],
    ["a form", "a=1", "application/x-www-form-urlencoded", 415, 8048],
    ["text", "{}", "text/plain", 415, 8048],
    ["more than 1 MiB", `{"a":"${"x".repeat(1_048_576)}"}`, "application/json", 413, 70413],
  ])("refuses %s", async (_, body, type, status, code) => {
    const flow = await publish(echo);
    for (const path of [pathOf(flow.flowId), BY_NAME]) {
      const answer = await sendRaw(path, { method: "POST", body, headers: { "content-type": type } });
      expect(answer).toMatchObject({ status, body: { code, message: expect.any(String) } });
    }
  });

  it("takes 64 levels, content type parameters, and __proto__ as data", async () => {
    const flow = await publish(echo);
    const body = `{"deep":${nested(63)},"__proto__":{"x":1},"constructor":2}`;
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    const named = `{"name":${JSON.stringify(flow.name)},"initialData":{"__proto__":{"x":1},"constructor":2}}`;
    for (const started of [
      await sendRaw(pathOf(flow.flowId), { method: "POST", body, headers }),
      await sendRaw(BY_NAME, { method: "POST", body: named, headers }),
    ]) {
      expect(started.status).toBe(200);
      const { executionId } = started.body as { executionId: string };
      const { body: view } = await manage("GET", `/runs/${executionId}`);
      expect(JSON.stringify(view)).toContain('"__proto__":{"x":1},"constructor":2');
    }
  });
});

describe("who may start a flow", () => {
  it("anybody may where the document doesn't say, but nobody with an unknown token", async () => {
    const flow = await publish(echo);
    const headers = { "user-token": "no-such-token" };
    const answer = await send("POST", pathOf(flow.flowId), { body: {}, headers });
    expect(answer).toMatchObject({ status: 401, body: { code: 3064 } });
    expect((answer.body as { message: string }).message).toContain("no-such-token");
  });

  it("users with one of the roles, and the operator", async () => {
    const [clerk, cashier, nobody] = [
      await logInUser(["Clerk"]),
      await logInUser(["Cashier", "Clerk"]),
      await logInUser(),
      await logInUser(["Boss"]),
    ];
    const flow = await publish(echo, { access: { start: ["Cashier", "Boss"] } });
    for (const [headers, status, code] of [
      [{}, 401, 70403],
      [{ "user-token": "unknown" }, 401, 3064],
      [{ "user-token": nobody.token }, 403, 70403],
      [{ "user-token": clerk.token }, 403, 70403],
      [{ authorization: "Bearer wrong" }, 401, 70403],
      [{ "user-token": cashier.token }, 200, undefined],
      [ADMIN, 200, undefined],
    ] as const) {
      for (const [path, body] of [
        [pathOf(flow.flowId), {}],
        [BY_NAME, { name: flow.name }],
      ] as const) {
        const answer = await send("POST", path, { body, headers });
        expect([answer.status, (answer.body as { code?: number }).code]).toEqual([status, code]);
      }
    }
  });
});
