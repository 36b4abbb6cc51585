import * as z from "zod";
import { directoryOf } from "../flows/directory.ts";
import { EffectsView, effectsOf, type VersionRuns } from "../flows/effects.ts";
import { FlowSummary, type StoredVersion, VersionSummary } from "../flows/rows.ts";
import { flowsOf } from "../flows/store.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { valid } from "../validate.ts";
import { counted, MOST_COUNTED } from "./counted.ts";
import { RunIndex } from "./index-table.ts";

const ALL = 1_000_000_000;
const DAY_MS = 24 * 3_600_000;

const FlowItem = shown(() =>
  FlowSummary.extend({
    waiting: counted("Runs that wait"),
    runs24h: counted("Runs that started in the last 24 hours"),
    failed24h: counted("Runs that failed in the last 24 hours"),
  }),
);
type FlowItem = z.infer<typeof FlowItem>;

const FlowPage = shown(() => z.object({ items: z.array(FlowItem), cursor: z.string().optional() }));
const FlowView = shown(() =>
  FlowItem.extend({
    versions: z
      .array(
        VersionSummary.extend({
          running: counted("Runs that go on by themselves"),
          waiting: counted("Runs that wait"),
        }),
      )
      .meta({ description: "The newest first" }),
  }),
);

const ListQuery = z.strictObject({
  search: z.string().max(200).optional().meta({ description: "A part of the name, in any case" }),
  cursor: z
    .string()
    .regex(/^\d{1,16}_[0-9A-F-]{36}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/**
 * Flows with what their runs do, for the operator, relative to `/api/manage`, whose mount requires the key. Counts
 * are the run index's: they may lag a moment behind.
 */
export const flowActivityRoutes = new Hono<AppEnv>()
  .get(
    "/flows",
    describe("List flows, newest first, with what their runs do", {
      tag: "Flows",
      status: 200,
      answer: FlowPage,
      failures: [70400],
    }),
    valid("query", ListQuery),
    async (c) => {
      const { items, ...page } = await flowsOf(c.env).list(c.req.valid("query"));
      return c.json({ items: await withActivity(c.env, items), ...page });
    },
  )
  .get(
    "/flows/:flowId",
    describe("Show a flow and its versions, with what their runs do", {
      tag: "Flows",
      status: 200,
      answer: FlowView,
      failures: [70404],
    }),
    async (c) => {
      const { versions, ...flow } = await flowsOf(c.env).details(c.req.param("flowId"));
      const ids = versions.map(({ id }) => id);
      const [items, open] = await Promise.all([
        withActivity(c.env, [flow]),
        new RunIndex(c.env.DB).open(ids, { most: MOST_COUNTED }),
      ]);
      return c.json({
        ...items[0],
        versions: versions.map((version, index) => ({ ...version, running: 0, waiting: 0, ...open[index] })),
      });
    },
  )
  .get(
    "/flows/:flowId/versions/:versionId/effects",
    describe("Say what launching, pausing and stopping a version would do now, to how many runs", {
      tag: "Versions",
      status: 200,
      answer: EffectsView,
      failures: [70404],
    }),
    async (c) => {
      const { flowId, versionId } = c.req.param();
      const stored = await flowsOf(c.env).stored(flowId, versionId);
      return c.json(effectsOf({ stored, ...(await situation(c.env, stored)) }));
    },
  );

async function withActivity(env: Env, flows: readonly FlowSummary[]): Promise<FlowItem[]> {
  const ids = flows.map(({ id }) => id);
  const since = Date.now() - DAY_MS;
  const activity = await new RunIndex(env.DB).activity(ids, { since, most: MOST_COUNTED });
  return flows.map((flow, index) => {
    const { waiting = 0, started = 0, failed = 0 } = activity[index] ?? {};
    return { ...flow, waiting, runs24h: started, failed24h: failed };
  });
}

/** What a version's launch, pause and stop would meet. */
async function situation(env: Env, { flow, version, document }: StoredVersion) {
  const [{ live }, namesake] = await Promise.all([
    flowsOf(env).details(flow.id),
    directoryOf(env).flowByName(document.name),
  ]);
  const other = live && live.id !== version.id ? live : undefined;
  const versions = [version, ...(other ? [other] : [])];
  const open = await new RunIndex(env.DB).open(
    versions.map(({ id }) => id),
    { most: ALL },
  );
  const [runs, others] = versions.map(({ id, number }, index): VersionRuns => {
    return { id, number, running: 0, waiting: 0, ...open[index] };
  });
  return {
    runs: runs ?? { id: version.id, number: version.number, running: 0, waiting: 0 },
    live: version.status === "live" ? undefined : (others ?? null),
    nameTaken: namesake !== undefined && namesake.id !== flow.id,
  };
}
