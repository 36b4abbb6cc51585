import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { Signer } from "../../src/ids.ts";
import { logInUser, publish, send, startRun } from "../support/worker.ts";

const ADMIN = { authorization: `Bearer ${env.ADMIN_KEY}` };
const wait = {
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.data }}" },
};

const read = (id: string, headers: Record<string, string> = {}) =>
  send("GET", `/api/automation/flow/execution-context/${id}`, { headers });

describe("reading a run through the public API", () => {
  it("is for who started it, users with a role in access.read, and the operator", async () => {
    const [starter, reader, other] = [
      await logInUser(),
      await logInUser(["Auditor"]),
      await logInUser(["Cashier"]),
    ];
    const flow = await publish(wait, { access: { read: ["Auditor"] } });
    const run = await startRun(flow, {}, { "user-token": starter.token });
    for (const [headers, status, code] of [
      [{ "user-token": starter.token }, 200, undefined],
      [{ "user-token": reader.token }, 200, undefined],
      [ADMIN, 200, undefined],
      [{ "user-token": other.token }, 403, 70403],
      [{}, 401, 70403],
      [{ authorization: "Bearer wrong" }, 401, 70403],
      [{ "user-token": "unknown" }, 401, 3064],
    ] as const) {
      const answer = await read(run, headers);
      expect([answer.status, (answer.body as { code?: number }).code]).toEqual([status, code]);
    }
  });

  it("is for nobody but the operator where nobody started it", async () => {
    const flow = await publish(wait);
    const run = await startRun(flow);
    const user = await logInUser(["Auditor"]);
    expect(await read(run)).toMatchObject({ status: 401, body: { code: 70403 } });
    expect(await read(run, { "user-token": user.token })).toMatchObject({
      status: 403,
      body: { code: 70403 },
    });
    expect(await read(run, ADMIN)).toMatchObject({ status: 200 });
  });

  it("gives what the run is and knows, and nothing of its machinery", async () => {
    const user = await logInUser();
    const flow = await publish(wait);
    const run = await startRun(flow, { a: 1 }, { "user-token": user.token });
    await send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${run}`, { body: { paid: 2 } });
    const { body } = await read(run, { "user-token": user.token });
    expect(body).toEqual({
      executionId: run,
      flowId: flow.flowId,
      versionId: flow.versionId,
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      result: { paid: 2 },
      context: {
        initial: { data: { a: 1 }, user: expect.objectContaining({ objectId: user.id }) },
        run: { id: run, flowId: flow.flowId, startedAt: expect.any(Number) },
        urls: { pay: expect.stringContaining(`?execution=${run}`) },
        pay: { data: { paid: 2 }, user: null, receivedAt: expect.any(Number) },
      },
    });
  });

  it("knows no run of an id that is nobody's or made up", async () => {
    const { token } = await logInUser();
    for (const id of [new Signer(env.SIGNING_KEY).newRunId(), crypto.randomUUID(), "x", "__proto__"]) {
      for (const headers of [{ "user-token": token }, ADMIN]) {
        expect(await read(id, headers)).toMatchObject({ status: 404, body: { code: 28068 } });
      }
      expect(await read(id)).toMatchObject({ status: 401, body: { code: 70403 } });
    }
  });
});
