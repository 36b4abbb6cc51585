import * as z from "zod";
import { Duration, durationMs, LONGEST_MS } from "../blocks/time.ts";
import { Failure } from "../errors.ts";
import { directoryOf } from "../flows/directory.ts";
import { flowsOf } from "../flows/store.ts";
import type { Version } from "../flows/version.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { objectIn } from "../json.ts";
import { readJsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { Reason } from "../triggers/asks.ts";
import { parsed, valid } from "../validate.ts";
import type { Moved, Rejected, Released, Retried } from "./operate.ts";
import { readSummary, runAt } from "./read.ts";
import { Started, startRun } from "./routes.ts";

const tag = "Runs";
const WaitParams = z.object({
  id: z.string(),
  occurrence: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});
const Data = z.record(z.string(), z.json()).optional();
const Release = z.strictObject({ data: Data });
const Rejection = z.strictObject({ reason: Reason });
const Deadline = z
  .strictObject({
    for: Duration.optional(),
    at: z.int().optional(),
  })
  .refine((deadline) => (deadline.for === undefined) !== (deadline.at === undefined), {
    error: "Either `for` (a duration) or `at` (epoch milliseconds)",
  });
const Start = z.strictObject({
  data: Data.meta({ description: "The run's initial data" }),
  versionId: z.string().optional().meta({ description: "Start only if this is the LIVE version" }),
});

/** Whose the `Idempotency-Key`s of the operator's starts are: no user's. */
const OPERATOR = "operator";

/** The operator's hands on a run, relative to `/api/manage`, whose mount requires the key. */
export const operateRunRoutes = new Hono<AppEnv>()
  .post(
    "/flows/:flowId/runs",
    describe("Start a run of the LIVE version as the operator, whoever else may", {
      tag,
      status: 201,
      body: Start,
      answer: Started,
      failures: [70400, 8058, 8048, 70413, 70404, 28053, 70409, 70422],
      description: "With an `Idempotency-Key` the same run for a day. An empty body is `{}`.",
    }),
    async (c) => {
      const { data: body, hash: bodyHash } = await readJsonBody(c.req.raw);
      const { versionId } = parsed(Start, body);
      const version = await startable(c, c.req.param("flowId"), versionId);
      const start = { data: objectIn(body, "data"), user: null, starter: OPERATOR, bodyHash };
      return c.json({ executionId: await startRun(c, version, start) }, 201);
    },
  )
  .post(
    "/runs/:id/waits/:occurrence/release",
    describe("Let a wait go on by hand, with this data in place of a callback's", {
      tag,
      status: 204,
      body: Release,
      failures: [70400, 8058, 8048, 70413, 28068, 28100, 28136],
      description: "Neither a user nor the condition is asked for. An empty body is `{}`.",
    }),
    valid("param", WaitParams),
    async (c) => {
      const { id, occurrence } = c.req.valid("param");
      const { data: body } = await readJsonBody(c.req.raw);
      parsed(Release, body);
      answer(await runAt(c.env, id).release(occurrence, objectIn(body, "data")));
      return c.body(null, 204);
    },
  )
  .post(
    "/runs/:id/waits/:occurrence/reject",
    describe("Reject a wait by hand: it goes where onReject says, or fails", {
      tag,
      status: 204,
      body: Rejection,
      failures: [70400, 8058, 8048, 70413, 28068, 28100, 28136],
    }),
    valid("param", WaitParams),
    async (c) => {
      const { id, occurrence } = c.req.valid("param");
      const { reason } = parsed(Rejection, (await readJsonBody(c.req.raw)).data);
      answer(await runAt(c.env, id).reject(occurrence, reason));
      return c.body(null, 204);
    },
  )
  .post(
    "/runs/:id/waits/:occurrence/deadline",
    describe("Move the deadline of a wait by hand, sooner or later, whatever bounds heartbeats", {
      tag,
      status: 204,
      body: Deadline,
      failures: [70400, 8058, 8048, 70413, 28068, 28100, 28136, 70409],
      description: "`for`: so long from now; or `at`, in epoch milliseconds, at most ten years from now.",
    }),
    valid("param", WaitParams),
    async (c) => {
      const { id, occurrence } = c.req.valid("param");
      const to = instantOf(parsed(Deadline, (await readJsonBody(c.req.raw)).data), Date.now());
      answer(await runAt(c.env, id).moveDeadline(occurrence, to));
      return c.body(null, 204);
    },
  )
  .post(
    "/runs/:id/retry",
    describe("Take a failed run up where it failed: that block is entered again", {
      tag,
      status: 204,
      failures: [28068, 70404, 70409],
      description: "Other branches stand where they stood: their waits take callbacks again.",
    }),
    async (c) => {
      const id = c.req.param("id");
      await refuseStopped(c.env, id);
      answer(await runAt(c.env, id).retry());
      return c.body(null, 204);
    },
  );

/** The flow's LIVE version, which has to be the named one. */
async function startable({ env }: AppContext, flowId: string, named: string | undefined): Promise<Version> {
  const directory = directoryOf(env);
  const flow = await directory.flow(flowId);
  if (!flow) throw new Failure(70404, { message: "No such flow" });
  const version = flow.liveVersionId === null ? undefined : await directory.version(flow.liveVersionId);
  if (!version) throw new Failure(28053);
  if (named === undefined || named === version.id) return version;
  const message = `Version ${version.number} is LIVE, not the one that was named: only the LIVE version starts runs`;
  throw new Failure(70409, { message });
}

/** A stopped version has no runs that go on (wire.md); nor has a deleted flow. */
async function refuseStopped(env: Env, id: string): Promise<void> {
  const run = await readSummary(env, id);
  if (!run) throw new Failure(28068);
  const { version } = await flowsOf(env).stored(run.flowId, run.versionId);
  if (version.status === "stopped")
    throw new Failure(70409, { message: "The version of this run was stopped" });
}

/** Epoch milliseconds. Throws 70400 where that isn't ahead. */
function instantOf({ for: duration, at }: z.infer<typeof Deadline>, now: number): number {
  const to = at ?? now + durationMs(duration ?? "PT0S");
  if (to <= now || to > now + LONGEST_MS) {
    throw new Failure(70400, { message: "A deadline lies ahead, by ten years at most" });
  }
  return to;
}

function answer(what: Released | Rejected | Moved | Retried): void {
  switch (what) {
    case "done":
      return;
    case "no-such-run":
      throw new Failure(28068);
    case "left":
      throw new Failure(28100, { message: "This wait is over, or never was one of this run" });
    case "ended":
      throw new Failure(28136);
    case "too-large":
      throw new Failure(70413, { message: "The data is too large to be kept" });
    case "no-deadline":
      throw new Failure(70409, { message: "This wait has no deadline: its trigger has no timeout" });
    case "not-failed":
      throw new Failure(70409, { message: "Only a failed run can be retried" });
    default:
      what satisfies never;
  }
}
