import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { BODY_BYTES, jsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { dataReads } from "./data-reads.ts";
import { FlowDocument } from "./document.ts";
import { acceptDocument } from "./publish.ts";
import type { StoredVersion } from "./rows.ts";
import { flowsOf } from "./store.ts";
import { PublishedView, publishedView, VersionView, VersionWithDocument, versionView } from "./wire.ts";

const tag = "Versions";
const PATH = "/flows/:flowId/versions/:versionId";

export const versionRoutes = new Hono<AppEnv>()
  .post(
    "/flows/:flowId/versions",
    describe("Add a version, a draft", {
      tag,
      status: 201,
      body: FlowDocument,
      answer: PublishedView,
      failures: [8058, 8048, 70413, 70404, 70423],
    }),
    jsonBody(BODY_BYTES),
    async (c) => {
      const { document, advice } = await acceptDocument(c);
      const stored = await flowsOf(c.env).addVersion(c.req.param("flowId"), document);
      return c.json(publishedView(stored, advice, originOf(c)), 201);
    },
  )
  .get(
    PATH,
    describe("Show a version with its document", {
      tag,
      status: 200,
      answer: VersionWithDocument,
      failures: [70404],
    }),
    async (c) => {
      const stored = await flowsOf(c.env).stored(c.req.param("flowId"), c.req.param("versionId"));
      const { document } = stored;
      return c.json({ ...versionView(stored, originOf(c)), document, reads: dataReads(document) });
    },
  )
  .put(
    PATH,
    describe("Replace the document of a draft that was never launched", {
      tag,
      status: 200,
      body: FlowDocument,
      answer: PublishedView,
      failures: [8058, 8048, 70413, 70404, 70409, 70423],
    }),
    jsonBody(BODY_BYTES),
    async (c) => {
      const { document, advice } = await acceptDocument(c);
      const { flowId, versionId } = c.req.param();
      const stored = await flowsOf(c.env).replaceDraft(flowId, versionId, document);
      return c.json(publishedView(stored, advice, originOf(c)));
    },
  )
  .post(
    `${PATH}/launch`,
    change("Launch: new runs get this version, the LIVE one before is paused"),
    async (c) => answer(c, flowsOf(c.env).launch(c.req.param("flowId"), c.req.param("versionId"))),
  )
  .post(`${PATH}/pause`, change("Pause: no new runs, waiting ones still take callbacks"), async (c) =>
    answer(c, flowsOf(c.env).pause(c.req.param("flowId"), c.req.param("versionId"))),
  )
  .post(`${PATH}/stop`, change("Stop for good: the version's runs are terminated"), async (c) =>
    answer(c, flowsOf(c.env).stop(c.req.param("flowId"), c.req.param("versionId"), c.env.RUN_INDEX)),
  );

function change(summary: string) {
  return describe(summary, { tag, status: 200, answer: VersionView, failures: [70404, 70409] });
}

async function answer(c: AppContext, changed: Promise<StoredVersion>): Promise<Response> {
  return c.json(versionView(await changed, originOf(c)));
}

/** Where callers reach us, for the URLs that they hand on. */
function originOf(c: AppContext): string {
  return new URL(c.req.url).origin;
}
