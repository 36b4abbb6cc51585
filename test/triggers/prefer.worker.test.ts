import { describe, expect, it } from "vitest";
import { logInUser, type Published, publish, type Sent, startRun } from "../support/worker.ts";
import { receiptIn } from "./receipt-support.ts";
import { type CallbackOptions, callBack, short } from "./support.ts";

const condition = "pay.data.order == initial.data.order && pay.data.amount > 10";
const pay = { type: "external-callback", condition, next: "done" };
const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay,
  done: { type: "return", value: "{{ pay.data }}" },
};
const [paid, little] = [
  { order: 1, amount: 50 },
  { order: 1, amount: 1 },
];
const PREFER = { prefer: "return=representation" };

async function orderFlow(more: Record<string, unknown> = {}): Promise<{ flow: Published; run: string }> {
  const flow = await publish({ ...blocks, pay: { ...pay, ...more } });
  return { flow, run: await startRun(flow, { order: 1 }) };
}

function asked(flow: Published, { headers, ...options }: CallbackOptions): Promise<Sent> {
  return callBack(flow, "pay", { ...options, headers: { ...PREFER, ...headers } });
}

/** An answer that says what became of the callback, and nothing else. */
function expectOutcome(sent: Sent, outcome: string, executionIds: unknown): void {
  expect(sent).toMatchObject({ status: 200 });
  expect(sent.body).toEqual({ receipt: receiptIn(sent), outcome, executionIds });
  expect(sent.headers.get("preference-applied")).toBe("return=representation");
  expect(sent.headers.get("content-type")).toMatch(/^application\/json/);
}

describe("with `Prefer: return=representation` the answer says what became of the callback", () => {
  it.each(["run", "any", "all"])("activated: by %s", async (to) => {
    const { flow, run } = await orderFlow();
    const execution = to === "run" ? run : to;
    expectOutcome(await asked(flow, { execution, body: paid }), "activated", [run]);
  });

  it.each(["run", "any"])("duplicate: by %s", async (to) => {
    const { flow, run } = await orderFlow();
    const options = { execution: to === "run" ? run : to, body: paid, headers: { "webhook-id": "1" } };
    await asked(flow, options);
    expectOutcome(await asked(flow, options), "duplicate", [run]);
    expectOutcome(await asked(flow, { ...options, headers: {} }), "duplicate", [run]);
  });

  it("started, and a duplicate of that", async () => {
    const flow = await publish({ pay: { type: "external-callback" } });
    const options = { headers: { "idempotency-key": "1" } };
    const first = await asked(flow, options);
    const { executionIds } = Object(first.body);
    expectOutcome(first, "started", [expect.stringMatching(/^[0-9A-F-]{36}$/)]);
    expectOutcome(await asked(flow, options), "duplicate", executionIds);
  });

  it("held: in the list, and in the run that it names", async () => {
    const { flow } = await orderFlow();
    expectOutcome(await asked(flow, { execution: "any", body: { order: 2, amount: 50 } }), "held", []);
    const first = { type: "external-callback", next: "pay" };
    const later = await publish({ ...blocks, begin: { ...blocks.begin, next: "first" }, first });
    const run = await startRun(later);
    expectOutcome(await asked(later, { execution: run, body: paid }), "held", []);
  });

  it("ignored, but never why", async () => {
    const { token } = await logInUser(["Cashier"]);
    const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"], onFail: "IGNORE" };
    const { flow, run } = await orderFlow({ authentication });
    const { token: other } = await logInUser();
    for (const execution of [run, "any", "all"]) {
      for (const options of [
        { body: little, token },
        { body: { order: 1 }, token },
        { body: paid },
        { body: paid, token: "no-such-token" },
        { body: paid, token: other },
      ])
        expectOutcome(await asked(flow, { ...options, execution }), "ignored", []);
    }
  });
});

it("a refusal is answered as ever", async () => {
  const { flow } = await orderFlow();
  const sent = await asked(flow, { execution: "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F" });
  expect(short(sent)).toBe("404/28059");
  expect(sent.headers.get("preference-applied")).toBeNull();
  expect(Object.keys(Object(sent.body)).toSorted()).toEqual(["code", "message"]);
});

it.each(["return=minimal", "respond-async", ""])("`Prefer: %s` leaves the answer empty", async (prefer) => {
  const { flow, run } = await orderFlow();
  const sent = await callBack(flow, "pay", { execution: run, body: paid, headers: { prefer } });
  expect([short(sent), sent.headers.get("preference-applied")]).toEqual(["200", null]);
});
