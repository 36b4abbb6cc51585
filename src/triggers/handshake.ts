import type { AppContext } from "../hono.ts";
import { secretOf } from "../secrets.ts";
import { handshake, subscription } from "../signatures/index.ts";
import { locate, type Target } from "./address.ts";
import type { Callback } from "./callback.ts";
import type { EdgePorts } from "./edge.ts";
import { edgeOf } from "./edge-ports.ts";
import { admit } from "./judgement.ts";
import { requireRate } from "./rate.ts";

/** A challenge is echoed as text, cut to this. */
const CHALLENGE = 1_000;

/** The answer to a provider that signs and only asks whether this URL is ours; undefined: it asks for more. */
export async function handshakeOf(
  c: AppContext,
  edge: EdgePorts,
  { trigger: { authentication } }: Target,
  callback: Callback,
): Promise<Response | undefined> {
  const challenge = handshake(authentication, callback.data);
  if (challenge === undefined) return undefined;
  const admission = admit(authentication, await edge.caller(callback.credential, authentication));
  return admission.admitted ? echo(c, challenge) : undefined;
}

/** The same to Meta, which asks by GET; undefined: it isn't Meta, or doesn't bring our token. Throws 997. */
export async function subscriptionOf(
  c: AppContext,
  address: Pick<Callback["to"], "flow" | "trigger">,
): Promise<Response | undefined> {
  const query = new URL(c.req.url).searchParams;
  if (c.req.method !== "GET" || !query.has("hub.challenge")) return undefined;
  requireRate(c, `${c.req.header("cf-connecting-ip") ?? null} ${address.trigger}`, Date.now());
  const edge = edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
  const target = await locate(edge, { ...address, execution: query.get("execution") ?? "" });
  const secret = (name: string) => secretOf(c.env, name);
  const challenge = target && subscription(target.trigger.authentication, query, { secret });
  return challenge === undefined ? undefined : echo(c, challenge);
}

function echo(c: AppContext, challenge: string): Response {
  c.header("x-content-type-options", "nosniff");
  return c.text(challenge.slice(0, CHALLENGE));
}
