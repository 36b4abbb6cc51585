import * as z from "zod";
import { Failure } from "../errors.ts";
import { directoryOf } from "../flows/directory.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { Signer } from "../ids.ts";
import { readJsonBody } from "../json-body.ts";
import { describe, shown } from "../openapi.ts";
import { OUTCOMES } from "../overview/counts.ts";
import { parsed, valid } from "../validate.ts";
import { locate } from "./address.ts";
import type { Callback } from "./callback.ts";
import { route } from "./edge.ts";
import { edgeOf } from "./edge-ports.ts";
import { requireTrigger } from "./manage-routes.ts";
import { howSent, nonceOf, type Receipt, residenceOf } from "./receipt.ts";
import { report } from "./report.ts";

const PAGE = 50;
const tag = "Receipts";

const Fate = z.enum([...OUTCOMES, "expired"]);

const ReceiptView = shown(() =>
  z.object({
    id: z.string(),
    at: z.int(),
    outcome: Fate,
    why: z.string().optional().meta({ description: "Why it was ignored" }),
    warning: z.string().optional().meta({ description: "What went wrong with it, in words" }),
    code: z.int().optional().meta({ description: "The code of the error that it was refused with" }),
    status: z
      .int()
      .optional()
      .meta({ description: "The status of that answer, where it isn't the code's usual one" }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    asks: z
      .enum(["reject", "heartbeat"])
      .optional()
      .meta({ description: "What it asked for instead of letting a wait go on" }),
    until: z
      .int()
      .optional()
      .meta({ description: "Until when it is or was held; of one that extended a wait, the new deadline" }),
    executionIds: z
      .array(z.string())
      .meta({ description: "The runs that it had an effect on, at most 100 of them" }),
    to: z.object({ flow: z.string(), trigger: z.string(), execution: z.string() }),
    sender: z.object({ address: z.string().nullable(), agent: z.string().nullable() }),
    user: z.string().nullable(),
    bodyHash: z.string().meta({ description: "SHA-256 of the body as sent, hex" }),
    replayOf: z.string().optional(),
    link: z.int().optional().meta({ description: "The number of the link that it came by" }),
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Of those that activated nothing" }),
  }),
);

const ReceiptPage = shown(() => z.object({ items: z.array(ReceiptView), cursor: z.string().optional() }));

const ReceiptQuery = z.strictObject({
  outcome: Fate.optional(),
  cursor: z
    .string()
    .regex(/^[0-9a-f]{30}$/, "Not a cursor of this list")
    .optional()
    .meta({ description: "From the page before" }),
});

const Replay = z.strictObject({
  user: z.string().optional().meta({ description: "The id of the user as whom it is judged" }),
  verified: z
    .literal(true)
    .optional()
    .meta({ description: "Where senders sign: the operator answers for this one" }),
});
export const Replayed = shown(() =>
  ReceiptView.pick({
    outcome: true,
    why: true,
    code: true,
    until: true,
    executionIds: true,
  }).extend({
    receipt: z.string(),
  }),
);

/** What became of callbacks, for the operator, relative to `/api/manage`, whose mount requires the key. */
export const receiptRoutes = new Hono<AppEnv>()
  .get(
    "/flows/:flowId/triggers/:triggerId/receipts",
    describe(
      "List what became of the callbacks to a trigger, newest first; the list may lag a moment behind",
      {
        tag,
        status: 200,
        answer: ReceiptPage,
        failures: [70400, 70404],
      },
    ),
    valid("query", ReceiptQuery),
    async (c) => {
      const { flowId, triggerId } = c.req.param();
      await requireTrigger(c.env, flowId, triggerId);
      const { outcome, cursor } = c.req.valid("query");
      const query = { outcome, before: cursor, limit: PAGE + 1 };
      const found = await c.env.WAITING_LIST.getByName(triggerId).receipts(query);
      const items = found.slice(0, PAGE).map(viewOf);
      const last = found.length > PAGE ? items.at(-1) : undefined;
      return c.json({ items, ...(last && { cursor: nonceOf(last.id) }) });
    },
  )
  .get(
    "/receipts/:id",
    describe("Show what became of one callback", {
      tag,
      status: 200,
      answer: ReceiptView,
      failures: [70404],
    }),
    async (c) => c.json(viewOf(await requireReceipt(c, c.req.param("id")))),
  )
  .post(
    "/receipts/:id/replay",
    describe("Send a callback once more that was refused or ignored, or that was held in vain", {
      tag,
      status: 200,
      answer: Replayed,
      body: Replay,
      failures: [70400, 8058, 8048, 70413, 70404, 70409],
      description:
        "It gets a receipt of its own and is judged as the user who sent it, by the roles of now. One that failed its " +
        "authentication is judged as the user who is named here.",
    }),
    async (c) => {
      const receipt = await requireReceipt(c, c.req.param("id"));
      const as = parsed(Replay, (await readJsonBody(c.req.raw)).data);
      return sendAsOperator(c, again(receipt, as));
    },
  );

/** Sends a callback the way of one from outside, and says what became of it to the operator, who may know why. */
export async function sendAsOperator(c: AppContext, callback: Callback): Promise<Response> {
  const edge = edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
  const routed = await route(edge, callback, c.req.url, await locate(edge, callback.to));
  report(c, routed, callback);
  const { receipt, outcome } = routed;
  const executionIds = "executionIds" in outcome ? outcome.executionIds : [];
  return c.json({ receipt, ...outcome, executionIds });
}

async function requireReceipt({ env }: AppContext, id: string): Promise<Receipt> {
  const text = await read(env, id);
  if (text === undefined) {
    throw new Failure(70404, { message: "No such receipt: they are kept for 7 days at most" });
  }
  return JSON.parse(text);
}

/** Objects are asked that exist only. */
async function read(env: Env, id: string): Promise<string | undefined> {
  const home = residenceOf(id);
  if (!home) return undefined;
  if ("runId" in home) {
    const isRun = new Signer(env.SIGNING_KEY).isRunId(home.runId);
    return isRun ? env.FLOW_RUN.getByName(home.runId).receipt(id) : undefined;
  }
  const isTrigger = await directoryOf(env).hasTrigger(home.triggerId);
  return isTrigger ? env.WAITING_LIST.getByName(home.triggerId).receipt(id) : undefined;
}

/** A held one whose time is over has expired. */
function viewOf({ errors, ...receipt }: Receipt): z.infer<typeof ReceiptView> {
  const isExpired = receipt.outcome === "held" && (receipt.until ?? 0) <= Date.now();
  return {
    ...receipt,
    outcome: isExpired ? "expired" : receipt.outcome,
    executionIds: [...receipt.executionIds],
    ...(errors && { errors: [...errors] }),
  };
}

/** The callback of a receipt, as it is sent once more. Throws 70409 where it can't be. */
function again(receipt: Receipt, as: z.infer<typeof Replay>): Callback {
  const { to, data, bodyHash, sender, user, id } = receipt;
  const { outcome } = viewOf(receipt);
  if (outcome !== "refused" && outcome !== "ignored" && outcome !== "expired") {
    throw new Failure(70409, { message: `A callback that is ${outcome} can't be replayed` });
  }
  if (data === undefined) {
    throw new Failure(70409, { message: "The body of this callback was not kept: it can't be replayed" });
  }
  if (failedAuthentication(receipt) && as.user === undefined && !as.verified) {
    throw new Failure(70409, {
      message:
        'This callback failed its authentication: name the user to replay it as, {"user": "<id>"}, or answer for its ' +
        'sender where senders sign, {"verified": true}',
    });
  }
  const credential = { kind: "operator", userId: as.user ?? user } as const;
  const receivedAt = Date.now();
  const sent = howSent({ ...receipt, replayOf: id });
  return { receipt: "", to, data, bodyHash, dedupe: undefined, credential, sender, ...sent, receivedAt };
}

function failedAuthentication({ code, why }: Receipt): boolean {
  return code === 1000 || code === 3064 || why === "authentication" || why === "roles";
}
