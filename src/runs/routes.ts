import * as z from "zod";
import { Failure } from "../errors.ts";
import { directoryOf, type FlowDirectory } from "../flows/directory.ts";
import type { FlowRecord, Version } from "../flows/version.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { Signer } from "../ids.ts";
import { type JsonObject, objectIn } from "../json.ts";
import { type JsonBody, readJsonBody } from "../json-body.ts";
import { describe, shown } from "../openapi.ts";
import { dedupeHash } from "../triggers/callback.ts";
import { type Caller, resolveCaller, unknownToken } from "../users/caller.ts";
import { usersOf } from "../users/store.ts";
import type { User } from "../users/user.ts";
import { parsed } from "../validate.ts";
import { readContext } from "./read.ts";
import { type ReadContext, RunContext } from "./view.ts";

const InitialData = z.record(z.string(), z.unknown());

const StartByName = z.strictObject({
  name: z.string().min(1),
  initialData: z.record(z.string(), z.json()).optional(),
});

const tag = "Flows from outside";
export const Started = shown(() => z.object({ executionId: z.string() }));
const START_FAILURES = [8058, 8048, 70413, 28053, 3064, 70403, 70422, 70503] as const;

/** Starting and reading runs, relative to `/api/automation/flow`. */
export const runRoutes = new Hono<AppEnv>()
  .post(
    "/activate-by-name",
    describe("Start a run of the flow of that name", {
      tag,
      status: 200,
      body: StartByName,
      answer: Started,
      failures: [...START_FAILURES, 70400],
    }),
    async (c) => {
      const { data, hash } = await readJsonBody(c.req.raw);
      const { name } = parsed(StartByName, data);
      const initial = { data: objectIn(data, "initialData"), hash };
      return start(c, await directoryOf(c.env).flowByName(name), initial);
    },
  )
  .post(
    "/:flowId/activate",
    describe("Start a run; the body is its initial data", {
      tag,
      status: 200,
      body: InitialData,
      answer: Started,
      failures: START_FAILURES,
    }),
    async (c) => {
      const body = await readJsonBody(c.req.raw);
      return start(c, await addressedFlow(directoryOf(c.env), c.req.param("flowId")), body);
    },
  )
  .get(
    "/execution-context/:executionId",
    describe("Read a run: for who started it, users with a role that may, and the operator", {
      tag,
      status: 200,
      answer: RunContext,
      failures: [28068, 3064, 70403],
    }),
    async (c) => {
      const caller = await callerOf(c);
      if (caller.kind === "anonymous" && !c.get("manager")) throw new Failure(70403, { status: 401 });
      const run = await readContext(c.env, c.req.param("executionId"));
      if (!run) throw new Failure(28068);
      if (!c.get("manager") && !(await mayRead(c, caller, run))) throw new Failure(70403);
      return c.json(run.context);
    },
  );

async function start(
  c: AppContext,
  flow: FlowRecord | undefined,
  { data, hash }: Omit<JsonBody, "bytes">,
): Promise<Response> {
  const version = flow?.liveVersionId ? await directoryOf(c.env).version(flow.liveVersionId) : undefined;
  if (!version) throw new Failure(28053);
  const caller = await callerOf(c);
  requireStarter(caller, version, c.get("manager"));
  const user = caller.kind === "user" ? caller.user : null;
  const executionId = await startRun(c, version, {
    data,
    user,
    starter: user?.objectId ?? "",
    bodyHash: hash,
  });
  return c.json({ executionId });
}

/** Starts a run and gives its id. `starter`: whose the request's `Idempotency-Key` is. */
export async function startRun(
  c: AppContext,
  { id: versionId, flowId }: Pick<Version, "id" | "flowId">,
  {
    data,
    user,
    starter,
    bodyHash,
  }: { data: JsonObject; user: User | null; starter: string; bodyHash: string },
): Promise<string> {
  const runId = await claimRunId(c, { flowId, starter, bodyHash });
  await c.env.FLOW_RUN.getByName(runId).start(
    { runId, origin: new URL(c.req.url).origin, initial: { data, user } },
    versionId,
  );
  return runId;
}

/**
 * A new run's id. With an `Idempotency-Key` the one that it stands for, for a day: starting that run once more
 * changes nothing. Keys are each starter's own, so that nobody learns the id of somebody else's run by guessing.
 */
async function claimRunId(
  c: AppContext,
  { flowId, starter, bodyHash }: { flowId: string; starter: string; bodyHash: string },
): Promise<string> {
  const newId = new Signer(c.env.SIGNING_KEY).newRunId();
  const key = c.req.header("idempotency-key");
  if (!key) return newId;
  const keys = c.env.WAITING_LIST.getByName(flowId);
  const claimed = await keys.claimStart(dedupeHash(["start", starter], key), bodyHash, newId);
  if (claimed.claim !== "start") throw new Failure(70422);
  return claimed.runId;
}

/** A flow by its own id, or by that of its LIVE version. */
async function addressedFlow(flows: FlowDirectory, id: string): Promise<FlowRecord | undefined> {
  const addressed = await flows.addressed(id);
  if (addressed?.kind !== "version") return addressed?.flow;
  const owner = await flows.flow(addressed.version.flowId);
  return owner?.liveVersionId === id ? owner : undefined;
}

async function callerOf(c: AppContext): Promise<Caller> {
  const token = c.req.header("user-token");
  const caller = await resolveCaller(usersOf(c.env), token);
  if (caller.kind === "unknown") throw unknownToken(token);
  return caller;
}

function requireStarter(caller: Caller, version: Version, manager: boolean): void {
  const roles = version.document.access?.start;
  if (!roles || manager) return;
  if (caller.kind !== "user")
    throw new Failure(70403, { status: 401, message: "Starting this flow needs a user token" });
  if (roles.some((role) => caller.roles.includes(role))) return;
  throw new Failure(70403, { message: "Starting this flow needs a role that this user does not have" });
}

async function mayRead(c: AppContext, caller: Caller, run: ReadContext): Promise<boolean> {
  if (caller.kind !== "user") return false;
  if (run.startedBy === caller.user.objectId) return true;
  const version = await directoryOf(c.env).version(run.context.versionId);
  return version?.document.access?.read?.some((role) => caller.roles.includes(role)) ?? false;
}
