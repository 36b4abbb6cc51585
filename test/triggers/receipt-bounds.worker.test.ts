import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { logInUser, manage, type Published, publish, send, startRun } from "../support/worker.ts";
import { receiptIn, receiptOf } from "./receipt-support.ts";
import { type CallbackOptions, callBack, countRuns, hasList, short } from "./support.ts";

const MADE_UP = "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F";
const NONCE = "01a20ebddaa240a557ab9fe9a1c18b";
const pay = { type: "external-callback", condition: "pay.data.order == initial.data.order", next: "done" };
const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay,
  done: { type: "return", value: "{{ pay.data }}" },
};

async function gone(id: string): Promise<void> {
  const { status, body } = await manage("GET", `/receipts/${id}`);
  expect({ status, code: Object(body).code }).toEqual({ status: 404, code: 70404 });
}

describe("no receipt is kept", () => {
  it("of a callback to a trigger that doesn't exist", async () => {
    const { versionId } = await publish(blocks);
    const sent = await send("POST", `/api/automation/flow/${versionId}/trigger/${MADE_UP}/activate`, {
      body: {},
    });
    expect([short(sent), receiptIn(sent)]).toEqual(["404/28010", expect.stringMatching(/^n-[0-9a-f]{30}$/)]);
    await gone(receiptIn(sent));
    expect(await hasList(MADE_UP)).toBe(false);
  });

  it.each<[string, CallbackOptions, string]>([
    ["too large", { body: { a: "x".repeat(1_100_000) } }, "413/70413"],
    ["of another type", { headers: { "content-type": "text/plain" } }, "415/8048"],
  ])("of one that is %s", async (_, options, answer) => {
    const flow = await publish(blocks);
    const sent = await callBack(flow, "pay", options);
    expect([short(sent), receiptIn(sent)]).toEqual([answer, expect.stringMatching(/^n-[0-9a-f]{30}$/)]);
    expect(await hasList(flow.triggers["pay"]?.triggerId ?? "")).toBe(false);
  });

  it.each([
    "x",
    `n-${NONCE}`,
    `r-${MADE_UP}-${NONCE}`,
    `t-${MADE_UP}-${NONCE}`,
    "t-__proto__",
    "%00",
    "r-%F0%9F%A6%8A",
  ])("under %s, and nobody is woken to look", async (id) => {
    const before = await countRuns();
    await gone(id);
    expect([await countRuns(), await hasList(MADE_UP)]).toEqual([before, false]);
  });

  it("under the id of one with another beginning", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow, { order: 1 });
    const nonce = receiptIn(await callBack(flow, "pay", { execution: run, body: { order: 2 } })).slice(-30);
    await gone(`t-${flow.triggers["pay"]?.triggerId}-${nonce}`);
  });
});

describe("a body", () => {
  const bodyOf = (bytes: number) => ({ order: 9, a: "x".repeat(bytes - 18) });

  it.each([
    [16_384, true],
    [16_385, false],
  ])("of %d bytes of a refused caller is kept: %s", async (bytes, isKept) => {
    const flow = await publish({ ...blocks, pay: { ...pay, authentication: { type: "BACKENDLESS" } } });
    const run = await startRun(flow, { order: 1 });
    const body = bodyOf(bytes);
    expect(JSON.stringify(body)).toHaveLength(bytes);
    for (const execution of [run, "any"]) {
      const receipt = await receiptOf(await callBack(flow, "pay", { execution, body }));
      expect(receipt).toMatchObject({ outcome: "refused", code: 1000 });
      expect(receipt.data).toEqual(isKept ? body : undefined);
    }
  });

  it("of an ignored one is kept whatever its size", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow, { order: 1 });
    const body = bodyOf(500_000);
    const receipt = await receiptOf(await callBack(flow, "pay", { execution: run, body }));
    expect(receipt).toMatchObject({ outcome: "ignored", data: body });
  });
});

/** Everything that is stored in the trigger's list and in the run. */
async function stored(flow: Published, run: string): Promise<string> {
  const dump = (_: unknown, { storage }: DurableObjectState) => {
    const tables = storage.sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE substr(name, 1, 1) <> '_'",
    );
    const rows = [...tables].map(({ name }) => [name, storage.sql.exec(`SELECT * FROM ${name}`).toArray()]);
    return JSON.stringify(Object.fromEntries(rows));
  };
  const list = env.WAITING_LIST.getByName(flow.triggers["pay"]?.triggerId ?? "");
  return (
    (await runInDurableObject(list, dump)) + (await runInDurableObject(env.FLOW_RUN.getByName(run), dump))
  );
}

it("a token is kept nowhere, whatever becomes of its callback; the user's id is", async () => {
  const [cashier, nobody] = [await logInUser(["Cashier"]), await logInUser()];
  const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"] };
  const flow = await publish({
    first: { type: "external-callback", next: "pay" },
    pay: { ...pay, authentication },
    done: blocks.done,
  });
  const run = await startRun(flow, { order: 1 });
  const outcomes: string[] = [];
  const call = async (execution: string, order: number, token: string) => {
    const headers = { "webhook-id": crypto.randomUUID() };
    const sent = await callBack(flow, "pay", { execution, body: { order }, token, headers });
    outcomes.push((await receiptOf(sent)).outcome);
  };
  await call(run, 1, "no-such-token");
  await call("any", 1, "no-such-token");
  await call(run, 2, cashier.token);
  await call("any", 2, cashier.token);
  await callBack(flow, "first", { execution: run });
  for (const execution of [run, "any"]) {
    await call(execution, 3, cashier.token);
    await call(execution, 1, nobody.token);
  }
  const [early, waiting] = [
    ["refused", "refused", "held", "held"],
    ["ignored", "refused", "held", "refused"],
  ];
  expect(outcomes).toEqual([...early, ...waiting]);
  const text = await stored(flow, run);
  for (const { id } of [cashier, nobody]) expect(text).toContain(id);
  for (const token of [cashier.token, nobody.token, "no-such-token"]) expect(text).not.toContain(token);
});
