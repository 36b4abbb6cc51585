import * as z from "zod";
import { Failure } from "../errors.ts";
import { Budget } from "../expressions/index.ts";
import { directoryOf } from "../flows/directory.ts";
import type { Version } from "../flows/version.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { valid } from "../validate.ts";
import { shownKey } from "./key.ts";
import type { WaitEntry } from "./ports.ts";
import type { Place } from "./waits-table.ts";

const PAGE = 100;

const WaitPage = shown(() =>
  z.object({
    items: z.array(
      z.object({
        executionId: z.string(),
        versionId: z.string(),
        occurrence: z.int(),
        since: z.int(),
        timeoutAt: z.int().nullable(),
        /** What a callback is compared with to find this wait, as JSON; null: the condition has no key. */
        key: z.string().nullable(),
      }),
    ),
    cursor: z.string().optional(),
  }),
);

const WaitQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^[0-9A-Fa-f-]{36}~[\w!-]{0,22}~\d{1,16}~[0-9A-F-]{36}~\d{1,10}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
});

/** Who waits where, for the operator, relative to `/api/manage`, whose mount requires the key. */
export const manageTriggerRoutes = new Hono<AppEnv>().get(
  "/flows/:flowId/triggers/:triggerId/waits",
  describe("List the runs that wait at a trigger: by their keys, and under one key longest-waiting first", {
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
    const waits = await list.page(null, placeOf(c.req.valid("query").cursor), PAGE + 1);
    const items = waits.slice(0, PAGE);
    const last = waits.length > PAGE ? items.at(-1) : undefined;
    const directory = directoryOf(c.env);
    return c.json({
      items: await Promise.all(
        items.map(async (wait) => toView(wait, await directory.version(wait.versionId), triggerId)),
      ),
      ...(last && { cursor: [last.versionId, last.key, last.since, last.runId, last.occurrence].join("~") }),
    });
  },
);

function toView(wait: WaitEntry, version: Version | undefined, triggerId: string) {
  const { runId, versionId, occurrence, since, timeoutAt, inputs } = wait;
  const trigger = version?.triggerById(triggerId);
  const budget = new Budget({ now: since, uuid: () => "" });
  const key = trigger && inputs !== null ? shownKey(trigger, JSON.parse(inputs), budget) : null;
  return { executionId: runId, versionId, occurrence, since, timeoutAt, key };
}

/** Lists are made for triggers that exist only. */
export async function requireTrigger(env: Env, flowId: string, triggerId: string): Promise<void> {
  const flow = await directoryOf(env).flow(flowId);
  if (flow && Object.hasOwn(flow.triggers, triggerId)) return;
  throw new Failure(70404, { message: "No such trigger in this flow, or no version with it was launched" });
}

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const [versionId = "", key = "", since, runId = "", occurrence] = cursor.split("~");
  return { versionId, key, since: Number(since), runId, occurrence: Number(occurrence) };
}
