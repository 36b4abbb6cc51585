import { Hono } from "hono";
import * as z from "zod";
import { Failure } from "../errors.ts";
import { flowsOf } from "../flows/store.ts";
import type { AppEnv } from "../hono.ts";
import { describe } from "../openapi.ts";
import { valid } from "../validate.ts";
import type { WaitEntry } from "./ports.ts";
import type { Position } from "./waits-table.ts";

const PAGE = 100;

const WaitPage = z.object({
  items: z.array(
    z.object({
      executionId: z.string(),
      versionId: z.string(),
      occurrence: z.int(),
      since: z.int(),
      timeoutAt: z.int().nullable(),
      /** The correlation key, once conditions are indexed. */
      key: z.string().nullable(),
    }),
  ),
  cursor: z.string().optional(),
});

const WaitQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,16}_[0-9A-F-]{36}_\d{1,10}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
});

/** Who waits where, for the operator, relative to `/api/manage`, whose mount requires the key. */
export const manageTriggerRoutes = new Hono<AppEnv>().get(
  "/flows/:flowId/triggers/:triggerId/waits",
  describe("List the runs that wait at a trigger, longest-waiting first", {
    tag: "Waits",
    status: 200,
    answer: WaitPage,
    failures: [70400, 70404],
  }),
  valid("query", WaitQuery),
  async (c) => {
    const { flowId, triggerId } = c.req.param();
    await requireTrigger(c.env, flowId, triggerId);
    const list = c.env.WAITING_LIST.getByName(triggerId);
    const waits = await list.page(null, positionOf(c.req.valid("query").cursor), PAGE + 1);
    const items = waits.slice(0, PAGE);
    const last = waits.length > PAGE ? items.at(-1) : undefined;
    return c.json({
      items: items.map(toView),
      ...(last && { cursor: `${last.since}_${last.runId}_${last.occurrence}` }),
    });
  },
);

function toView({ runId, versionId, occurrence, since, timeoutAt }: WaitEntry) {
  return { executionId: runId, versionId, occurrence, since, timeoutAt, key: null };
}

/** Lists are made for triggers that exist only. */
async function requireTrigger(env: Env, flowId: string, triggerId: string): Promise<void> {
  const flow = await flowsOf(env).flow(flowId);
  if (flow && Object.hasOwn(flow.triggers, triggerId)) return;
  throw new Failure(70404, { message: "No such trigger in this flow, or no version with it was launched" });
}

function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return null;
  const [since, runId = "", occurrence] = cursor.split("_");
  return { since: Number(since), runId, occurrence: Number(occurrence) };
}
