import { describe, expect, it } from "vitest";
import { eventually, logInUser, manage, publish, send, startRun, viewRun } from "../support/worker.ts";
import { listed, receiptIn, receiptOf, replay, SENDER } from "./receipt-support.ts";
import { callBack, short, statusOf } from "./support.ts";

const pay = { type: "external-callback", next: "done" };
const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay,
  done: { type: "return", value: "{{ [pay.data, pay.user] }}" },
};
const body = { paid: 5 };

/** A run that waits behind another trigger, `first`. */
async function behindFirst(more: Record<string, unknown> = {}) {
  const first = { type: "external-callback", next: "pay" };
  const begin = { ...blocks.begin, next: "first" };
  const flow = await publish({ ...blocks, begin, first, pay: { ...pay, ...more } });
  return { flow, run: await startRun(flow) };
}

/** A run whose trigger lets in cashiers only, and both of them: a cashier and another user. */
async function guarded(onFail: "ERROR" | "IGNORE" = "ERROR", condition?: string) {
  const users = { cashier: await logInUser(["Cashier"]), other: await logInUser() };
  const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"], onFail };
  const flow = await publish({ ...blocks, pay: { ...pay, authentication, condition } });
  return { flow, run: await startRun(flow, { price: 9 }), ...users };
}

/** What a replay said, beside the id of its own receipt. */
async function replayed(id: string, named?: unknown) {
  const answer = await replay(id, named);
  expect(answer.status).toBe(200);
  const { receipt, ...said } = Object(answer.body);
  expect(receipt).not.toBe(id);
  return { receipt: String(receipt), said };
}

async function seen(id: string) {
  const { body: receipt } = await manage("GET", `/receipts/${id}`);
  return receipt;
}

async function setRole(id: string, has: boolean): Promise<void> {
  const { status } = await manage(has ? "PUT" : "DELETE", `/users/${id}/roles/Cashier`);
  expect(status).toBe(204);
}

describe("a replay", () => {
  it("sends a refused callback once more, under a receipt of its own that names the first one", async () => {
    const { flow, run } = await behindFirst({ early: { hold: "PT0S" } });
    const sent = await callBack(flow, "pay", { execution: run, body, headers: SENDER });
    expect(short(sent)).toBe("409/28060");
    await callBack(flow, "first", { execution: run });
    const { receipt, said } = await replayed(receiptIn(sent));
    expect(said).toEqual({ outcome: "activated", executionIds: [run] });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: [body, null] });
    const { to, sender, bodyHash } = await receiptOf(sent);
    const expected = { id: receipt, outcome: "activated", replayOf: receiptIn(sent), to, sender, bodyHash };
    expect(await seen(receipt)).toMatchObject(expected);
    expect((await listed(flow, "pay", 2)).map(({ id }) => id)).toEqual([receipt, receiptIn(sent)]);
    expect(await receiptOf(sent)).toMatchObject({ outcome: "refused", code: 28060 });
  });

  it("sends an ignored one once more, judged by how things are now", async () => {
    const flow = await publish({
      ...blocks,
      pay: { ...pay, condition: "pay.data.order == initial.data.order" },
    });
    const sent = await callBack(flow, "pay", { execution: "all", body: { order: 1 } });
    expect((await receiptOf(sent)).outcome).toBe("ignored");
    const again = await replayed(receiptIn(sent));
    expect(again.said).toMatchObject({ outcome: "ignored", executionIds: [] });
    const run = await startRun(flow, { order: 1 });
    const third = await replayed(again.receipt);
    expect(third.said).toEqual({ outcome: "activated", executionIds: [run] });
    expect(await seen(third.receipt)).toMatchObject({ replayOf: again.receipt });
  });

  it.each(["run", "any"])("sends an expired one once more: by %s", async (to) => {
    const condition = "pay.data.order == initial.data.order";
    const { flow, run } = await behindFirst({ condition, early: { hold: "PT0.2S" } });
    const execution = to === "run" ? run : "any";
    const sent = await callBack(flow, "pay", { execution, body: { order: 7 } });
    await eventually(
      () => receiptOf(sent),
      ({ outcome }) => outcome === "expired",
    );
    const waiting = to === "run" ? run : await startRun(flow, { order: 7 });
    await callBack(flow, "first", { execution: waiting });
    const { receipt, said } = await replayed(receiptIn(sent));
    const outcome = to === "run" ? "ignored" : "activated";
    expect(said).toMatchObject({ outcome });
    expect(await seen(receipt)).toMatchObject({ outcome, replayOf: receiptIn(sent) });
    expect(await receiptOf(sent)).toMatchObject({ outcome: "expired" });
  });

  it("may be held once more", async () => {
    const { flow, run } = await behindFirst({ early: { hold: "PT0.2S" } });
    const sent = await callBack(flow, "pay", { execution: run, body });
    await eventually(
      () => receiptOf(sent),
      ({ outcome }) => outcome === "expired",
    );
    expect((await replayed(receiptIn(sent))).said).toMatchObject({ outcome: "held", executionIds: [] });
  });

  it("may start a run, where no other one named it", async () => {
    const guard = { type: "BACKENDLESS", requiredRoles: [] };
    const flow = await publish({ pay: { ...pay, authentication: guard }, done: blocks.done });
    const { id } = await logInUser();
    const sent = await callBack(flow, "pay", { body });
    const { said } = await replayed(receiptIn(sent), { user: id });
    expect(said).toEqual({ outcome: "started", executionIds: [expect.any(String)] });
    expect(await viewRun(said.executionIds[0])).toMatchObject({ result: [body, { objectId: id }] });
  });
});

describe("who a replay is judged as", () => {
  it.each(["run", "any"])("the user who sent it, with her roles of now: by %s", async (to) => {
    const { flow, run, cashier } = await guarded("ERROR", "pay.data.paid == initial.data.price");
    const execution = to === "run" ? run : "all";
    const { token } = cashier;
    const ids = [];
    for (const paid of [1, 2])
      ids.push(receiptIn(await callBack(flow, "pay", { execution, body: { paid }, token })));
    const [one = "", two = ""] = ids;
    expect(await seen(one)).toMatchObject({ outcome: "ignored", why: "condition", user: cashier.id });
    await setRole(cashier.id, false);
    const lacking = await replayed(one);
    expect(lacking.said).toMatchObject({ outcome: "refused", code: 1000 });
    expect(await seen(lacking.receipt)).toMatchObject({ user: cashier.id, status: 403 });
    await setRole(cashier.id, true);
    expect((await replayed(two)).said).toMatchObject({ outcome: "ignored" });
  });

  it.each(["ERROR", "IGNORE"] as const)(
    "only a user who is named, where it failed its authentication: under %s",
    async (onFail) => {
      const { flow, run, cashier, other } = await guarded(onFail);
      for (const token of [undefined, "no-such-token", other.token]) {
        for (const execution of [run, "any"]) {
          const id = receiptIn(await callBack(flow, "pay", { execution, body, token }));
          expect(await replay(id)).toMatchObject({ status: 409, body: { code: 70409 } });
          const asOther = await replayed(id, { user: other.id });
          expect(asOther.said).toMatchObject({ outcome: onFail === "ERROR" ? "refused" : "ignored" });
          expect(await seen(asOther.receipt)).toMatchObject({ user: other.id });
          expect(await statusOf(run)).toBe("waiting");
        }
      }
      const last = receiptIn(await callBack(flow, "pay", { execution: run, body }));
      const { receipt, said } = await replayed(last, { user: cashier.id });
      expect(said).toEqual({ outcome: "activated", executionIds: [run] });
      expect(await seen(receipt)).toMatchObject({ user: cashier.id, replayOf: last });
      expect(await viewRun(run)).toMatchObject({ result: [body, { objectId: cashier.id }] });
    },
  );

  it("nobody, where the user is unknown or disabled", async () => {
    const { flow, run, cashier } = await guarded();
    const id = receiptIn(await callBack(flow, "pay", { execution: run, body }));
    expect((await replayed(id, { user: crypto.randomUUID() })).said).toMatchObject({ outcome: "refused" });
    await manage("PUT", `/users/${cashier.id}`, { userStatus: "DISABLED" });
    expect((await replayed(id, { user: cashier.id })).said).toMatchObject({ outcome: "refused" });
    expect(await statusOf(run)).toBe("waiting");
    await setRole(cashier.id, true);
  });
});

describe("a replay is refused", () => {
  async function refusal(id: string, named?: unknown): Promise<string> {
    return short(await replay(id, named));
  }

  it("of one that was activated, started, held or a duplicate", async () => {
    const { flow, run } = await behindFirst({ condition: "pay.data.paid == initial.data.paid" });
    const inbox = await publish({ pay: { type: "external-callback" } });
    const answers = [
      await callBack(flow, "first", { execution: run }),
      await callBack(flow, "first", { execution: run }),
      await callBack(inbox, "pay"),
      await callBack(flow, "pay", { execution: "any", body }),
    ];
    const outcomes = await Promise.all(answers.map(receiptOf));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["activated", "duplicate", "started", "held"]);
    for (const sent of answers) expect(await refusal(receiptIn(sent))).toBe("409/70409");
  });

  it("of one whose body is no more there, or never was", async () => {
    const { flow, cashier } = await guarded();
    const large = await callBack(flow, "pay", { body: { a: "x".repeat(20_000) } });
    expect(await refusal(receiptIn(large), { user: cashier.id })).toBe("409/70409");
    expect(await refusal(receiptIn(await callBack(flow, "pay", { body: "{" })))).toBe("409/70409");
  });

  it.each<[unknown, string]>([
    ["{", "400/8058"],
    ["[]", "400/8058"],
    [{ user: 1 }, "400/70400"],
    [{ user: "x", more: 1 }, "400/70400"],
    [{ data: {} }, "400/70400"],
  ])("with %j for its body: %s", async (wrong, answer) => {
    const { flow, run } = await behindFirst({ early: { hold: "PT0S" } });
    const id = receiptIn(await callBack(flow, "pay", { execution: run, body }));
    expect(await refusal(id, wrong)).toBe(answer);
    expect(await listed(flow, "pay", 1)).toHaveLength(1);
  });

  it("of one that nobody knows", async () => {
    expect(await refusal("nonsense")).toBe("404/70404");
  });

  it("without the management key", async () => {
    const sent = await callBack(await publish(blocks), "pay", { execution: "any", body });
    const path = `/api/manage/receipts/${receiptIn(sent)}`;
    for (const answer of [await send("GET", path), await send("POST", `${path}/replay`)])
      expect(short(answer)).toBe("401/70401");
  });
});
