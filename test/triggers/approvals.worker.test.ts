import { beforeAll, describe, expect, it } from "vitest";
import {
  eventually,
  logInUser,
  manage,
  type Published,
  publish,
  startRun,
  viewRun,
} from "../support/worker.ts";
import { activationsOf, type CallbackOptions, callBack, short, statusOf } from "./support.ts";

const authentication = { type: "BACKENDLESS" };
const choices = [
  { id: "approve", label: "Approve" },
  { id: "reject", label: "Reject" },
];
const begin = { type: "set", values: {}, next: "pay" };
const done = { type: "return", value: "{{ pay }}" };

const users: { id: string; token: string }[] = [];
beforeAll(async () => {
  for (let count = 0; count < 4; count++) users.push(await logInUser());
});

function user(index: number): { id: string; token: string } {
  const found = users[index];
  if (!found) throw new Error("no such user");
  return found;
}

function publishAsking(more: object = {}): Promise<Published> {
  const pay = {
    type: "external-callback",
    authentication,
    approvals: 2,
    page: { choices },
    next: "done",
    ...more,
  };
  return publish({ begin, pay, done });
}

/** What became of a callback of that user, and to which runs. */
async function approve(
  flow: Published,
  by: number,
  { body = { choice: "approve" }, headers, ...more }: CallbackOptions = {},
) {
  const answered = await callBack(flow, "pay", {
    ...more,
    body,
    token: user(by).token,
    headers: { ...headers, prefer: "return=representation" },
  });
  if (answered.status !== 200) return [short(answered)];
  const { outcome, executionIds } = Object(answered.body);
  return [outcome, ...executionIds];
}

function approversIn(value: unknown): string[] {
  return Object(value).approvals.map(({ user: who }: { user: { objectId: string } }) => who.objectId);
}

describe("a trigger that asks for approvals", () => {
  it("lets a run that is named go on when so many users have approved, and tells who", async () => {
    const flow = await publishAsking();
    const execution = await startRun(flow);
    const body = { choice: "approve", comment: "Fine" };
    expect(await approve(flow, 0, { execution, body })).toEqual(["approved", execution]);
    expect(await approve(flow, 0, { execution, body })).toEqual(["duplicate", execution]);
    expect(await approve(flow, 0, { execution, body: {} })).toEqual(["duplicate", execution]);
    expect(await statusOf(execution)).toBe("waiting");
    expect(await approve(flow, 1, { execution, body })).toEqual(["activated", execution]);
    const { result } = await viewRun(execution);
    expect(result).toMatchObject({ data: body, user: { objectId: user(1).id } });
    expect(approversIn(result)).toEqual([user(0).id, user(1).id]);
    expect(Object(result).approvals[0]).toMatchObject({
      choice: "approve",
      comment: "Fine",
      at: expect.any(Number),
    });
  });

  it("takes what either of them sends once more as a duplicate, also when the run has gone on", async () => {
    const flow = await publishAsking();
    const execution = await startRun(flow);
    for (const by of [0, 1]) await approve(flow, by, { execution });
    for (const by of [0, 1]) expect(await approve(flow, by, { execution })).toEqual(["duplicate", execution]);
    expect(await approve(flow, 2, { execution })).toEqual(["410/28136"]);
  });

  it("knows what each of them sent through the list once more, without a key and when the run has gone on", async () => {
    const flow = await publishAsking({ condition: "pay.data.order == initial.data.order", approvals: 3 });
    const execution = await startRun(flow, { order: 7 });
    const body = { order: 7 };
    const any = { execution: "any", body };
    expect(await approve(flow, 0, any)).toEqual(["approved", execution]);
    expect(await approve(flow, 1, any)).toEqual(["approved", execution]);
    expect(await approve(flow, 2, any)).toEqual(["activated", execution]);
    const again = async () => {
      for (const by of [0, 1, 2]) expect(await approve(flow, by, any)).toEqual(["duplicate", execution]);
      // The same of somebody else is late.
      expect(await approve(flow, 3, any)).toEqual(["409/28100"]);
    };
    await again();
    // Also when the run itself has told its list.
    const { triggerId } = flow.triggers["pay"] ?? {};
    const receipts = `/flows/${flow.flowId}/triggers/${triggerId}/receipts?outcome=activated`;
    await eventually(
      async () => Object((await manage("GET", receipts)).body).items,
      (items) => items.length > 0,
    );
    await again();
  });

  it("knows them all when the one that decided comes once more under its key, before the run has told", async () => {
    const flow = await publishAsking({ condition: "pay.data.order == initial.data.order" });
    const execution = await startRun(flow, { order: 7 });
    const any = { execution: "any", body: { order: 7 } };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const decides = { ...any, body: { order: 7, comment: "Fine" }, headers };
    expect(await approve(flow, 0, any)).toEqual(["approved", execution]);
    expect(await approve(flow, 1, decides)).toEqual(["activated", execution]);
    expect(await approve(flow, 1, decides)).toEqual(["duplicate", execution]);
    expect(await approve(flow, 0, any)).toEqual(["duplicate", execution]);
  });

  it("counts nobody twice who sends at the same moment", async () => {
    const flow = await publishAsking();
    const execution = await startRun(flow);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => approve(flow, 0, { execution })));
    expect(outcomes.filter(([outcome]) => outcome === "approved")).toHaveLength(1);
    expect(await activationsOf(execution)).toBe(0);
  });

  it("holds a key of one user against nobody else, and another body under it against herself", async () => {
    const flow = await publishAsking({ approvals: 3 });
    const execution = await startRun(flow);
    const headers = { "idempotency-key": "k" };
    expect(await approve(flow, 0, { execution, headers })).toEqual(["approved", execution]);
    expect(await approve(flow, 0, { execution, headers, body: { n: 1 } })).toEqual(["422/70422"]);
    expect(await approve(flow, 0, { execution, headers })).toEqual(["duplicate", execution]);
    expect(await approve(flow, 1, { execution, headers })).toEqual(["approved", execution]);
  });

  it("is decided by any other choice at once, and by nothing that is no choice", async () => {
    const flow = await publishAsking();
    const [first, second] = [await startRun(flow), await startRun(flow)];
    expect(await approve(flow, 0, { execution: first, body: { choice: "reject" } })).toEqual([
      "activated",
      first,
    ]);
    expect((await viewRun(first)).result).toMatchObject({ data: { choice: "reject" }, approvals: [] });
    for (const choice of ["Reject", "else", null, ["reject"]]) {
      expect((await approve(flow, 0, { execution: second, body: { choice } }))[0]).not.toBe("activated");
    }
    expect(await activationsOf(second)).toBe(0);
  });

  it("counts what satisfies its condition alone", async () => {
    const flow = await publishAsking({ condition: "pay.data.sum == 7" });
    const execution = await startRun(flow);
    expect(await approve(flow, 0, { execution, body: { sum: 1 } })).toEqual(["ignored"]);
    for (const by of [0, 1]) await approve(flow, by, { execution, body: { sum: 7 } });
    expect(approversIn((await viewRun(execution)).result)).toEqual([user(0).id, user(1).id]);
  });

  it("begins anew when its time is over, and tells of none then", async () => {
    const timeout = { after: "PT0.3S", next: "again" };
    const pay = { type: "external-callback", authentication, approvals: 2, timeout, next: "done" };
    const again = { type: "set", values: { given: "{{ size(pay.approvals) }}" }, next: "pay" };
    const flow = await publish({ begin, pay, again, done });
    const execution = await startRun(flow);
    await approve(flow, 0, { execution });
    const { context } = await eventually(
      () => viewRun(execution),
      (view) => view.context["again"] !== undefined,
    );
    expect(context["again"]).toEqual({ given: 0 });
    expect(await approve(flow, 1, { execution })).toEqual(["approved", execution]);
    expect(await activationsOf(execution)).toBe(0);
    // It would go on for ever, beside whatever other files measure.
    await manage("POST", `/runs/${execution}/terminate`);
  });

  it("keeps approvals that come before the run waits for them, each user's once", async () => {
    const first = { type: "external-callback", next: "pay" };
    const pay = { type: "external-callback", authentication, approvals: 2, next: "done" };
    const flow = await publish({ first, pay, done });
    const execution = await startRun(flow);
    for (const by of [0, 0, 1])
      expect(await approve(flow, by, { execution, body: { by } })).toEqual(["held"]);
    await callBack(flow, "first", { execution });
    const { result } = await eventually(
      () => viewRun(execution),
      ({ status }) => status === "completed",
    );
    expect(approversIn(result)).toEqual([user(0).id, user(1).id]);
  });
});

describe("approvals that name no run", () => {
  it("go to the longest-waiting run that still needs theirs", async () => {
    const flow = await publishAsking();
    const [first, second] = [await startRun(flow), await startRun(flow)];
    expect(await approve(flow, 0)).toEqual(["approved", first]);
    expect(await approve(flow, 0)).toEqual(["approved", second]);
    expect(await approve(flow, 0)).toEqual(["duplicate", first, second]);
    expect(await approve(flow, 1)).toEqual(["activated", first]);
    expect(await approve(flow, 1)).toEqual(["activated", second]);
  });

  it("are never held for another run once they were given", async () => {
    const flow = await publishAsking({ early: { anonymous: true } });
    const first = await startRun(flow);
    await approve(flow, 0);
    expect(await approve(flow, 0)).toEqual(["duplicate", first]);
    const second = await startRun(flow);
    expect(Object((await viewRun(second)).timeline).map(({ type }: { type: string }) => type)).not.toContain(
      "approved",
    );
  });

  it("that are early are an approval of the run that comes to wait", async () => {
    const flow = await publishAsking({ early: { anonymous: true } });
    expect(await approve(flow, 0)).toEqual(["held"]);
    const run = await startRun(flow);
    expect(await approve(flow, 1)).toEqual(["activated", run]);
    expect(approversIn((await viewRun(run)).result)).toEqual([user(0).id, user(1).id]);
  });

  it("under a key are the same once more, of each user", async () => {
    const flow = await publishAsking();
    const run = await startRun(flow);
    const headers = { "idempotency-key": "k" };
    expect(await approve(flow, 0, { headers })).toEqual(["approved", run]);
    expect(await approve(flow, 0, { headers })).toEqual(["duplicate", run]);
    expect(await approve(flow, 1, { headers })).toEqual(["activated", run]);
  });

  it("for all runs are one of each", async () => {
    const flow = await publishAsking();
    const runs = [await startRun(flow), await startRun(flow)];
    const execution = "all";
    expect(await approve(flow, 0, { execution })).toEqual(["approved", ...runs]);
    expect(await approve(flow, 0, { execution })).toEqual(["duplicate", ...runs]);
    const late = await startRun(flow);
    expect(await approve(flow, 1, { execution })).toEqual(["activated", ...runs]);
    expect(await statusOf(late)).toBe("waiting");
  });
});

describe("the receipt of an approval", () => {
  it.each([
    ["that names its run", true],
    ["that names none", false],
  ])("%s says so, for the run and in the list of the trigger", async (_, isNamed) => {
    const flow = await publishAsking();
    const run = await startRun(flow);
    const { headers } = await callBack(flow, "pay", {
      token: user(0).token,
      ...(isNamed && { execution: run }),
    });
    const receipt = headers.get("holdpoint-receipt");
    const { body } = await manage("GET", `/receipts/${receipt}`);
    expect(body).toMatchObject({ outcome: "approved", user: user(0).id, executionIds: [run] });
    const trigger = flow.triggers["pay"]?.triggerId;
    const list = () => manage("GET", `/flows/${flow.flowId}/triggers/${trigger}/receipts?outcome=approved`);
    const { body: listed } = await eventually(list, (sent) => Object(sent.body).items.length > 0);
    expect(Object(listed).items).toMatchObject([{ id: receipt, outcome: "approved" }]);
    const { timeline } = await viewRun(run);
    expect(timeline.at(-1)).toMatchObject({
      type: "approved",
      receipt,
      approval: { user: { objectId: user(0).id } },
    });
  });
});

describe("whoever started a run", () => {
  it.each([
    ["ERROR", ["403/1000"]],
    ["IGNORE", ["ignored"]],
  ])("may not approve it where the trigger says so: %s", async (onFail, expected) => {
    const more = {
      authentication: { ...authentication, onFail },
      approvals: { count: 1, exceptStarter: true },
    };
    const flow = await publishAsking(more);
    const execution = await startRun(flow, {}, { "user-token": user(0).token });
    for (const body of [{ choice: "approve" }, { choice: "reject" }]) {
      expect(await approve(flow, 0, { execution, body })).toEqual(expected);
    }
    expect(await approve(flow, 0)).toEqual(expected);
    expect(await approve(flow, 1)).toEqual(["activated", execution]);
  });

  it("is one of those who may, otherwise", async () => {
    const flow = await publishAsking();
    const execution = await startRun(flow, {}, { "user-token": user(0).token });
    expect(await approve(flow, 0, { execution })).toEqual(["approved", execution]);
  });
});

describe("a document that asks for approvals", () => {
  async function problemsOf(pay: object, blocks: object = { begin, pay, done }) {
    const name = `flow ${crypto.randomUUID()}`;
    const { body } = await manage("POST", "/flows", { name, start: Object.keys(blocks)[0], blocks });
    return (Object(body).errors ?? []).map(({ path }: { path: string }) => path);
  }
  const pay = { type: "external-callback", approvals: 2, next: "done" };

  it("has to ask for users, somewhere but at the start, and says who when it is asked", async () => {
    expect(await problemsOf(pay)).toEqual(["blocks.pay.approvals"]);
    const asking = { ...pay, authentication };
    expect(await problemsOf(asking)).toEqual([]);
    expect(await problemsOf(asking, { pay: asking, done })).toEqual(["blocks.pay.approvals"]);
    expect(await problemsOf({ ...asking, approvals: 0 })).toEqual(["blocks.pay.approvals"]);
    const read = { type: "return", value: "{{ pay.approvals }}" };
    const without = { ...asking, approvals: undefined };
    expect(await problemsOf(without, { begin, pay: without, done: read })).toEqual(["blocks.done.value"]);
    expect(await problemsOf(asking, { begin, pay: asking, done: read })).toEqual([]);
  });
});
