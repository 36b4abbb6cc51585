import { createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newGuid, timePrefix } from "../../src/ids.ts";
import worker from "../../src/index.ts";
import { type CountsMessage, MINUTE_MS } from "../../src/overview/counts.ts";
import { RunIndex, TOTALS, TOTALS_OF_FLOW } from "../../src/runs/index-table.ts";
import type { RunSummary } from "../../src/runs/summary.ts";
import { WaitingTable } from "../../src/runs/waiting-table.ts";
import { eventually, manage, publish, send, startRun } from "../support/worker.ts";

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", condition: "pay.data.ok == true" },
};

async function overview(range = "hour", flowId?: string) {
  const { status, body } = await manage(
    "GET",
    `/overview?range=${range}${flowId === undefined ? "" : `&flowId=${flowId}`}`,
  );
  expect(status).toBe(200);
  return Object(body);
}

const sum = (buckets: Record<string, number>[], measure: string) =>
  buckets.reduce((all, bucket) => all + (bucket[measure] ?? 0), 0);

async function deliver(...messages: CountsMessage[]): Promise<void> {
  const batch = createMessageBatch(
    "holdpoint-run-index",
    messages.map((body, index) => ({ id: `${index}`, timestamp: new Date(), attempts: 1, body })),
  );
  await worker.queue(batch, env);
}

const message = (minute: number, measure: string, count: number, flowId?: string): CountsMessage => ({
  kind: "counts",
  id: `${timePrefix(Date.now())}-${crypto.randomUUID()}`,
  counts: [{ minute, measure, count, ...(flowId !== undefined && { flowId }) }],
});

/** In the interval that this minute is in: nothing else was counted so long ago. */
function heldAt({ buckets }: { buckets: { at: number; held: number }[] }, minute: number, minutes: number) {
  const at = Math.floor(minute / minutes) * minutes * MINUTE_MS;
  return buckets.find((bucket) => bucket.at === at)?.held;
}

describe("the overview", () => {
  it("counts callbacks by what became of them, and how long the waits took that they ended", async () => {
    const before = await overview();
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const call = (body: unknown, execution = run) =>
      send("POST", `${flow.triggers["pay"]?.callbackUrl}?execution=${execution}`, { body });
    await call({ ok: false });
    await call({ ok: true });
    await call({ ok: true }, "nobody");
    const grown = (now: { buckets: Record<string, number>[] }) =>
      ["activated", "ignored", "refused"].map(
        (measure) => sum(now.buckets, measure) - sum(before.buckets, measure),
      );
    const after = await eventually(overview, (now) => grown(now).every((count) => count >= 1));
    expect(after.buckets).toHaveLength(60);
    await eventually(overview, ({ waited }) => waited.count > before.waited.count);
    const ofFlow = () => overview("hour", flow.flowId);
    const mine = await eventually(ofFlow, ({ buckets, waited }) => {
      return (
        waited.count > 0 && sum(buckets, "activated") + sum(buckets, "ignored") + sum(buckets, "refused") > 2
      );
    });
    expect(mine.buckets).toHaveLength(12);
    expect(
      ["activated", "ignored", "refused", "turnedAway"].map((measure) => sum(mine.buckets, measure)),
    ).toEqual([...[1, 1, 1, 0]]);
    expect(mine).toMatchObject({ waiting: 0, running: 0, failed24h: 0, waited: { count: 1 } });
    expect(after.waiting + after.running + after.failed24h).toBeGreaterThanOrEqual(0);
  });

  it("keeps what reached no trigger apart from what a trigger refused, and counts it for no flow", async () => {
    const flow = await publish(blocks);
    const { callbackUrl = "" } = flow.triggers["pay"] ?? {};
    const before = await overview();
    const nowhere = `/api/automation/flow/${newGuid()}/trigger/${newGuid()}/activate`;
    await send("POST", nowhere, { body: {} });
    await send("POST", nowhere, { body: "no JSON" });
    await send("POST", callbackUrl, { body: {}, headers: { "content-type": "text/plain" } });
    await send("POST", `${callbackUrl}?execution=${await startRun(await publish(blocks))}`, { body: {} });
    await send("POST", callbackUrl, { body: "[]" });
    const grown = ({ buckets }: { buckets: Record<string, number>[] }, measure: string) =>
      sum(buckets, measure) - sum(before.buckets, measure);
    const after = await eventually(overview, (now) => grown(now, "turnedAway") + grown(now, "refused") >= 5);
    expect([grown(after, "turnedAway"), grown(after, "refused")]).toEqual([3, 2]);
    const rows = await env.DB.prepare(
      "SELECT flow_id, measure FROM flow_counts WHERE measure <> 'held'",
    ).all();
    expect(rows.results.filter((row) => row["measure"] === "turnedAway")).toEqual([]);
    expect(rows.results).toContainEqual({ flow_id: flow.flowId, measure: "refused" });
  });

  it("shows a minute, a quarter of an hour and a day as intervals, the newest last", async () => {
    const now = Date.now();
    const minute = Math.floor(now / MINUTE_MS);
    const [lately, longAgo] = [minute - 20, minute - 3_000];
    await deliver(message(lately, "held", 7), message(longAgo, "held", 5));
    for (const [range, length, minutes] of [
      ["hour", 60, 1],
      ["day", 96, 15],
      ["month", 30, 1_440],
    ] as const) {
      const { buckets } = await overview(range);
      expect(buckets).toHaveLength(length);
      const last = buckets.at(-1).at;
      expect(last % (minutes * MINUTE_MS)).toBe(0);
      expect(now - last).toBeLessThan((minutes + 1) * MINUTE_MS);
    }
    expect(heldAt(await overview("hour"), lately, 1)).toBe(7);
    expect(heldAt(await overview("day"), lately, 15)).toBe(7);
    expect(heldAt(await overview("month"), longAgo, 1_440)).toBe(5);
    expect((await manage("GET", "/overview?range=year")).status).toBe(400);
  });

  it("counts a message once, however often it comes, for its flow too", async () => {
    const minute = Math.floor(Date.now() / MINUTE_MS) - 40;
    const flowId = newGuid();
    const once = message(minute, "held", 3, flowId);
    await deliver(once);
    await deliver(once, once);
    expect(heldAt(await overview(), minute, 1)).toBe(3);
    for (const [range, minutes] of [
      ["hour", 5],
      ["day", 15],
      ["month", 1_440],
    ] as const)
      expect(heldAt(await overview(range, flowId), minute, minutes)).toBe(3);
    expect(sum((await overview("hour", newGuid())).buckets, "held")).toBe(0);
  });

  it("forgets what is older than 35 days", async () => {
    const old = Math.floor(Date.now() / MINUTE_MS) - 36 * 1_440;
    await deliver(message(old, "held", 1, newGuid()));
    for (const table of ["counts", "hourly_counts", "flow_counts"]) {
      const left = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE minute <= ?`)
        .bind(old)
        .first();
      expect(left).toEqual({ n: 0 });
    }
  });

  it.each([
    ["all", TOTALS, [0, 10], ["runs_by_status (status=?)", "runs_by_status (status=?)"]],
    [
      "a flow",
      TOTALS_OF_FLOW,
      [0, 10, newGuid()],
      ["runs_by_flow (flow_id=? AND status=?)", "runs_by_flow (flow_id=? AND status=?)"],
    ],
  ])("counts runs of %s by an index", async (_, sql, values, open) => {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>();
    const reads = results.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH) runs/.test(detail));
    expect(reads).toEqual(
      [...open, "runs_failed (flow_id=? AND status=? AND ended_at>?)"].map(
        (index) => `SEARCH runs USING COVERING INDEX ${index}`,
      ),
    );
  });
});

describe("how many runs wait, over time", () => {
  const HOUR = 3_600_000;
  /** An hour of its own begins there. */
  const START = Math.floor(Date.now() / HOUR) * HOUR - 20 * HOUR;
  const summary = (flowId: string, more: Partial<RunSummary> = {}): RunSummary => ({
    ...{ id: newGuid(), flowId, versionId: newGuid(), status: "waiting", title: null },
    ...{ startedAt: START, endedAt: null, seq: 1, ...more },
  });
  const ended = (run: RunSummary): RunSummary => ({
    ...run,
    status: "completed",
    endedAt: START,
    seq: run.seq + 1,
  });
  const index = new RunIndex(env.DB);
  const at = (minute: number) => START + minute * MINUTE_MS;
  /** At the end of each of these minutes. */
  const series = (flowId: string | undefined, minutes: number[]) =>
    new WaitingTable(env.DB).series(
      flowId,
      minutes.map((minute) => START / MINUTE_MS + minute + 1),
    );

  it("is told minute by minute as runs come and go, whatever is repeated or overtaken", async () => {
    const flowId = newGuid();
    const [first, second, third] = [summary(flowId), summary(flowId), summary(flowId)];
    await index.put([first, second], at(0));
    await index.put([first, ended(first), second], at(3));
    await index.put([first, third, ended(third)], at(5));
    await index.put([ended(ended(second)), ended(second)], at(5));
    expect(await series(flowId, [-1, 0, 2, 3, 4, 5, 600])).toEqual([
      expect.toBeOneOf([0, null]),
      2,
      2,
      1,
      1,
      0,
      0,
    ]);
  });

  // News of other files' runs may come in between.
  it("is the sum where no flow is asked for", { retry: 2 }, async ({ onTestFinished }) => {
    // A minute that is still to come: other tests write the present one.
    const soon = (minutes: number) => Date.now() + minutes * MINUTE_MS;
    const sums = () =>
      new WaitingTable(env.DB).series(
        undefined,
        [10, 11, 12].map((minutes) => Math.floor(soon(minutes + 1) / MINUTE_MS)),
      );
    const isToCome = env.DB.prepare("DELETE FROM waiting_runs WHERE minute > ?").bind(soon(1) / MINUTE_MS);
    await isToCome.run();
    onTestFinished(async () => void (await isToCome.run()));
    const [one, other] = [summary(newGuid()), summary(newGuid())];
    await index.put([one], soon(10));
    const [before] = await sums();
    await index.put([ended(one), other, summary(other.flowId)], soon(12));
    expect(await sums()).toEqual([before, before, (before ?? 0) + 1]);
  });

  it("is counted afresh with the first change of an hour, so that no error stays", async () => {
    const flowId = newGuid();
    await index.put([summary(flowId)], at(1));
    await env.DB.prepare("UPDATE waiting_runs SET runs = 40 WHERE flow_id = ?").bind(flowId).run();
    await index.put([summary(flowId)], at(59));
    expect(await series(flowId, [59])).toEqual([41]);
    await index.put([summary(flowId)], at(60));
    expect(await series(flowId, [60])).toEqual([3]);
  });

  it("never goes back behind a row that another clock has written", async () => {
    const flowId = newGuid();
    await index.put([summary(flowId)], at(30));
    await index.put([summary(flowId)], at(29));
    expect(await series(flowId, [29, 30])).toEqual([expect.toBeOneOf([0, null]), 2]);
  });

  it("writes a row for a flow and one for all, and none where the number stays", async () => {
    const flowId = newGuid();
    const run = summary(flowId);
    const rows = async () => {
      const { results } = await env.DB.prepare("SELECT * FROM waiting_runs WHERE flow_id = ?")
        .bind(flowId)
        .all();
      return results;
    };
    await index.put([run, summary(flowId), summary(flowId, { status: "running" })], at(40));
    await index.put([{ ...run, title: "the same", seq: 2 }], at(41));
    expect(await rows()).toEqual([{ flow_id: flowId, minute: START / MINUTE_MS + 40, runs: 2 }]);
  });

  it("is forgotten after 35 days, but for what still counts then", async () => {
    const flowId = newGuid();
    const day = 24 * HOUR;
    await index.put([summary(flowId)], at(0) - 50 * day);
    await index.put([summary(flowId)], at(0) - 40 * day);
    await index.put([summary(flowId)], at(0) - 30 * day);
    await index.put([summary(flowId)], at(0));
    const { results } = await env.DB.prepare(
      "SELECT runs FROM waiting_runs WHERE flow_id = ? ORDER BY minute",
    )
      .bind(flowId)
      .all();
    expect(results).toEqual([{ runs: 2 }, { runs: 3 }, { runs: 4 }]);
  });

  it("is shown with the intervals, the present one as it is now", async () => {
    const flowId = newGuid();
    await index.put([summary(flowId), summary(flowId)], Date.now() - 2 * HOUR);
    await index.put([summary(flowId)]);
    for (const range of ["hour", "day"]) {
      const { buckets, waiting } = await overview(range, flowId);
      expect(waiting).toBe(3);
      expect(buckets.at(-1).waiting).toBe(3);
      expect(buckets.at(-3).waiting).toBe(2);
    }
  });
});
