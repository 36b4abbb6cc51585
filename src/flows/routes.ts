import { Hono } from "hono";
import * as z from "zod";
import type { AppContext, AppEnv } from "../hono.ts";
import { BODY_BYTES, jsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { valid } from "../validate.ts";
import { checkRoutes } from "./check-routes.ts";
import { FlowDocument } from "./document.ts";
import { acceptDocument } from "./publish.ts";
import { flowsOf } from "./store.ts";
import { versionRoutes } from "./version-routes.ts";
import { FlowPage, FlowView, PublishedView, publishedView } from "./wire.ts";

const tag = "Flows";
const ListQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,16}_[0-9A-F-]{36}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Flows, their versions and checks for the operator, relative to `/api/manage`, whose mount requires the key. */
export const manageFlowRoutes = new Hono<AppEnv>()
  .get(
    "/flows",
    describe("List flows, newest first", { tag, status: 200, answer: FlowPage, failures: [70400] }),
    valid("query", ListQuery),
    async (c) => c.json(await flowsOf(c.env).list(c.req.valid("query"))),
  )
  .post(
    "/flows",
    describe("Make a flow with its first version, a draft", {
      tag,
      status: 201,
      body: FlowDocument,
      answer: PublishedView,
      failures: [8058, 8048, 70413, 70409, 70423],
    }),
    jsonBody(BODY_BYTES),
    async (c) => c.json(await create(c), 201),
  )
  .get(
    "/flows/:flowId",
    describe("Show a flow and its versions", { tag, status: 200, answer: FlowView, failures: [70404] }),
    async (c) => c.json(await flowsOf(c.env).details(c.req.param("flowId"))),
  )
  .delete(
    "/flows/:flowId",
    describe("Delete a flow; its versions are stopped, their runs terminated", {
      tag,
      status: 204,
      failures: [70404],
    }),
    async (c) => {
      await flowsOf(c.env).delete(c.req.param("flowId"), c.env.RUN_INDEX);
      return c.body(null, 204);
    },
  )
  .route("/", versionRoutes)
  .route("/", checkRoutes);

async function create(c: AppContext) {
  const { document, advice } = await acceptDocument(c);
  return publishedView(await flowsOf(c.env).create(document), advice, new URL(c.req.url).origin);
}
