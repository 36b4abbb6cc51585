import type { Authentication, ByToken, Signature } from "../blocks/authentication.ts";
import type { JsonObject } from "../json.ts";
import { unsetSecret } from "../secrets.ts";
import type { Caller } from "../users/caller.ts";
import { generic } from "./generic.ts";
import { github } from "./github.ts";
import { callerByJwt } from "./jwt.ts";
import { isSameText } from "./same-text.ts";
import type { Scheme, SignedRequest, Verdict } from "./scheme.ts";
import { shopify } from "./shopify.ts";
import { slack } from "./slack.ts";
import { standard } from "./standard.ts";
import { stripe } from "./stripe.ts";
import { twilio } from "./twilio.ts";

/** Every scheme whose settings are those of all. */
const SCHEMES: Readonly<Record<Exclude<Signature["scheme"], "HMAC">, Scheme>> = {
  STRIPE: stripe,
  GITHUB: github,
  SHOPIFY: shopify,
  SLACK: slack,
  TWILIO: twilio,
  STANDARD: standard,
  META: github,
};

export interface Secrets {
  secret: (name: string) => string | undefined;
  now: () => number;
}

/** Who sent a request, by what it was signed with. A secret that isn't set is nobody's. */
export async function verify(
  settings: Exclude<Authentication, ByToken>,
  request: SignedRequest,
  { secret, now }: Secrets,
): Promise<Caller> {
  if (settings.type === "JWT") return callerByJwt(settings, request.headers["authorization"] ?? "", now());
  const names = typeof settings.secret === "string" ? [settings.secret] : settings.secret;
  const secrets = names.flatMap((name) => secret(name) || []);
  if (secrets.length === 0) return { kind: "unknown", why: unsetSecret(names[0] ?? "") };
  if (settings.type === "API_KEY") {
    const given = request.headers[settings.header.toLowerCase()];
    if (given === undefined) return { kind: "anonymous" };
    const isKey = secrets.map((key) => isSameText(given, key)).includes(true);
    return isKey ? { kind: "verified" } : { kind: "unknown", why: "the key isn't right" };
  }
  const verdict = await verdictOf(settings, request, secrets, now());
  if (verdict.ok) return { kind: "verified" };
  const form = schemeOf(settings)?.form;
  const unformed = form && names.find((name) => secret(name) && !form.isOf(secret(name) ?? ""));
  const why =
    unformed === undefined ? verdict.why : `The secret ${unformed} isn't in the form ${form?.example}`;
  return { kind: "unknown", why };
}

function verdictOf(
  settings: Signature,
  request: SignedRequest,
  secrets: readonly string[],
  now: number,
): Promise<Verdict> {
  if (settings.scheme === "HMAC") return generic.verify(request, secrets, settings, now);
  return SCHEMES[settings.scheme].verify(request, secrets, settings, now);
}

/** The id of the delivery that the sender signed along, if its scheme has one. */
export function deliveryId(
  settings: Authentication,
  request: SignedRequest,
  data: JsonObject,
): string | undefined {
  return schemeOf(settings)?.deliveryId?.(request, data);
}

/** Whether who has seen one request could send its body elsewhere under the same signature. */
export function coversUrl(settings: Authentication): boolean {
  return settings.type !== "SIGNATURE" || schemeOf(settings)?.signsUrl === true;
}

/** What a provider wants to hear that asks whether the URL is ours, once its signature is right. */
export function handshake(settings: Authentication, data: JsonObject): string | undefined {
  return schemeOf(settings)?.handshake?.(data);
}

/** The answer to Meta's question by GET: its challenge, if it brings our token. */
export function subscription(
  settings: Authentication,
  query: URLSearchParams,
  { secret }: Pick<Secrets, "secret">,
) {
  if (settings.type !== "SIGNATURE" || settings.scheme !== "META" || !settings.verifyToken) return undefined;
  const challenge = query.get("hub.challenge");
  if (query.get("hub.mode") !== "subscribe" || challenge === null) return undefined;
  const token = secret(settings.verifyToken) ?? "";
  return isSameText(query.get("hub.verify_token") ?? "", token) ? challenge : undefined;
}

function schemeOf(settings: Authentication): Scheme | undefined {
  return settings.type === "SIGNATURE" && settings.scheme !== "HMAC" ? SCHEMES[settings.scheme] : undefined;
}
