import { Failure } from "../errors.ts";
import { flowsOf } from "../flows/store.ts";
import type { AppContext } from "../hono.ts";
import { GUID, Signer } from "../ids.ts";
import { readJsonBody } from "../json-body.ts";
import { log } from "../log.ts";
import { unknownToken } from "../users/caller.ts";
import { usersOf } from "../users/store.ts";
import type { Callback, Credential, Outcome } from "./callback.ts";
import { callerOf } from "./credential.ts";
import { type Address, type EdgePorts, route } from "./edge.ts";
import { newReceipt, RECEIPT_HEADER } from "./receipt.ts";

type Target = Pick<Address, "flow" | "trigger">;

/**
 * The life of a callback at the edge: parsed once, routed, logged, answered. Every answer, a failure's too,
 * carries the receipt's id. `triggerId` as sent; `find` says where the callback goes, undefined for nowhere.
 */
export async function answerCallback(
  c: AppContext,
  triggerId: string,
  find: (callback: Callback, edge: EdgePorts) => Promise<Target | undefined>,
): Promise<Response> {
  const receivedAt = Date.now();
  const execution = c.req.query("execution") || c.req.query("executionId") || undefined;
  const receipt = newReceipt({ runId: idOrNothing(execution), triggerId });
  c.header(RECEIPT_HEADER, receipt);
  const sent: Reported = { receipt, flow: c.req.param("flowId"), trigger: triggerId, execution };
  try {
    const callback = await parse(c, { receipt, receivedAt });
    const edge = edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
    const target = await find(callback, edge);
    if (!target) throw new Failure(28011);
    Object.assign(sent, target);
    const outcome = await route(edge, { ...target, execution, origin: new URL(c.req.url).origin }, callback);
    if (outcome.outcome === "refused") throw failureOf(outcome, c.req.header("user-token"));
    report(c.env, sent, outcome, receivedAt);
    return c.body(null, 200);
  } catch (thrown) {
    const code = thrown instanceof Failure ? thrown.code : 70000;
    report(c.env, sent, { outcome: "refused", code }, receivedAt);
    throw thrown;
  }
}

async function parse(c: AppContext, moment: Pick<Callback, "receipt" | "receivedAt">): Promise<Callback> {
  const { data, hash } = await readJsonBody(c.req.raw);
  const token = c.req.header("user-token");
  const credential: Credential = token ? { kind: "token", token } : { kind: "none" };
  const dedupeKey = c.req.header("webhook-id") ?? c.req.header("idempotency-key");
  return { ...moment, data, bodyHash: hash, dedupeKey, credential };
}

function edgeOf(env: Env, waitUntil: (work: Promise<void>) => void): EdgePorts {
  const users = usersOf(env, waitUntil);
  return {
    flows: flowsOf(env),
    signer: new Signer(env.SIGNING_KEY),
    caller: (credential, options) => callerOf(users, credential, options),
    run: (runId) => env.FLOW_RUN.getByName(runId),
    list: (triggerId) => env.WAITING_LIST.getByName(triggerId),
  };
}

function failureOf(
  { code, status }: Extract<Outcome, { outcome: "refused" }>,
  token: string | undefined,
): Failure {
  if (code === 3064) return unknownToken(token);
  return new Failure(code, { ...(status && { status }), ...(code === 70503 && { retryAfter: 1 }) });
}

interface Reported {
  receipt: string;
  flow: string | undefined;
  trigger: string;
  execution: string | undefined;
}

/** One log line and one data point a callback: ids and outcomes only. */
function report(env: Env, { receipt, ...sent }: Reported, outcome: Outcome, receivedAt: number): void {
  const [flow, trigger] = [idOrNothing(sent.flow), idOrNothing(sent.trigger)];
  const code = outcome.outcome === "refused" ? outcome.code : undefined;
  // Not the warning: it may quote what was sent.
  const { why } = outcome.outcome === "ignored" ? outcome : {};
  const run = "executionIds" in outcome ? outcome.executionIds[0] : idOrNothing(sent.execution);
  log("info", "callback", { receipt, flow, trigger, run, outcome: outcome.outcome, code, why });
  env.METRICS.writeDataPoint({
    indexes: [flow ?? ""],
    blobs: ["callback", outcome.outcome, String(code ?? why ?? ""), trigger ?? ""],
    doubles: [Date.now() - receivedAt],
  });
}

/** What was sent as an id may be anything; only what looks like one is written down. */
function idOrNothing(text: string | undefined): string | undefined {
  return text !== undefined && GUID.test(text) ? text : undefined;
}
