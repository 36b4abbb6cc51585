import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newGuid } from "../../src/ids.ts";
import { ACTIVITY, OPEN_RUNS, RunIndex } from "../../src/runs/index-table.ts";
import type { RunSummary } from "../../src/runs/summary.ts";
import { call, create, freshName, payment } from "./support.ts";

const HOUR = 3_600_000;

/** Runs as the index knows them; `hours`: so long ago they started, or ended where they have. */
function put(
  { flow, version }: { flow: { id: string }; version: { id: string } },
  runs: readonly [status: RunSummary["status"], hours: number][],
) {
  const summaries = runs.map(([status, hours]): RunSummary => {
    const at = Date.now() - hours * HOUR;
    const ended = status !== "running" && status !== "waiting";
    const run = { id: newGuid(), flowId: flow.id, versionId: version.id, title: null, seq: 1 };
    return { ...run, status, startedAt: ended ? at - 48 * HOUR : at, endedAt: ended ? at : null };
  });
  return new RunIndex(env.DB).put(summaries);
}

async function itemOf(id: string, name: string) {
  const { body } = await call("GET", `/flows?search=${encodeURIComponent(name)}`);
  return body.items.find((item: { id: string }) => item.id === id);
}

describe("a flow in the list", () => {
  it("has its LIVE version and counts of what its runs do", async () => {
    const name = freshName();
    const made = await create(payment(name));
    const { flow, version, path } = made;
    expect(await itemOf(flow.id, name)).toMatchObject({ live: null, waiting: 0, runs24h: 0, failed24h: 0 });
    await call("POST", `${path}/launch`);
    await put(made, [
      ["waiting", 1],
      ["waiting", 100],
      ["running", 2],
      ["failed", 1],
      ["failed", 25],
      ["completed", 1],
    ]);
    const expected = {
      ...flow,
      createdAt: expect.any(Number),
      updatedAt: expect.any(Number),
      liveVersionId: version.id,
      live: { id: version.id, number: 1 },
      waiting: 2,
      runs24h: 2,
      failed24h: 1,
    };
    expect(await itemOf(flow.id, name)).toEqual(expected);
    expect((await call("GET", `/flows/${flow.id}`)).body).toEqual({
      ...expected,
      versions: [
        {
          ...version,
          status: "live",
          launchedAt: expect.any(Number),
          running: 1,
          waiting: 2,
        },
      ],
    });
  });

  it("is found by a part of its name in any case, page by page", async () => {
    const part = newGuid();
    const ids = [];
    for (const name of [`Zebra ${part} A`, `${part} zebra`, `100%_${part}`])
      ids.unshift((await create(payment(name))).flow.id);
    const found = async (search: string) =>
      (await call("GET", `/flows?search=${encodeURIComponent(search)}`)).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect(await found(part.toLowerCase())).toEqual(ids);
    expect(await found(`zEBRA ${part}`)).toEqual([ids[2]]);
    expect(await found(`%_${part}`)).toEqual([ids[0]]);
    expect(await found(`_%${part}`)).toEqual([]);
    const first = (await call("GET", `/flows?search=${part}&limit=2`)).body;
    const second = (await call("GET", `/flows?search=${part}&limit=2&cursor=${first.cursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second).not.toHaveProperty("cursor");
  });
});

describe("what a change would do", () => {
  it("is said with the runs of both versions, and is what then happens", async () => {
    const first = await create();
    await call("POST", `${first.path}/launch`);
    await put(first, [
      ["waiting", 1],
      ["running", 1],
      ["failed", 1],
    ]);
    const { body: second } = await call("POST", `/flows/${first.flow.id}/versions`, payment(first.flow.name));
    const path = `/flows/${first.flow.id}/versions/${second.version.id}`;
    const { status, body } = await call("GET", `${path}/effects`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      running: 0,
      waiting: 0,
      launch: {
        allowed: true,
        pauses: { id: first.version.id, number: 1, running: 1, waiting: 1 },
        renames: null,
      },
      pause: { allowed: false },
      stop: { allowed: false, terminates: 0 },
    });
    expect((await call("GET", `${first.path}/effects`)).body).toMatchObject({
      launch: { allowed: true, pauses: null },
      stop: { allowed: true, terminates: 2 },
    });
    expect((await call("POST", `${path}/pause`)).status).toBe(409);
    expect((await call("POST", `${path}/launch`)).status).toBe(200);
  });

  it("to a name that another flow has is refused, as launching is", async () => {
    const taken = (await create()).flow.name;
    const { path, flow } = await create();
    await call("PUT", path, payment(taken));
    expect((await call("GET", `${path}/effects`)).body.launch).toMatchObject({ allowed: false });
    expect((await call("POST", `${path}/launch`)).status).toBe(409);
    await call("PUT", path, payment(`${flow.name} 2`));
    expect((await call("GET", `${path}/effects`)).body.launch).toMatchObject({
      allowed: true,
      renames: `${flow.name} 2`,
    });
  });

  it("is said of versions that exist", async () => {
    const { flow } = await create();
    expect(await call("GET", `/flows/${flow.id}/versions/${newGuid()}/effects`)).toMatchObject({
      status: 404,
      body: { code: 70404 },
    });
  });
});

describe("with 100,000 runs of a flow", () => {
  const [flowId, versionId] = [newGuid(), newGuid()];
  const since = Date.now() - 24 * HOUR;

  beforeAll(async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO runs (id, flow_id, version_id, status, title, started_at, ended_at, seq)
       SELECT ?1 || i, ?1, ?2, CASE WHEN i % 2 THEN 'waiting' ELSE 'failed' END, NULL, ?3 + i,
         CASE WHEN i % 2 THEN NULL ELSE ?3 + i END, 1 FROM n`,
    )
      .bind(flowId, versionId, since)
      .run();
  });

  afterAll(async () => {
    await env.DB.prepare("DELETE FROM runs WHERE flow_id = ?").bind(flowId).run();
  });

  it("counts end where nobody wants to know more, and no more rows are read than that", async () => {
    const most = 10_000;
    const { meta, results } = await env.DB.prepare(ACTIVITY)
      .bind(JSON.stringify([flowId, newGuid()]), since, most)
      .all();
    expect(results).toEqual([
      { waiting: most, started: most, failed: most },
      { waiting: 0, started: 0, failed: 0 },
    ]);
    expect(meta.rows_read).toBeLessThan(4 * most);
    const open = await new RunIndex(env.DB).open([versionId], { most: 1_000_000_000 });
    expect(open).toEqual([{ running: 0, waiting: 50_000 }]);
  });

  it.each([
    ["of flows", ACTIVITY, ["[]", 0, 1]],
    ["of versions", OPEN_RUNS, ["[]", 1]],
  ])("counts %s come from indexes alone", async (_what, sql, values) => {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>();
    const reads = results.map(({ detail }) => detail).filter((detail) => detail.includes(" runs "));
    expect(reads.length).toBeGreaterThan(1);
    for (const detail of reads) expect(detail).toMatch(/^SEARCH runs USING COVERING INDEX runs_(by_|failed)/);
  });
});
