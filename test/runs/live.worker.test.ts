import { evictDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it, onTestFinished } from "vitest";
import { Signer } from "../../src/ids.ts";
import { eventually, ORIGIN, publish, send, startRun } from "../support/worker.ts";

const blocks = { pay: { type: "external-callback", next: "done" }, done: { type: "return", value: 1 } };

function open(run: string, headers: Record<string, string> = { authorization: `Bearer ${env.ADMIN_KEY}` }) {
  return exports.default.fetch(`${ORIGIN}/api/manage/runs/${run}/live`, {
    headers: { upgrade: "websocket", ...headers },
  });
}

/** Looks on until the test ends; answers what it is told, as it comes. */
async function lookOn(run: string): Promise<unknown[]> {
  const { status, webSocket } = await open(run);
  expect(status).toBe(101);
  const told: unknown[] = [];
  webSocket?.accept();
  webSocket?.addEventListener("message", ({ data }) => {
    told.push(JSON.parse(String(data)));
  });
  onTestFinished(() => webSocket?.close(1_000));
  return told;
}

const soon = (told: unknown[], length: number) =>
  eventually(
    async () => told,
    (all) => all.length >= length,
  );

describe("looking on while a run goes on", () => {
  it("tells at once how the run stands, and again when it has moved", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const [first, second] = [await lookOn(run), await lookOn(run)];
    expect(await soon(first, 1)).toEqual([{ seq: 1, status: "waiting" }]);
    await send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${run}`, { body: {} });
    for (const told of [first, second]) {
      expect(await soon(told, 2)).toEqual([
        { seq: 1, status: "waiting" },
        { seq: 2, status: "completed" },
      ]);
    }
  });

  it("goes on when the run was evicted meanwhile", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const told = await lookOn(run);
    await soon(told, 1);
    await evictDurableObject(env.FLOW_RUN.getByName(run));
    await send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${run}`, { body: {} });
    expect(await soon(told, 2)).toMatchObject([{ status: "waiting" }, { status: "completed" }]);
  });

  it("is for the operator alone, for runs that exist, and by a WebSocket", async () => {
    const run = await startRun(await publish(blocks));
    expect((await open(run, {})).status).toBe(401);
    expect((await open(run.toLowerCase())).status).toBe(404);
    expect((await open(new Signer(env.SIGNING_KEY).newRunId())).status).toBe(404);
    const plain = await send("GET", `/api/manage/runs/${run}/live`, {
      headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
    });
    expect(plain).toMatchObject({ status: 426, body: { code: 70405 } });
  });
});
