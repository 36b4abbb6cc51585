import { createHash } from "node:crypto";
import * as z from "zod";
import { type AppEnv, Hono } from "../hono.ts";
import { objectIn } from "../json.ts";
import { readJsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { parsed } from "../validate.ts";
import { requireTrigger } from "./manage-routes.ts";
import { Replayed, sendAsOperator } from "./receipt-routes.ts";

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
    const { data: body } = await readJsonBody(c.req.raw);
    const { user = null, execution = "", versionId = flowId } = parsed(TestCallback, body);
    const data = objectIn(body, "data");
    return sendAsOperator(c, {
      receipt: "",
      to: { flow: versionId, trigger: triggerId, execution },
      data,
      // Of what a sender would send: the same from outside is a duplicate.
      bodyHash: createHash("sha256").update(JSON.stringify(data)).digest("hex"),
      dedupe: undefined,
      credential: { kind: "operator", userId: user },
      sender: { address: c.req.header("cf-connecting-ip") ?? null, agent: "Holdpoint console" },
      receivedAt: Date.now(),
    });
  },
);
