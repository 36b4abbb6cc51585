import { beforeAll, describe, expect, it } from "vitest";
import { manage, type Published, publish, republish, type Sent, send, viewRun } from "../support/worker.ts";
import { countRuns, short } from "../triggers/support.ts";

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ initial }}" },
};

let flow: Published;
beforeAll(async () => {
  await manage("POST", "/roles", { name: "Cashier" });
  flow = await publish(blocks, { access: { start: ["Cashier"] } });
});

function start(body: unknown, headers: Record<string, string> = {}, id = flow.flowId): Promise<Sent> {
  const authorization = "Bearer test-admin-key";
  return send("POST", `/api/manage/flows/${id}/runs`, { body, headers: { authorization, ...headers } });
}

function idOf({ status, body }: Sent): string {
  if (status !== 201) throw new Error(JSON.stringify(body));
  return Object(body).executionId;
}

describe("starting a run as the operator", () => {
  it("asks for no role, and gives the run its data", async () => {
    const run = idOf(await start({ data: { order: 1, deep: { list: [null] } } }));
    expect(await viewRun(run)).toMatchObject({
      status: "waiting",
      startedBy: null,
      context: { initial: { data: { order: 1, deep: { list: [null] } }, user: null } },
    });
    expect((await viewRun(idOf(await start(undefined)))).context).toMatchObject({ initial: { data: {} } });
  });

  it("takes the data as it was sent", async () => {
    const run = idOf(await start('{"data":{"__proto__":{"a":1}}}'));
    expect(JSON.stringify((await viewRun(run)).context)).toContain('"__proto__":{"a":1}');
  });

  it("needs the management key", async () => {
    expect(short(await start({}, { authorization: "Bearer nope" }))).toBe("401/70401");
  });

  it("under an Idempotency-Key makes one run, which is no caller's of the public API", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const open = await publish(blocks);
    const run = idOf(await start({ data: { n: 1 } }, key, open.flowId));
    const before = await countRuns();
    expect(idOf(await start({ data: { n: 1 } }, key, open.flowId))).toBe(run);
    expect(await countRuns()).toBe(before);
    expect(short(await start({ data: { n: 2 } }, key, open.flowId))).toBe("422/70422");
    const path = `/api/automation/flow/${open.flowId}/activate`;
    const outside = await send("POST", path, { body: { n: 1 }, headers: key });
    expect(Object(outside.body).executionId).not.toBe(run);
  });

  it("takes the LIVE version only, also where one is named", async () => {
    const old = await publish(blocks);
    const now = await republish(old, blocks);
    const run = idOf(await start({ versionId: now.versionId }, {}, old.flowId));
    expect(await viewRun(run)).toMatchObject({ versionId: now.versionId });
    expect(short(await start({ versionId: old.versionId }, {}, old.flowId))).toBe("409/70409");
    await manage("POST", `/flows/${old.flowId}/versions/${now.versionId}/pause`);
    expect(short(await start({}, {}, old.flowId))).toBe("404/28053");
    expect(short(await start({}, {}, crypto.randomUUID()))).toBe("404/70404");
  });

  it.each([{ data: [] }, { data: "x" }, { more: 1 }, { versionId: 1 }])(
    "refuses %j by name",
    async (body) => {
      expect(await start(body)).toMatchObject({
        status: 400,
        body: { code: 70400, errors: [{ path: Object.keys(body)[0] }] },
      });
    },
  );
});
