import { beforeAll, describe, expect, it } from "vitest";
import {
  logInUser,
  manage,
  type Published,
  publish,
  republish,
  type Sent,
  send,
  viewRun,
} from "../support/worker.ts";
import { countRuns, short } from "../triggers/support.ts";

const blocks = {
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ initial }}" },
};
const begin = { begin: { type: "set", values: {}, next: "pay" }, ...blocks };
const BY_NAME = "/api/automation/flow/activate-by-name";

let flow: Published;
beforeAll(async () => void (flow = await publish(begin)));

interface Start {
  body?: unknown;
  key?: string;
  token?: string | undefined;
  id?: string;
}

function start({ body = { order: 1 }, key, token, id = flow.flowId }: Start): Promise<Sent> {
  const headers = {
    ...(key !== undefined && { "idempotency-key": key }),
    ...(token && { "user-token": token }),
  };
  return send("POST", `/api/automation/flow/${id}/activate`, { body, headers });
}

function startByName(name: string, key: string, initialData: unknown = { order: 1 }): Promise<Sent> {
  return send("POST", BY_NAME, { body: { name, initialData }, headers: { "idempotency-key": key } });
}

function idOf({ status, body }: Sent): string {
  if (status !== 200) throw new Error(JSON.stringify(body));
  return Object(body).executionId;
}

const newKey = () => crypto.randomUUID();

describe("starting a run with an Idempotency-Key", () => {
  it("again gives the same executionId and makes no other run", async () => {
    const key = newKey();
    const run = idOf(await start({ key }));
    const before = await countRuns();
    const again = [await start({ key }), await start({ key, id: flow.versionId })];
    expect(again.map(idOf)).toEqual([run, run]);
    expect(await countRuns()).toBe(before);
    const { status, timeline } = await viewRun(run);
    expect([status, timeline.filter(({ type }) => type === "started")]).toEqual([
      "waiting",
      [expect.anything()],
    ]);
  });

  it("with another one, or with none or an empty one, makes another run", async () => {
    const ids = [{ key: newKey() }, { key: newKey() }, {}, {}, { key: "" }, { key: "" }].map(start);
    expect(new Set((await Promise.all(ids)).map(idOf)).size).toBe(6);
  });

  it("that came with another body is refused", async () => {
    const key = newKey();
    const run = idOf(await start({ key }));
    const before = await countRuns();
    for (const body of [{ order: 2 }, {}, { order: 1, more: 1 }])
      expect(short(await start({ key, body }))).toBe("422/70422");
    expect(await countRuns()).toBe(before);
    expect(idOf(await start({ key }))).toBe(run);
  });

  it("by name: the same run again, and the same refusal", async () => {
    const key = newKey();
    const run = idOf(await startByName(flow.name, key));
    expect(idOf(await startByName(flow.name, key))).toBe(run);
    expect(short(await startByName(flow.name, key, { order: 2 }))).toBe("422/70422");
  });

  it("of another user is another key", async () => {
    const [one, two] = [await logInUser(), await logInUser()];
    const key = newKey();
    const starts = () =>
      Promise.all([one.token, two.token, undefined].map(async (token) => idOf(await start({ key, token }))));
    const ids = await starts();
    expect(new Set(ids).size).toBe(3);
    expect(await starts()).toEqual(ids);
    expect(await viewRun(ids[1] ?? "")).toMatchObject({
      context: { initial: { user: { objectId: two.id } } },
    });
    expect(short(await start({ key, token: one.token, body: {} }))).toBe("422/70422");
  });

  it("in another flow is another key", async () => {
    const other = await publish(begin);
    const key = newKey();
    expect(idOf(await start({ key }))).not.toBe(idOf(await start({ key, id: other.flowId })));
  });

  it("ten times at the same moment makes one run", async () => {
    const key = newKey();
    const before = await countRuns();
    const ids = await Promise.all(Array.from({ length: 10 }, async () => idOf(await start({ key }))));
    expect(new Set(ids).size).toBe(1);
    expect(await countRuns()).toBe(before + 1);
  });

  it("with two bodies at the same moment makes one run, of the first one", async () => {
    const key = newKey();
    const answers = await Promise.all([1, 2, 1, 2].map((order) => start({ key, body: { order } })));
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(2);
    const ids = answers.filter(({ status }) => status === 200).map(idOf);
    expect(new Set(ids).size).toBe(1);
  });

  it("counts for nothing where the start was refused", async () => {
    const key = newKey();
    expect(short(await start({ key, body: [] }))).toBe("400/8058");
    expect(short(await start({ key, token: "no-such-token" }))).toBe("401/3064");
    expect(short(await start({ key, id: crypto.randomUUID() }))).toBe("404/28053");
    idOf(await start({ key, body: { order: 3 } }));
  });

  it("takes keys of any length and content", async () => {
    for (const key of ["0", "__proto__", "'; --", "x".repeat(5_000)]) {
      const run = idOf(await start({ key }));
      expect(idOf(await start({ key }))).toBe(run);
    }
  });
});

it("a run that is started again when another version is LIVE goes on as the version it is of", async () => {
  const old = await publish(begin);
  const key = newKey();
  const run = idOf(await start({ key, id: old.flowId }));
  const { status: before, waits } = await viewRun(run);
  await republish(old, { done: blocks.done });
  expect(idOf(await start({ key, id: old.flowId }))).toBe(run);
  expect(await viewRun(run)).toMatchObject({ status: before, waits });
  const triggers = await manage(
    "GET",
    `/flows/${old.flowId}/triggers/${old.triggers["pay"]?.triggerId}/waits`,
  );
  expect(triggers.body).toMatchObject({ items: [{ executionId: run }] });
});

describe("a callback that starts a run, with a deduplication key", () => {
  const call = ({ triggers }: Published, headers: Record<string, string>, body: unknown = { n: 1 }) =>
    send("POST", triggers["pay"]?.stableUrl ?? "", {
      body,
      headers: { ...headers, prefer: "return=representation" },
    });

  it.each(["webhook-id", "idempotency-key"])("again, under %s, starts nothing", async (header) => {
    const inbox = await publish(blocks);
    const before = await countRuns();
    const answers = await Promise.all([1, 2, 3].map(() => call(inbox, { [header]: "k" })));
    answers.push(await call(inbox, { [header]: "k" }));
    const outcomes = answers.map(({ body }) => String(Object(body).outcome));
    expect(outcomes.filter((outcome) => outcome === "started")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(3);
    expect(new Set(answers.map(({ body }) => String(Object(body).executionIds))).size).toBe(1);
    expect(await countRuns()).toBe(before + 1);
  });

  it("with another body is refused", async () => {
    const inbox = await publish(blocks);
    await call(inbox, { "webhook-id": "k" });
    const before = await countRuns();
    expect(short(await call(inbox, { "webhook-id": "k" }, { n: 2 }))).toBe("422/70422");
    expect(await countRuns()).toBe(before);
  });

  it("counts for nothing where it was refused or ignored", async () => {
    const inbox = await publish({ ...blocks, pay: { ...blocks.pay, condition: "pay.data.n > 1" } });
    expect(Object((await call(inbox, { "webhook-id": "k" })).body).outcome).toBe("ignored");
    expect(Object((await call(inbox, { "webhook-id": "k" }, { n: 2 })).body).outcome).toBe("started");
  });
});
