import { describe, expect, it } from "vitest";
import { logInUser, publish, send, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, short, statusOf, together, urlOf } from "./support.ts";

const order = {
  payment: { type: "external-callback", condition: "payment.data.paid == true", next: "done" },
  done: { type: "return", value: "{{ payment }}" },
};

describe("a callback that names its run", () => {
  it("resumes the waiting run: data, user and time of the callback are there for later blocks", async () => {
    const flow = await publish(order);
    const run = await startRun(flow);
    const { token, id } = await logInUser([], { firstName: "James" });
    const before = Date.now();
    const answer = await callBack(flow, "payment", {
      execution: run,
      token,
      body: { paid: true, by: "card" },
    });
    expect(answer).toMatchObject({ status: 200, body: undefined });
    expect(answer.headers.get("holdpoint-receipt")).toMatch(new RegExp(`^r-${run}-[0-9a-f]{30}$`));
    const { status, result } = await viewRun(run);
    expect(status).toBe("completed");
    expect(result).toEqual({
      data: { paid: true, by: "card" },
      user: expect.objectContaining({ objectId: id, firstName: "James" }),
      receivedAt: expect.toSatisfy((at: number) => at >= before && at <= Date.now()),
    });
  });

  it("brings no user when it comes without a token", async () => {
    const flow = await publish(order);
    const run = await startRun(flow);
    await callBack(flow, "payment", { execution: run, body: { paid: true } });
    expect(await viewRun(run)).toMatchObject({ result: { user: null } });
  });

  it.each([
    ["is FALSE", "payment.data.paid == true", { paid: false }],
    ["compares what is of another type", "payment.data.paid == true", { paid: "true" }],
    ["reads a field that is missing", "payment.data.paid == true", {}],
    ["can't compute with what came", "payment.data.amount > 10", { amount: "many" }],
    ["reads a user who isn't there", "payment.user.email == 'a@b.example'", {}],
    [
      "takes too much work",
      "payment.data.a.all(x, payment.data.a.all(y, x == y))",
      { a: Array(2_000).fill(1) },
    ],
  ])("is ignored when the condition %s: the run keeps waiting", async (_, condition, body) => {
    const flow = await publish({ ...order, payment: { ...order.payment, condition } });
    const run = await startRun(flow);
    expect(short(await callBack(flow, "payment", { execution: run, body }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ status: "waiting", waits: [{ block: "payment" }] });
  });

  it("takes `executionId` for `execution`, which goes first", async () => {
    const flow = await publish(order);
    const [run, other] = [await startRun(flow), await startRun(flow)];
    const url = urlOf(flow, "payment");
    await send("POST", `${url}?executionId=${run}`, { body: { paid: true } });
    await send("POST", `${url}?executionId=${run}&execution=${other}`, { body: { paid: true, again: true } });
    expect([await statusOf(run), await statusOf(other)]).toEqual(["completed", "completed"]);
  });

  it("resumes the branch that waits longer where two wait at one trigger, then the other one", async () => {
    const flow = await publish({
      begin: { type: "set", values: {}, next: ["left", "right"] },
      left: { type: "set", values: {}, next: "payment" },
      right: { type: "set", values: {}, next: "payment" },
      payment: { type: "external-callback", next: "noted" },
      noted: { type: "set", values: "{{ payment.data.n }}" },
    });
    const run = await startRun(flow);
    const older = (await viewRun(run)).waits.map(({ occurrence }) => occurrence).toSorted((a, b) => a - b);
    for (const n of [1, 2])
      expect(short(await callBack(flow, "payment", { execution: run, body: { n } }))).toBe("200");
    const { status, timeline } = await viewRun(run);
    expect(status).toBe("completed");
    const activated = timeline.filter(({ type }) => type === "activated");
    expect(activated.map(({ occurrence }) => occurrence)).toEqual(older);
  });
});

describe("fifty callbacks at the same moment on one run", () => {
  const done = { type: "return", value: "{{ payment.data.n }}" };
  it.each([
    ["ended", done, "410/28136"],
    ["went on to another wait", { type: "external-callback" }, "409/28100"],
  ])("activate once; the same body is a duplicate, others learn that it %s", async (_, next, refusal) => {
    const flow = await publish({ payment: { type: "external-callback", next: "done" }, done: next });
    const run = await startRun(flow);
    const numbers = Array.from({ length: 50 }, (_each, index) => (index % 2 === 0 ? 0 : index));
    const answers = await together(50, (index) =>
      callBack(flow, "payment", { execution: run, body: { n: numbers[index] } }),
    );
    const { context } = await viewRun(run);
    const winner = Object(context["payment"]).data.n;
    expect(answers.map(short)).toEqual(numbers.map((n) => (n === winner ? "200" : refusal)));
    expect(await activationsOf(run)).toBe(1);
  });
});
