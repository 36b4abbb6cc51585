import * as z from "zod";
import { Failure } from "../errors.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { OUTCOMES } from "../overview/counts.ts";
import { findByName } from "./address.ts";
import { answerCallback } from "./answer.ts";
import { HeartbeatBody, heartbeatIn, RejectionBody, rejectionIn } from "./asks.ts";
import { subscriptionOf } from "./handshake.ts";

const tag = "Flows from outside";
const CallbackData = shown(() =>
  z.record(z.string(), z.unknown()).meta({ description: "Any JSON object; becomes the trigger's data" }),
);
const description =
  "Activated, approved, held, ignored or a duplicate: the answer is 200 without a body. Its header `holdpoint-receipt` names " +
  "what became of the callback; with `Prefer: return=representation` the body says it. The trigger's `response` takes the " +
  "place of the empty 200. With `Prefer: wait=N` (30 at most) the answer is the run's result once it ends, a 424 where it " +
  "came to nothing, or after N seconds a 202 that says what the representation says.";
const Representation = shown(() =>
  z.object({
    receipt: z.string(),
    outcome: z.enum(OUTCOMES).exclude(["refused"]),
    executionIds: z.array(z.string()),
    until: z.int().optional().meta({ description: "Of an extended wait: its deadline" }),
  }),
);
const execution =
  "The id of one run, `any` or `all`; absent: `any`, or a new run where the trigger is a start block";
const FAILURES = [
  8058, 8048, 70413, 1000, 3064, 28059, 28100, 28136, 28060, 70422, 70424, 997, 70503,
] as const;

/** The callback URLs, relative to `/api/automation/flow`. */
export const triggerRoutes = new Hono<AppEnv>()
  .post(
    "/trigger/activate-by-name",
    describe("Call back a trigger by the names of its flow and itself", {
      tag,
      status: 200,
      query: { flowName: "The flow's name", triggerName: "The trigger's name", execution },
      body: CallbackData,
      answer: Representation,
      failures: [...FAILURES, 28011],
      description,
    }),
    (c) => {
      const { flowName = "", triggerName = "" } = c.req.query();
      return answerCallback(c, `${flowName}/${triggerName}`, (credential, edge) =>
        findByName(edge, { flowName, triggerName }, credential),
      );
    },
  )
  .post(
    "/:flowId/trigger/:triggerId/activate",
    describe("Call back a trigger: one run, any or all", {
      tag,
      status: 200,
      query: { execution },
      body: CallbackData,
      answer: Representation,
      failures: [...FAILURES, 28010],
      description,
    }),
    (c) => {
      const { flowId: flow, triggerId: trigger } = c.req.param();
      return answerCallback(c, trigger, async () => ({ flow, trigger }));
    },
  )
  .post(
    "/:flowId/trigger/:triggerId/reject",
    describe("Reject the wait of a run: it goes where onReject says, or fails", {
      tag,
      status: 200,
      query: { execution: "The id of the run whose wait is meant" },
      answer: Representation,
      body: RejectionBody,
      failures: [...FAILURES, 28010, 70400],
      description:
        "All of the body becomes the trigger's data, `reason` the message of its error. Who may call back may do this; the " +
        "condition isn't judged. Where the body is signed and the URL isn't, its `reject` has to be the run's id.",
    }),
    (c) => {
      const { flowId: flow, triggerId: trigger } = c.req.param();
      return answerCallback(c, trigger, async () => ({ flow, trigger }), rejectionIn);
    },
  )
  .post(
    "/:flowId/trigger/:triggerId/heartbeat",
    describe("Move the deadline of a run's wait, since its sender is still at work", {
      tag,
      status: 200,
      query: { execution: "The id of the run whose wait is meant" },
      answer: Representation,
      body: HeartbeatBody,
      failures: [...FAILURES, 28010, 70400, 70426],
      description:
        "It is moved so far from now as `for` or else the trigger says, never back, and no further than the trigger's " +
        "`heartbeat` allows. Who may call back may do this; the condition isn't judged. Where the body is signed and the URL " +
        "isn't, its `heartbeat` has to be the run's id.",
    }),
    (c) => {
      const { flowId: flow, triggerId: trigger } = c.req.param();
      return answerCallback(c, trigger, async () => ({ flow, trigger }), heartbeatIn);
    },
  )
  // Mail scanners and link previews open every link they see.
  .all("/trigger/activate-by-name", refuseMethod)
  .all("/:flowId/trigger/:triggerId/activate", async (c) => {
    const { flowId: flow, triggerId: trigger } = c.req.param();
    return (await subscriptionOf(c, { flow, trigger })) ?? refuseMethod(c);
  })
  .all("/:flowId/trigger/:triggerId/:what{reject|heartbeat}", refuseMethod);

function refuseMethod(c: AppContext): never {
  c.header("allow", "POST, OPTIONS");
  throw new Failure(70405, { message: "A callback is a POST: opening its URL activates nothing" });
}
