import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { manage, type Published, publish, type Sent, send, sendRaw, startRun } from "../support/worker.ts";
import { page, receiptIn } from "./receipt-support.ts";
import { activationsOf, callBack, journalOf, short, statusOf, urlOf } from "./support.ts";

const blocks = {
  begin: { type: "set", values: {}, next: ["pay", "ship"] },
  pay: { type: "external-callback", next: "done" },
  ship: { type: "external-callback", next: "done" },
  done: { type: "set", values: {} },
};

const WINDOW_MS = 10_000;

/** The Worker and the tests share their environment. */
const usual = env.CALLBACKS_PER_10S;
beforeEach(async () => {
  Reflect.set(env, "CALLBACKS_PER_10S", "3");
  // Past the end of the window that they are counted in, three are no longer quite three.
  const left = WINDOW_MS - (Date.now() % WINDOW_MS);
  if (left < 3_000) await scheduler.wait(left);
});
afterEach(() => void Reflect.set(env, "CALLBACKS_PER_10S", usual));

let addresses = 0;
const newAddress = () => `203.0.113.${++addresses}`;

function call(flow: Published, block: string, address: string, options: Parameters<typeof callBack>[2] = {}) {
  return callBack(flow, block, { ...options, headers: { "cf-connecting-ip": address, ...options.headers } });
}

/** Has that sender use up what it may send to that trigger. */
async function exhaust(flow: Published, block: string, address: string): Promise<void> {
  for (let n = 0; n < 3; n++)
    expect(short(await call(flow, block, address, { execution: "all", body: { n } }))).toBe("200");
}

function expectTurnedAway(sent: Sent): void {
  expect(short(sent)).toBe("429/997");
  expect(sent.body).toEqual({ code: 997, message: "Too many requests. Try again later." });
  expect(Number(sent.headers.get("retry-after"))).toSatisfy(
    (seconds: number) => seconds >= 1 && seconds <= 10,
  );
  expect(receiptIn(sent)).toMatch(/^n-/);
}

it("turns away the sender who calls a trigger too often, and says when to come again", async () => {
  const flow = await publish(blocks);
  const address = newAddress();
  await exhaust(flow, "pay", address);
  expectTurnedAway(await call(flow, "pay", address, { execution: "all" }));
});

it("has done nothing then: no run, no row, no receipt, and the same key may come again", async () => {
  const flow = await publish(blocks);
  const address = newAddress();
  await exhaust(flow, "pay", address);
  const run = await startRun(flow);
  const [journal, receipts] = [await journalOf(run), await page(flow, "pay")];
  const headers = { "webhook-id": "1" };
  for (const execution of [run, "any", "all", undefined])
    expectTurnedAway(await call(flow, "pay", address, { execution, headers, body: { n: 9 } }));
  expect([await journalOf(run), await page(flow, "pay")]).toEqual([journal, receipts]);
  const again = await call(flow, "pay", newAddress(), { execution: run, headers, body: { n: 10 } });
  expect([short(again), await activationsOf(run)]).toEqual(["200", 1]);
});

it("leaves other senders and other triggers alone", async () => {
  const [flow, other] = [await publish(blocks), await publish(blocks)];
  const address = newAddress();
  await exhaust(flow, "pay", address);
  expect(short(await call(flow, "pay", newAddress(), { execution: "all" }))).toBe("200");
  expect(short(await call(flow, "ship", address, { execution: "all" }))).toBe("200");
  expect(short(await call(other, "pay", address, { execution: "all" }))).toBe("200");
});

it("counts what names a version and what names the flow together", async () => {
  const flow = await publish(blocks);
  const address = newAddress();
  for (const via of ["version", "flow", "flow"] as const)
    expect(short(await call(flow, "pay", address, { execution: "all", via }))).toBe("200");
  expectTurnedAway(await call(flow, "pay", address, { execution: "all" }));
});

it("counts what is refused, too, before it looks at it", async () => {
  const flow = await publish(blocks);
  const address = newAddress();
  for (const [options, answer] of [
    [{ body: "{" }, "400/8058"],
    [{ token: "no-such-token" }, "401/3064"],
    [{ execution: "nonsense" }, "404/28059"],
  ] as const)
    expect(short(await call(flow, "pay", address, options))).toBe(answer);
  expectTurnedAway(await call(flow, "pay", address, { body: "{" }));
});

it("counts callbacks by name", async () => {
  const flow = await publish(
    { ...blocks, pay: { ...blocks.pay, name: "Paid" } },
    { access: { byName: true } },
  );
  const headers = { "cf-connecting-ip": newAddress() };
  const path = `/api/automation/flow/trigger/activate-by-name?flowName=${encodeURIComponent(flow.name)}`;
  const byName = () => send("POST", `${path}&triggerName=Paid&execution=all`, { body: {}, headers });
  for (let n = 0; n < 3; n++) expect(short(await byName())).toBe("200");
  expectTurnedAway(await byName());
});

it("counts the questions that a provider asks by GET, right or wrong", async () => {
  const authentication = { type: "SIGNATURE", scheme: "META", secret: "HOOK", verifyToken: "HOOK_OLD" };
  const flow = await publish({ ...blocks, pay: { ...blocks.pay, authentication } });
  const headers = { "cf-connecting-ip": newAddress() };
  const ask = (token: string) =>
    sendRaw(`${urlOf(flow, "pay")}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${token}`, {
      headers,
    });
  expect((await ask("old-hook")).status).toBe(200);
  for (const guess of ["a", "b"]) expect((await ask(guess)).status).toBe(405);
  const sent = await ask("old-hook");
  expect(short(sent)).toBe("429/997");
  expect(Number(sent.headers.get("retry-after"))).toBeGreaterThan(0);
});

it("doesn't count starts, nor the operator's replays", async () => {
  const flow = await publish(blocks);
  const address = newAddress();
  const ignored = await call(flow, "pay", address, { execution: "all" });
  for (let n = 0; n < 5; n++) {
    const replayed = await manage("POST", `/receipts/${receiptIn(ignored)}/replay`);
    expect(replayed.status).toBe(200);
  }
  for (let n = 0; n < 5; n++) {
    const run = await startRun(flow, {}, { "cf-connecting-ip": address });
    expect(await statusOf(run)).toBe("waiting");
  }
});
