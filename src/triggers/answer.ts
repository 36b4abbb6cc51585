import { createHash } from "node:crypto";
import { isByToken } from "../blocks/authentication.ts";
import type { Reading } from "../blocks/callback/reading.ts";
import { Failure } from "../errors.ts";
import type { Trigger } from "../flows/version.ts";
import type { AppContext } from "../hono.ts";
import type { JsonObject } from "../json.ts";
import type { JsonBody } from "../json-body.ts";
import { deliveryId } from "../signatures/index.ts";
import { failureOf } from "../thrown.ts";
import { unknownToken } from "../users/caller.ts";
import { locate } from "./address.ts";
import { type Asking, withJson } from "./asks.ts";
import { type Asks, type Callback, type Credential, dedupeHash, type Outcome } from "./callback.ts";
import { type EdgePorts, noteUnread, type Routed, route } from "./edge.ts";
import { edgeOf } from "./edge-ports.ts";
import { envelopeOf } from "./envelope.ts";
import { handshakeOf } from "./handshake.ts";
import { preferencesOf } from "./prefer.ts";
import { requireRate } from "./rate.ts";
import { type ReadBody, readBody } from "./reading.ts";
import { newReceiptId, RECEIPT_HEADER } from "./receipt.ts";
import { report } from "./report.ts";
import { type ResultPorts, resultOf } from "./result.ts";

type Address = Pick<Callback["to"], "flow" | "trigger">;

/**
 * The life of a callback at the edge: counted, parsed once, routed, logged, answered. Every answer, a failure's
 * too, carries the receipt's id. `name` is the trigger's as sent; `find` says where the callback goes, undefined
 * for nowhere; `asking` what is asked for, where it isn't that a wait goes on.
 */
export async function answerCallback(
  c: AppContext,
  name: string,
  find: (credential: Credential, edge: EdgePorts) => Promise<Address | undefined>,
  asking?: Asking,
): Promise<Response> {
  const receivedAt = Date.now();
  const edge = edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
  let callback = unread(c, receivedAt);
  let routed: Routed | undefined;
  try {
    requireRate(c, `${callback.sender.address} ${name}`, receivedAt);
    const named = await find(callback.credential, edge);
    callback = { ...callback, to: { ...callback.to, ...named } };
    const target = named && (await locate(edge, callback.to));
    const { execution } = callback.to;
    const body = await read(
      c.req.raw,
      target?.trigger.settings,
      asking && ((data) => asking(data, execution)),
    );
    if (!named) throw body instanceof Failure ? body : new Failure(28011);
    if (body instanceof Failure) {
      routed = await noteUnread(edge, callback, body.code);
      throw body;
    }
    callback = {
      ...callback,
      data: body.data,
      bodyHash: body.hash,
      ...envelopeOf(c.req.raw, target?.trigger.settings),
      ...(body.warning !== undefined && { warning: body.warning }),
      ...identity(c, callback, body, target?.trigger),
      ...(body.asks && { asks: body.asks }),
    };
    const greeting = target && (await handshakeOf(c, edge, target, callback));
    if (greeting) return greeting;
    routed = await route(edge, callback, c.req.url, target);
    if (routed.outcome.outcome === "refused") throw refusalOf(routed.outcome, c.req.header("user-token"));
    report(c, routed, callback);
  } catch (thrown) {
    const receipt = routed?.receipt ?? newReceiptId(undefined, receivedAt);
    c.header(RECEIPT_HEADER, receipt);
    const { code } = failureOf(thrown);
    report(c, { receipt, outcome: { outcome: "refused", code }, flowId: routed?.flowId }, callback);
    throw thrown;
  }
  c.header(RECEIPT_HEADER, routed.receipt);
  return answer(c, edge, routed, callback);
}

/** A callback by its address and headers. */
function unread(c: AppContext, receivedAt: number): Callback {
  const token = c.req.header("user-token");
  const execution = c.req.query("execution") || c.req.query("executionId") || "";
  return {
    receipt: "",
    to: { flow: c.req.param("flowId") ?? "", trigger: c.req.param("triggerId") ?? "", execution },
    data: {},
    bodyHash: "",
    dedupe: undefined,
    credential: token ? { kind: "token", token } : { kind: "none" },
    sender: {
      address: c.req.header("cf-connecting-ip") ?? null,
      agent: c.req.header("user-agent")?.slice(0, 200) ?? null,
    },
    receivedAt,
  };
}

/** A body that can't be understood is given back as the failure that it is: it leaves a receipt. */
async function read(
  request: Request,
  settings: Reading | undefined,
  asksIn: ((data: JsonObject) => Asks) | undefined,
): Promise<(ReadBody & { asks?: Asks }) | Failure> {
  try {
    if (!asksIn) return await readBody(request, settings);
    const body = await readBody(request, withJson(settings));
    return { ...body, asks: asksIn(body.data) };
  } catch (thrown) {
    if (thrown instanceof Failure && (thrown.code === 8058 || thrown.code === 70400)) return thrown;
    throw thrown;
  }
}

/**
 * By what a callback is known: its deduplication key, and what it was signed with where its trigger asks for that. Of a delivery
 * whose id is signed, the id counts and not the body: providers change bodies when they send once more.
 */
function identity(
  c: AppContext,
  { to }: Callback,
  { data, bytes }: JsonBody,
  trigger: Trigger | undefined,
): Partial<Callback> {
  const key = c.req.header("webhook-id") || c.req.header("idempotency-key");
  const dedupe = key ? dedupeHash([to.execution], key) : undefined;
  if (!trigger || isByToken(trigger.authentication)) return { dedupe };
  const { method, url } = c.req;
  const request = { method, url, headers: { ...c.req.header() }, body: bytes };
  const credential = { kind: "request", request } as const;
  const id = deliveryId(trigger.authentication, request, data);
  if (id === undefined) return { dedupe, credential };
  const bodyHash = createHash("sha256").update(id).digest("hex");
  return { dedupe: dedupeHash([to.execution], id), bodyHash, credential };
}

/**
 * No body, unless the trigger says what to answer or the sender would like to know (RFC 7240): the outcome, or the run's result.
 * Why something was ignored is never said.
 */
async function answer(
  c: AppContext,
  edge: ResultPorts,
  { receipt, outcome }: Routed,
  callback: Callback,
): Promise<Response> {
  const { representation, waitSeconds } = preferencesOf(c.req.header("prefer") ?? "");
  const executionIds = "executionIds" in outcome ? outcome.executionIds : [];
  const until = outcome.outcome === "extended" ? { until: outcome.until } : {};
  const told = { receipt, outcome: outcome.outcome, executionIds, ...until };
  if (waitSeconds !== undefined && executionIds.length > 0 && !callback.asks) {
    c.header("preference-applied", `wait=${waitSeconds}`);
    const ended = await resultOf(edge, outcome, callback, waitSeconds);
    return ended ? c.json(ended.result) : c.json(told, 202);
  }
  if (representation) {
    c.header("preference-applied", "return=representation");
    return c.json(told);
  }
  const said = "answer" in outcome ? outcome.answer : undefined;
  if (!said) return c.body(null, 200);
  return c.newResponse(said.body, new Response(null, { status: said.status, headers: said.headers }));
}

function refusalOf(
  { code, status, errors }: Extract<Outcome, { outcome: "refused" }>,
  token: string | undefined,
): Failure {
  if (code === 3064) return unknownToken(token);
  return new Failure(code, {
    ...(errors && { errors }),
    ...(status && { status }),
    ...(code === 70503 && { retryAfter: 1 }),
  });
}
