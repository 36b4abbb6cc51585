import { createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { timePrefix } from "../../src/ids.ts";
import worker from "../../src/index.ts";
import { type CountsMessage, MINUTE_MS } from "../../src/overview/counts.ts";
import { TOTALS } from "../../src/runs/index-table.ts";
import { eventually, manage, publish, send, startRun } from "../support/worker.ts";

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", condition: "pay.data.ok == true" },
};

async function overview(range = "hour") {
  const { status, body } = await manage("GET", `/overview?range=${range}`);
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

const message = (minute: number, measure: string, count: number): CountsMessage => ({
  kind: "counts",
  id: `${timePrefix(Date.now())}-${crypto.randomUUID()}`,
  counts: [{ minute, measure, count }],
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
    expect(after.waiting + after.running + after.failed24h).toBeGreaterThanOrEqual(0);
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

  it("counts a message once, however often it comes", async () => {
    const minute = Math.floor(Date.now() / MINUTE_MS) - 40;
    const once = message(minute, "held", 3);
    await deliver(once);
    await deliver(once, once);
    expect(heldAt(await overview(), minute, 1)).toBe(3);
  });

  it("forgets what is older than 35 days", async () => {
    const old = Math.floor(Date.now() / MINUTE_MS) - 36 * 1_440;
    await deliver(message(old, "held", 1));
    const left = await env.DB.prepare("SELECT count(*) AS n FROM counts WHERE minute <= ?").bind(old).first();
    expect(left).toEqual({ n: 0 });
  });

  it("counts runs by an index", async () => {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${TOTALS}`)
      .bind(0, 10)
      .all<{ detail: string }>();
    const scans = results.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH) runs/.test(detail));
    expect(scans).toEqual([
      "SEARCH runs USING COVERING INDEX runs_by_status (status=?)",
      "SEARCH runs USING COVERING INDEX runs_by_status (status=?)",
      "SEARCH runs USING COVERING INDEX runs_failed (flow_id=? AND status=? AND ended_at>?)",
    ]);
  });
});
