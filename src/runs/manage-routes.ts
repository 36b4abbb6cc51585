import * as z from "zod";
import { Failure } from "../errors.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { sessionIdOf } from "../sign-in/access.ts";
import { valid } from "../validate.ts";
import { RunIndex } from "./index-table.ts";
import { readRun, runAt } from "./read.ts";
import { RunSummary } from "./summary.ts";
import { RunView } from "./view.ts";
import { SESSION_HEADER } from "./watchers.ts";

const tag = "Runs";
const RunPage = shown(() => z.object({ items: z.array(RunSummary), cursor: z.string().optional() }));
const RunQuery = z.strictObject({
  flowId: z.string().optional(),
  versionId: z.string().optional(),
  status: RunSummary.shape.status.optional(),
  title: z.string().max(200).optional().meta({ description: "A part of the title, in any case" }),
  from: z.coerce.number().int().optional().meta({ description: "Started then or later, epoch milliseconds" }),
  to: z.coerce.number().int().optional().meta({ description: "Started before then, epoch milliseconds" }),
  cursor: z
    .string()
    .regex(/^\d{1,16}_[0-9A-F-]{36}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Runs for the operator, relative to `/api/manage`, whose mount requires the key. */
export const manageRunRoutes = new Hono<AppEnv>()
  .get(
    "/runs",
    describe("List runs, newest first; the list may lag a moment behind", {
      tag,
      status: 200,
      answer: RunPage,
      failures: [70400],
      description:
        "A title is looked for among 10,000 runs at a time: such a page may have few items or none, and a cursor that " +
        "goes on from there.",
    }),
    valid("query", RunQuery),
    async (c) => {
      const { cursor, limit, ...filter } = c.req.valid("query");
      return c.json(await new RunIndex(c.env.DB).page(filter, cursor, limit));
    },
  )
  .get(
    "/runs/:id",
    describe("Show a run as it is now: its waits, context and timeline", {
      tag,
      status: 200,
      answer: RunView,
      failures: [28068],
    }),
    async (c) => c.json((await readRun(c.env, c.req.param("id"))) ?? noSuchRun()),
  )
  .get(
    "/runs/:id/live",
    describe("Look on while a run goes on: a WebSocket that says when there is something new", {
      tag,
      status: 200,
      failures: [28068, 70405],
      description:
        'Each message is `{"seq": number, "status": string}`; the first one comes at once. What is new, the run itself ' +
        "tells. Closed with 4401: the console's session that opened it has ended, which is looked up before each message; " +
        "4410: the run was removed.",
    }),
    async (c) => {
      if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
        throw new Failure(70405, { message: "Open this address as a WebSocket", status: 426 });
      }
      const run = runAt(c.env, c.req.param("id"));
      const session = sessionIdOf(c);
      const headers = { upgrade: "websocket", ...(session && { [SESSION_HEADER]: session }) };
      const response = await run.fetch(c.req.url, { headers });
      return response.status === 404 ? noSuchRun() : response;
    },
  )
  .post(
    "/runs/:id/terminate",
    describe("End a run, whatever it waits for", { tag, status: 204, failures: [28068, 28136] }),
    async (c) => {
      const run = runAt(c.env, c.req.param("id"));
      if (!(await run.terminate("Terminated by the operator")))
        throw new Failure((await run.summary()) ? 28136 : 28068);
      return c.body(null, 204);
    },
  );

function noSuchRun(): never {
  throw new Failure(28068);
}
