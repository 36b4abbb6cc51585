import { describe, expect, it } from "vitest";
import { logInUser, manage, publish, send as sendToWorker, startRun, viewRun } from "../support/worker.ts";

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: {
    type: "external-callback",
    authentication: { type: "BACKENDLESS", requiredRoles: ["Cashier"] },
    condition: "pay.data.paid == initial.data.price",
    next: "done",
  },
  done: { type: "return", value: "{{ pay.user.objectId }}" },
};

async function waiting(price = 9) {
  const cashier = await logInUser(["Cashier"]);
  const flow = await publish(blocks);
  const run = await startRun(flow, { price });
  const path = `/flows/${flow.flowId}/triggers/${flow.triggers["pay"]?.triggerId}`;
  const send = async (body: unknown) => {
    const answer = await manage("POST", `${path}/callbacks`, body);
    expect(answer.status).toBe(200);
    const { receipt, ...said } = Object(answer.body);
    return { receipt: String(receipt), said };
  };
  return { run, path, send, cashier, callbackUrl: flow.triggers["pay"]?.callbackUrl };
}

describe("a test callback", () => {
  it("goes the way of one from outside: judged as its user, with a receipt of its own", async () => {
    const { run, send, cashier } = await waiting();
    const refused = await send({ data: { paid: 9 } });
    expect(refused.said).toEqual({ outcome: "refused", code: 1000, status: 401, executionIds: [] });

    const { receipt, said } = await send({ data: { paid: 9 }, user: cashier.id, execution: run });
    expect(said).toEqual({ outcome: "activated", executionIds: [run] });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: cashier.id });
    const { body } = await manage("GET", `/receipts/${receipt}`);
    expect(body).toMatchObject({
      outcome: "activated",
      user: cashier.id,
      sender: { agent: "Holdpoint console" },
    });
  });

  it("is known again when the same body comes from outside", async () => {
    const { run, send, cashier, callbackUrl } = await waiting();
    await send({ data: { paid: 9 }, user: cashier.id, execution: run });
    const headers = { "user-token": cashier.token, prefer: "return=representation" };
    const again = await sendToWorker("POST", `${callbackUrl}?execution=${run}`, {
      body: { paid: 9 },
      headers,
    });
    expect(again).toMatchObject({ status: 200, body: { outcome: "duplicate", executionIds: [run] } });
  });

  it("says why it was ignored", async () => {
    const { send, cashier, run } = await waiting();
    const { said } = await send({ data: { paid: 1 }, user: cashier.id, execution: run });
    expect(said).toEqual({ outcome: "ignored", why: "condition", executionIds: [] });
  });

  it("names what is wrong with it, and knows no trigger of another flow", async () => {
    const { path } = await waiting();
    const wrong = await manage("POST", `${path}/callbacks`, { data: [], who: 1 });
    expect(wrong).toMatchObject({ status: 400, body: { code: 70400 } });
    expect(
      Object(wrong.body)
        .errors.map((problem: { path: string }) => problem.path)
        .toSorted(),
    ).toEqual(["data", "who"]);
    const other = await publish(blocks);
    const elsewhere = path.replace(/^\/flows\/[^/]+/, `/flows/${other.flowId}`);
    expect((await manage("POST", `${elsewhere}/callbacks`, {})).status).toBe(404);
  });
});
