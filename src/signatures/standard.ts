import { fromBase64, isHmac, joined } from "./hmac.ts";
import { MOST_SIGNATURES, type Scheme, staleness, UNFIT, wrong } from "./scheme.ts";

/**
 * https://github.com/standard-webhooks/standard-webhooks: `v1` by HMAC under `whsec_…`, `v1a` by Ed25519, where the secret is the
 * public key, `whpk_…`.
 */
export const standard: Scheme = {
  form: {
    example: "whsec_…",
    isOf: (secret) => sharedKey(secret).length + publicKey(secret).length > 0,
  },
  async verify({ headers, body }, secrets, settings, now) {
    const { "webhook-id": id = "", "webhook-timestamp": time = "", "webhook-signature": all = "" } = headers;
    const given = all.split(" ").map((one) => one.split(","));
    const of = (version: string) =>
      given
        .flatMap(([name, value]) => (name === version ? (fromBase64(value ?? "") ?? []) : []))
        .slice(0, MOST_SIGNATURES);
    if (id === "" || of("v1").length + of("v1a").length === 0)
      return wrong("no webhook-id or webhook-signature");
    const stale = staleness(time, settings, now);
    if (stale) return stale;
    const signed = joined(`${id}.${time}.`, body);
    if (await isHmac("SHA-256", secrets.flatMap(sharedKey), of("v1"), signed)) return { ok: true };
    for (const key of secrets.flatMap(publicKey)) {
      for (const signature of of("v1a")) if (await isEd25519(key, signature, signed)) return { ok: true };
    }
    return UNFIT;
  },
  deliveryId: ({ headers }) => headers["webhook-id"] || undefined,
};

type Bytes = Uint8Array<ArrayBuffer>;

function sharedKey(secret: string): Bytes[] {
  return keyBehind("whsec_", secret);
}

/** Never a shared key: whoever knows it, and anybody may, could sign. */
function publicKey(secret: string): Bytes[] {
  return keyBehind("whpk_", secret).filter((key) => key.byteLength === 32);
}

function keyBehind(prefix: string, secret: string): Bytes[] {
  const key = secret.startsWith(prefix) ? fromBase64(secret.slice(prefix.length)) : undefined;
  return key ? [key] : [];
}

async function isEd25519(raw: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> {
  // Of another length it isn't false: workerd throws.
  if (signature.byteLength !== 64) return false;
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
}
