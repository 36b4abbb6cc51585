import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { newGuid } from "../../src/ids.ts";
import worker from "../../src/index.ts";
import type { RunSummary } from "../../src/runs/summary.ts";
import { eventually, manage, publish, startRun, viewRun } from "../support/worker.ts";

const summary = (more: Partial<RunSummary> = {}): RunSummary => ({
  ...{ id: newGuid(), flowId: newGuid(), versionId: newGuid(), status: "waiting", title: null },
  ...{ startedAt: 1_000, endedAt: null, seq: 1 },
  ...more,
});

/** Delivers one batch, as the queue would. */
async function deliver(...bodies: unknown[]) {
  const messages = bodies.map((body, index) => ({
    id: `${index}`,
    timestamp: new Date(),
    attempts: 1,
    body,
  }));
  const batch = createMessageBatch("holdpoint-run-index", messages);
  const context = createExecutionContext();
  await worker.queue(batch, env);
  return getQueueResult(batch, context);
}

/** Each in a message of its own. */
const told = (...summaries: RunSummary[]) => deliver(...summaries.map((one) => messageOf(one)));

const messageOf = (...summaries: RunSummary[]) => ({ kind: "summaries", summaries });

async function indexed({ flowId }: RunSummary): Promise<unknown[]> {
  const { body } = await manage("GET", `/runs?flowId=${flowId}`);
  return (body as { items: unknown[] }).items;
}

describe("the run index", () => {
  it("keeps the newest of what it is told, whatever the order and however often", async () => {
    const first = summary({ title: "Order 1" });
    const second: RunSummary = { ...first, status: "running", seq: 2 };
    const third: RunSummary = { ...first, status: "completed", seq: 3, endedAt: 2_000 };
    await told(second, first);
    expect(await indexed(first)).toEqual([second]);
    await told(third, second, third);
    await told(first, second);
    expect(await indexed(first)).toEqual([third]);
  });

  it("takes a batch of many runs", async () => {
    const flowId = newGuid();
    const runs = Array.from({ length: 100 }, (_, index) => summary({ flowId, startedAt: index }));
    await deliver(messageOf(...runs.slice(0, 50)), messageOf(...runs.slice(50)));
    const { body } = await manage("GET", `/runs?flowId=${flowId}&limit=200`);
    expect(body).toEqual({ items: runs.toReversed() });
  });

  it("doesn't let a message that it doesn't know hold up the others", async () => {
    const silent = vi.spyOn(console, "error").mockImplementation(() => {});
    const run = summary();
    const result = await deliver({ kind: "nonsense" }, null, messageOf(run));
    silent.mockRestore();
    expect(result).toMatchObject({ retryMessages: [] });
    expect(await indexed(run)).toEqual([run]);
  });
});

describe("a stopped version", () => {
  const wait = { pay: { type: "external-callback" } };

  it("has its runs terminated, and those of the flow's other versions go on", async () => {
    const [flow, other] = [await publish(wait), await publish(wait)];
    const runs = [await startRun(flow), await startRun(flow)];
    const spared = await startRun(other);
    expect(await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/stop`)).toMatchObject({
      status: 200,
    });
    for (const run of runs) {
      await eventually(
        () => viewRun(run),
        ({ status }) => status === "terminated",
      );
    }
    expect(await viewRun(spared)).toMatchObject({ status: "waiting" });
  });

  it("may be told to stop again", async () => {
    const flow = await publish(wait);
    const run = await startRun(flow);
    const stop = { kind: "stop", versionId: flow.versionId };
    expect(await deliver(stop, stop)).toMatchObject({ retryMessages: [] });
    await deliver(stop, { kind: "stop", versionId: newGuid() });
    const { timeline, status } = await viewRun(run);
    expect(status).toBe("terminated");
    expect(timeline.filter(({ type }) => type === "ended")).toHaveLength(1);
  });
});
