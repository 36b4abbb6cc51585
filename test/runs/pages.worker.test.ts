import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newGuid } from "../../src/ids.ts";
import { RunIndex, type RunPage } from "../../src/runs/index-table.ts";
import {
  isSearch,
  pageQuery,
  type RunFilter,
  STATUSES,
  searchEndQuery,
  startOf,
} from "../../src/runs/page-query.ts";
import { WaitingTable } from "../../src/runs/waiting-table.ts";

const [flowId, versionId] = [newGuid(), newGuid()];
const RUNS = 100_000;
/** Long ago: runs of other files come before them. */
const FIRST = 1_000_000;
const LAST = FIRST + RUNS;

/** Every way to narrow the list down. */
const FILTERS: RunFilter[] = [{}, { flowId }, { versionId }, { flowId, versionId }].flatMap((whose) =>
  [{}, { status: "waiting" as const }, { status: "failed" as const }].flatMap((status) =>
    [{}, { from: FIRST, to: LAST }].flatMap((span) =>
      [{}, { title: "order 7" }].map((title) => ({ ...whose, ...status, ...span, ...title })),
    ),
  ),
);
const named = FILTERS.map((filter) => [Object.keys(filter).join(", ") || "nothing", filter] as const);

beforeAll(async () => {
  // Most have completed; one in a thousand failed, and two started at a time.
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${RUNS})
     INSERT INTO runs (id, flow_id, version_id, status, title, started_at, ended_at, seq)
     SELECT printf('%08X', i * 2654435761 % 4294967296) || substr(?1, 9), ?1, ?2,
       CASE WHEN i % 1000 = 7 THEN 'failed' WHEN i % 5 = 0 THEN 'waiting' ELSE 'completed' END,
       'Order ' || i, ${FIRST} + i / 2 * 2, NULL, 1 FROM n`,
  )
    .bind(flowId, versionId)
    .run();
});

afterAll(async () => {
  await env.DB.prepare("DELETE FROM runs WHERE flow_id = ?").bind(flowId).run();
});

describe("a page of 100,000 runs", () => {
  it.each(named)("by %s comes from an index in its order", async (_, filter) => {
    const after = startOf(filter);
    const upTo = { startedAt: FIRST, id: newGuid() };
    for (const { sql, values } of [
      pageQuery({ filter, after, upTo: undefined, limit: 51 }),
      pageQuery({ filter, after, upTo, limit: 51 }),
      searchEndQuery({ filter, after }),
    ]) {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .bind(...values)
        .all<{ detail: string }>();
      const plan = results.map(({ detail }) => detail);
      expect(plan.filter((step) => /TEMP B-TREE|SCAN/.test(step))).toEqual([]);
      const searches = plan.filter((step) => step.startsWith("SEARCH runs USING"));
      expect(searches).toHaveLength(filter.status ? 1 : STATUSES.length);
      for (const step of searches)
        expect(step).toMatch(/ \((version_id=\? AND |flow_id=\? AND )?status=\? AND started_at[<>]/);
    }
  });

  it.each([
    ["at first", startOf({})],
    ["deep down", { startedAt: FIRST + 1_000, id: newGuid() }],
  ])("reads hardly more rows than it shows, %s", async (_, after) => {
    for (const [, filter] of named.filter(([, one]) => !isSearch(one))) {
      const { sql, values } = pageQuery({ filter, after, upTo: undefined, limit: 51 });
      const { meta } = await env.DB.prepare(sql)
        .bind(...values)
        .all();
      expect(meta.rows_read).toBeLessThanOrEqual(51 + 2 * STATUSES.length);
    }
  });

  it("that is searched by title ends after 10,000 runs, and goes on from there", async () => {
    const index = new RunIndex(env.DB);
    const filter = { flowId, title: "ORDER 1234" };
    const pages = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page: RunPage = await index.page(filter, cursor || undefined, 5);
      pages.push(page.items.map(({ title }) => title));
      cursor = page.cursor;
    }
    const order = (number: number) => `Order ${number}`;
    expect(pages.flat()).toEqual(expect.arrayContaining([order(1_234), order(12_340), order(12_349)]));
    expect(pages.flat()).toHaveLength(11);
    expect(pages.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => []));
  });

  it("of a version that is another flow's has none, and looks at 10,000 runs for it", async () => {
    const page = await new RunIndex(env.DB).page({ flowId: newGuid(), versionId }, undefined, 50);
    expect(page.items).toEqual([]);
    expect(page.cursor).toMatch(/^1090000_/);
  });
});

it("runs that wait are counted once an hour, and not for each that comes or goes", async () => {
  const run = { flowId, versionId, status: "waiting", title: null, startedAt: LAST, endedAt: null, seq: 1 };
  const readBy = async () => {
    const summary = JSON.stringify([{ ...run, id: newGuid() }]);
    const results = await env.DB.batch(
      new WaitingTable(env.DB).change(summary, new Set([flowId]), Date.now() + 3_600_000),
    );
    return results.reduce((sum, { meta }) => sum + meta.rows_read, 0);
  };
  expect(await readBy()).toBeGreaterThan(RUNS / 5);
  expect(await readBy()).toBeLessThan(50);
});
