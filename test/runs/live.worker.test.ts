import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Signer } from "../../src/ids.ts";
import { SignIns } from "../../src/sign-in/store.ts";
import { OWN_PAGE, signedIn } from "../sign-in/support.ts";
import { eventually, ORIGIN, type Published, publish, send, startRun } from "../support/worker.ts";

const blocks = { pay: { type: "external-callback", next: "done" }, done: { type: "return", value: 1 } };

function open(run: string, headers: Record<string, string> = { authorization: `Bearer ${env.ADMIN_KEY}` }) {
  return exports.default.fetch(`${ORIGIN}/api/manage/runs/${run}/live`, {
    headers: { upgrade: "websocket", ...headers },
  });
}

interface Looking {
  /** What it is told, as it comes. */
  told: unknown[];
  /** How the other side closed. */
  closed: { code: number; reason: string }[];
}

/** Looks on until the test ends. */
async function look(run: string, headers?: Record<string, string>): Promise<Looking> {
  const { status, webSocket } = await open(run, headers);
  expect(status).toBe(101);
  const [told, closed]: [unknown[], Looking["closed"]] = [[], []];
  webSocket?.accept();
  webSocket?.addEventListener("message", ({ data }) => {
    told.push(JSON.parse(String(data)));
  });
  webSocket?.addEventListener("close", ({ code, reason }) => {
    closed.push({ code, reason });
  });
  onTestFinished(() => webSocket?.close(1_000));
  return { told, closed };
}

const lookOn = async (run: string) => (await look(run)).told;

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

describe("looking on from the console", () => {
  const inConsole = async () => ({ ...(await signedIn()), ...OWN_PAGE });
  const call = (flow: Published, run: string) =>
    send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${run}`, { body: {} });

  it("goes on as long as its session does, through hibernation too", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const { told, closed } = await look(run, await inConsole());
    await soon(told, 1);
    await evictDurableObject(env.FLOW_RUN.getByName(run));
    await call(flow, run);
    expect(await soon(told, 2)).toMatchObject([{ status: "waiting" }, { status: "completed" }]);
    expect(closed).toEqual([]);
  });

  it.each<[string, (headers: { cookie: string }) => Promise<unknown>]>([
    [
      "was signed out",
      (headers) => send("DELETE", "/api/manage/console/session", { headers: { ...OWN_PAGE, ...headers } }),
    ],
    ["has expired", () => env.DB.prepare("UPDATE console_sessions SET expires = 1").run()],
  ])("is told nothing more once its session %s, and why", async (_, end) => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const [mine, headers] = [await look(run), await inConsole()];
    const { told, closed } = await look(run, headers);
    await soon(told, 1);
    await end(headers);
    await call(flow, run);
    await soon(closed, 1);
    expect(closed).toMatchObject([{ code: 4401, reason: expect.stringContaining("sign in again") }]);
    expect(told).toHaveLength(1);
    expect(await soon(mine.told, 2)).toHaveLength(2);
    expect(mine.closed).toEqual([]);
  });

  it("is cut off where nobody can say whether the session goes on, and may come back", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const { told, closed } = await look(run, await inConsole());
    await soon(told, 1);
    const silent = vi.spyOn(console, "error").mockImplementation(() => {});
    const standing = vi.spyOn(SignIns.prototype, "standing").mockRejectedValue(new Error("no D1"));
    onTestFinished(() => {
      standing.mockRestore();
      silent.mockRestore();
    });
    await call(flow, run);
    await soon(closed, 1);
    expect(closed).toMatchObject([{ code: 1011 }]);
    expect(told).toHaveLength(1);
  });

  it("ends when the run is removed, and says so", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const [first, second] = [await look(run), await look(run, await inConsole())];
    await call(flow, run);
    await soon(second.told, 2);
    const later = Date.now() + 31 * 24 * 3_600_000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    onTestFinished(() => clock.mockRestore());
    await eventually(
      async () => {
        await runDurableObjectAlarm(env.FLOW_RUN.getByName(run));
        return first.closed.length + second.closed.length;
      },
      (count) => count === 2,
    );
    for (const { closed } of [first, second])
      expect(closed).toEqual([{ code: 4410, reason: "The run was removed: its time is over" }]);
  });
});
