import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newGuid, Signer } from "../../src/ids.ts";
import { RunIndex } from "../../src/runs/index-table.ts";
import { eventually, manage, type Published, publish, send, startRun, viewRun } from "../support/worker.ts";

const wait = { pay: { type: "external-callback", next: "done" }, done: { type: "return", value: 1 } };

interface Listed {
  items: { id: string; status: string; title: string | null; startedAt: number; endedAt: number | null }[];
  cursor?: string;
}

async function list(query: Record<string, string>): Promise<Listed> {
  const { status, body } = await manage("GET", `/runs?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as Listed;
}

const callback = (flow: Published, run: string) =>
  send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${run}`, { body: {} });

describe("the list of runs", () => {
  it("shows every run, newest first, page by page, soon after it moved", async () => {
    const flow = await publish(wait);
    const runs: string[] = [];
    for (let n = 0; n < 5; n++) runs.push(await startRun(flow));
    const { flowId } = flow;
    const all = await eventually(
      () => list({ flowId }),
      ({ items }) => items.length === 5,
    );
    expect(all.items.map(({ id }) => id).toSorted()).toEqual(runs.toSorted());
    const starts = all.items.map(({ startedAt }) => startedAt);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    expect(all).not.toHaveProperty("cursor");

    const pages: string[][] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page: Listed = await list({ flowId, limit: "2", ...(cursor && { cursor }) });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(all.items.map(({ id }) => id));
  });

  it("is searched by when runs started: from then on, and before then, page by page", async () => {
    const flowId = newGuid();
    const ended = { status: "completed", title: null, seq: 1 } as const;
    await new RunIndex(env.DB).put(
      [1_000, 2_000, 3_000, 4_000, 5_000].map((startedAt) => {
        return { ...ended, id: newGuid(), flowId, versionId: newGuid(), startedAt, endedAt: startedAt };
      }),
    );
    const span = { flowId, from: "2000", to: "5000", limit: "2" };
    const first = await list(span);
    const second = await list({ ...span, cursor: first.cursor ?? "" });
    const starts = [first, second].map(({ items }) => items.map(({ startedAt }) => startedAt));
    expect(starts).toEqual([[4_000, 3_000], [2_000]]);
    expect(second).not.toHaveProperty("cursor");
  });

  it("is searched by version, status and a part of the title", async () => {
    const title = "Order {{ initial.data.id }} %_'";
    const flow = await publish(wait, { title });
    const [first, second] = [await startRun(flow, { id: "Ä1" }), await startRun(flow, { id: 2 })];
    await callback(flow, first);
    const { flowId, versionId } = flow;
    await eventually(
      () => list({ versionId, status: "completed" }),
      ({ items }) => items.length === 1,
    );
    const ids = async (query: Record<string, string>) =>
      (await list({ flowId, ...query })).items.map(({ id }) => id);
    expect(await ids({ status: "completed" })).toEqual([first]);
    expect(await ids({ status: "waiting" })).toEqual([second]);
    expect(await ids({ title: "order 2" })).toEqual([second]);
    expect(await ids({ title: "Ä1" })).toEqual([first]);
    expect(await ids({ title: "%_'" })).toHaveLength(2);
    expect(await ids({ title: "order%2" })).toEqual([]);
    expect((await list({ versionId, status: "completed" })).items).toMatchObject([
      {
        id: first,
        flowId,
        versionId,
        status: "completed",
        title: "Order Ä1 %_'",
        endedAt: expect.any(Number),
      },
    ]);
  });

  it("has runs without a title where it can't be made", async () => {
    const flow = await publish(wait, { title: "Order {{ initial.data.missing.id }}" });
    const run = await startRun(flow);
    const { items } = await eventually(
      () => list({ flowId: flow.flowId }),
      (page) => page.items.length === 1,
    );
    expect(items).toMatchObject([{ id: run, title: null }]);
  });

  it.each(["status=lost", "cursor=x", "limit=0", "limit=201", "unknown=1"])("refuses %s", async (query) => {
    expect(await manage("GET", `/runs?${query}`)).toMatchObject({ status: 400, body: { code: 70400 } });
  });

  it("takes a cursor of another place without harm", async () => {
    const cursor = "1_00000000-0000-0000-0000-000000000000";
    expect(await list({ cursor })).toEqual({ items: [] });
  });
});

describe("one run, for the operator", () => {
  it("is shown with its waits, context and timeline", async () => {
    const flow = await publish({
      pay: { ...wait.pay, name: "Payment", timeout: { after: "PT1H" } },
      done: wait.done,
    });
    const run = await startRun(flow);
    const view = await viewRun(run);
    expect(view).toMatchObject({
      ...{ id: run, flowId: flow.flowId, versionId: flow.versionId, status: "waiting", title: null },
      ...{ startedBy: null, endedAt: null },
      waits: [
        { trigger: flow.triggers["pay"]?.triggerId, block: "pay", name: "Payment", occurrence: 1, key: null },
      ],
      timeline: [{ type: "started" }, { type: "waiting", block: "pay", occurrence: 1 }],
    });
    expect(await callback(flow, run)).toMatchObject({ status: 200 });
    const shown = JSON.stringify(await viewRun(run));
    for (const inner of ["bodyHash", '"path"', '"inputs"']) expect(shown).not.toContain(inner);
    expect(shown).toContain(`"receipt":"r-${run}-`);
  });

  it("is terminated once", async () => {
    const flow = await publish(wait);
    const run = await startRun(flow);
    expect(await manage("POST", `/runs/${run}/terminate`)).toMatchObject({ status: 204, body: undefined });
    expect(await viewRun(run)).toMatchObject({ status: "terminated", waits: [] });
    expect(await manage("POST", `/runs/${run}/terminate`)).toMatchObject({
      status: 410,
      body: { code: 28136 },
    });
    expect(await callback(flow, run)).toMatchObject({ status: 410, body: { code: 28136 } });
    await eventually(
      () => list({ versionId: flow.versionId, status: "terminated" }),
      ({ items }) => items.length === 1,
    );
  });

  it("is unknown by an id that is nobody's or made up", async () => {
    for (const id of [new Signer(env.SIGNING_KEY).newRunId(), crypto.randomUUID(), "x"]) {
      expect(await manage("GET", `/runs/${id}`)).toMatchObject({ status: 404, body: { code: 28068 } });
      expect(await manage("POST", `/runs/${id}/terminate`)).toMatchObject({
        status: 404,
        body: { code: 28068 },
      });
    }
  });

  it("is nobody else's business", async () => {
    const run = await startRun(await publish(wait));
    for (const headers of [{}, { authorization: "Bearer wrong" }] as Record<string, string>[]) {
      for (const [method, path] of [
        ["GET", ""],
        ["GET", `/${run}`],
        ["POST", `/${run}/terminate`],
      ] as const) {
        expect(await send(method, `/api/manage/runs${path}`, { headers })).toMatchObject({
          status: 401,
          body: { code: 70401 },
        });
      }
    }
    expect(await viewRun(run)).toMatchObject({ status: "waiting" });
  });
});

describe("the waits at a trigger", () => {
  it("are listed longest-waiting first, page by page", { timeout: 30_000 }, async () => {
    const flow = await publish(wait);
    const { triggerId = "" } = flow.triggers["pay"] ?? {};
    const runs: string[] = [];
    for (let n = 0; n < 103; n++) runs.push(await startRun(flow));
    const path = `/flows/${flow.flowId}/triggers/${triggerId}/waits`;
    const first = (await manage("GET", path)).body as {
      items: { executionId: string; since: number }[];
      cursor: string;
    };
    const second = (await manage("GET", `${path}?cursor=${first.cursor}`)).body as typeof first;
    expect([first.items.length, second.items.length]).toEqual([100, 3]);
    expect(second).not.toHaveProperty("cursor");
    const items = [...first.items, ...second.items];
    expect(new Set(items.map(({ executionId }) => executionId))).toEqual(new Set(runs));
    expect(items.map(({ since }) => since)).toEqual(
      items.map(({ since }) => since).toSorted((a, b) => a - b),
    );
  });

  it("are those of triggers that exist", async () => {
    const flow = await publish(wait);
    const other = await publish(wait);
    for (const [flowId, trigger, status] of [
      [flow.flowId, crypto.randomUUID(), 404],
      [flow.flowId, other.triggers["pay"]?.triggerId, 404],
      [crypto.randomUUID(), flow.triggers["pay"]?.triggerId, 404],
      [flow.flowId, flow.triggers["pay"]?.triggerId, 200],
    ] as const) {
      expect(await manage("GET", `/flows/${flowId}/triggers/${trigger}/waits`)).toMatchObject({ status });
    }
  });
});
