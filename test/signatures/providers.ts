import { createHmac, generateKeyPairSync, type KeyObject, sign as signWith } from "node:crypto";
import { sign as octokitSign, verify as octokitVerify } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import { Stripe } from "stripe";
import twilio from "twilio";

const pair = generateKeyPairSync("ed25519");
const privateKey: KeyObject = pair.privateKey;
const rawPublic = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
/** What signs by `v1a`; its public half is the secret. */
export const ED25519 = { privateKey, secret: `whpk_${rawPublic.toString("base64")}` };

export interface Signed {
  headers: Record<string, string>;
  body: string;
}

/** How one provider signs, by its own library where it has one. */
export interface Provider {
  name: string;
  settings: Record<string, unknown>;
  /** The present secret and the one before it, by name. */
  secrets: readonly [string, string];
  contentType?: string;
  sample: string;
  /** `at` in seconds. */
  sign(request: { url: string; body: string; secret: string; at: number }): Promise<Record<string, string>>;
  /** Whether the provider's own library takes it; absent: it has none that we know of. */
  accepts?(request: Signed & { url: string; secret: string }): Promise<boolean>;
  /** Says when it was signed. */
  timed?: true;
}

const HOOKS = ["HOOK", "HOOK_OLD"] as const;
const stripe = new Stripe("sk_test_none");

function hmac(secret: string, text: string, encoding: "hex" | "base64", algorithm = "sha256"): string {
  return createHmac(algorithm, secret).update(text).digest(encoding);
}

/** Of a library that throws where it doesn't accept. */
async function accepted(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

export const PROVIDERS: readonly Provider[] = [
  {
    name: "Stripe",
    settings: { scheme: "STRIPE" },
    secrets: HOOKS,
    sample: '{ "id": "evt_1", "object":"event","type":"payment_intent.succeeded" }',
    timed: true,
    sign: async ({ body, secret, at }) => ({
      "stripe-signature": stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: at }),
    }),
    accepts: ({ body, headers, secret }) =>
      accepted(() => stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secret)),
  },
  {
    name: "GitHub",
    settings: { scheme: "GITHUB" },
    secrets: HOOKS,
    sample: '{ "ref":"refs/heads/main", "note": "é" }',
    sign: async ({ body, secret }) => ({ "x-hub-signature-256": await octokitSign(secret, body) }),
    accepts: ({ body, headers, secret }) => octokitVerify(secret, body, headers["x-hub-signature-256"] ?? ""),
  },
  {
    name: "Meta",
    settings: { scheme: "META" },
    secrets: HOOKS,
    sample: '{"object":"page","entry":[]}',
    sign: async ({ body, secret }) => ({ "x-hub-signature-256": `sha256=${hmac(secret, body, "hex")}` }),
  },
  {
    name: "Shopify",
    settings: { scheme: "SHOPIFY" },
    secrets: HOOKS,
    sample: '{"id":820982911946154508}',
    sign: async ({ body, secret }) => ({ "x-shopify-hmac-sha256": hmac(secret, body, "base64") }),
  },
  {
    name: "Slack",
    settings: { scheme: "SLACK" },
    secrets: HOOKS,
    sample: '{"type":"event_callback","event_id":"Ev1"}',
    timed: true,
    sign: async ({ body, secret, at }) => ({
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": `v0=${hmac(secret, `v0:${at}:${body}`, "hex")}`,
    }),
  },
  {
    name: "Twilio",
    settings: { scheme: "TWILIO" },
    secrets: HOOKS,
    contentType: "application/x-www-form-urlencoded",
    sample: "MessageSid=SM1&Body=hello+there&To=%2B15551234&MediaUrl=b&MediaUrl=a",
    sign: async ({ url, body, secret }) => ({
      "x-twilio-signature": twilio.getExpectedTwilioSignature(secret, url, fieldsOf(body)),
    }),
    accepts: async ({ url, body, headers, secret }) =>
      twilio.validateRequest(secret, headers["x-twilio-signature"] ?? "", url, fieldsOf(body)),
  },
  {
    name: "Standard Webhooks",
    settings: { scheme: "STANDARD" },
    secrets: ["STANDARD", "STANDARD_OLD"],
    sample: '{"type":"invoice.paid"}',
    timed: true,
    sign: async ({ body, secret, at }) => ({
      "webhook-id": "msg_1",
      "webhook-timestamp": String(at),
      "webhook-signature": new Webhook(secret).sign("msg_1", new Date(at * 1_000), body),
    }),
    accepts: ({ body, headers, secret }) => accepted(() => new Webhook(secret).verify(body, headers)),
  },
  {
    name: "a generic HMAC",
    settings: {
      scheme: "HMAC",
      algorithm: "SHA-512",
      encoding: "base64",
      header: "X-Signature",
      prefix: "v2 ",
      signed: "{timestamp}|{body}",
      timestampHeader: "X-Time",
    },
    secrets: HOOKS,
    sample: '{"a":1}',
    timed: true,
    sign: async ({ body, secret, at }) => ({
      "x-time": String(at),
      "x-signature": `v2 ${hmac(secret, `${at}|${body}`, "base64", "sha512")}`,
    }),
  },
];

/** As Twilio's library wants them: one that comes several times is a list. */
function fieldsOf(body: string): Record<string, string | string[]> {
  const parameters = new URLSearchParams(body);
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

/** `v1a` of Standard Webhooks, by Node's own Ed25519. */
export function signedAsymmetrically(body: string, at: number): Record<string, string> {
  const signature = signWith(null, Buffer.from(`msg_2.${at}.${body}`), ED25519.privateKey);
  return {
    "webhook-id": "msg_2",
    "webhook-timestamp": String(at),
    "webhook-signature": `v1a,${signature.toString("base64")}`,
  };
}
