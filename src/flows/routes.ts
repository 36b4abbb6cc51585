import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { BODY_BYTES, jsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { checkRoutes } from "./check-routes.ts";
import { FlowDocument } from "./document.ts";
import { acceptDocument } from "./publish.ts";
import { flowsOf } from "./store.ts";
import { versionRoutes } from "./version-routes.ts";
import { PublishedView, publishedView } from "./wire.ts";

const tag = "Flows";

/** Flows, their versions and checks for the operator, relative to `/api/manage`, whose mount requires the key. */
export const manageFlowRoutes = new Hono<AppEnv>()
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
