import { Hono } from "hono";
import * as z from "zod";
import { Failure } from "../errors.ts";
import type { AppEnv } from "../hono.ts";
import { isJsonObject, own } from "../json.ts";
import { readJsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { problemsOfIssue } from "../validate.ts";
import { keptCredential } from "./callback.ts";
import { route } from "./edge.ts";
import { edgeOf } from "./edge-ports.ts";
import { requireTrigger } from "./manage-routes.ts";
import { Replayed, representationOf } from "./receipt-routes.ts";
import { report } from "./report.ts";

const TestCallback = z.strictObject({
  data: z.record(z.string(), z.json()).optional(),
  user: z
    .string()
    .optional()
    .meta({ description: "The id of the user as whom it is judged; absent: anonymous" }),
  execution: z
    .string()
    .optional()
    .meta({ description: "The id of a run, `any` or `all`, as in a callback's URL" }),
  versionId: z
    .string()
    .optional()
    .meta({ description: "Only runs of this version; absent: of every version" }),
});

/** A callback that the operator sends to try a trigger, relative to `/api/manage`, whose mount requires the key. */
export const testCallbackRoutes = new Hono<AppEnv>().post(
  "/flows/:flowId/triggers/:triggerId/callbacks",
  describe("Send a callback to a trigger, to try it", {
    tag: "Receipts",
    status: 200,
    body: TestCallback,
    answer: Replayed,
    failures: [70400, 8058, 8048, 70413, 70404],
    description:
      "It goes the way of one from outside, through authentication and condition, and leaves a receipt. That it was " +
      "refused is an answer like others here.",
  }),
  async (c) => {
    const { flowId, triggerId } = c.req.param();
    await requireTrigger(c.env, flowId, triggerId);
    const { data: body, hash: bodyHash } = await readJsonBody(c.req.raw);
    const { success, data: sent, error } = TestCallback.safeParse(body);
    if (!success) throw new Failure(70400, { errors: error.issues.flatMap(problemsOfIssue) });
    const { user = null, execution = "", versionId = flowId } = sent;
    // As it was sent: zod leaves a `__proto__` out.
    const data = own(body, "data");
    const callback = {
      receipt: "",
      to: { flow: versionId, trigger: triggerId, execution },
      data: isJsonObject(data) ? data : {},
      bodyHash,
      dedupe: undefined,
      credential: keptCredential(user),
      sender: { address: c.req.header("cf-connecting-ip") ?? null, agent: "Holdpoint console" },
      receivedAt: Date.now(),
    };
    const routed = await route(
      edgeOf(c.env, (work) => c.executionCtx.waitUntil(work)),
      callback,
      c.req.url,
    );
    report(c, routed, callback);
    return c.json(representationOf(routed));
  },
);
