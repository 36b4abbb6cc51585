import { fromBase64, isHmac, joined } from "./hmac.ts";
import { type Scheme, staleness, UNFIT, wrong } from "./scheme.ts";

/**
 * https://github.com/standard-webhooks/standard-webhooks: `v1` by HMAC under `whsec_…`, `v1a` by Ed25519, where the secret is the
 * public key, `whpk_…`.
 */
export const standard: Scheme = {
  async verify({ headers, body }, secrets, settings, now) {
    const { "webhook-id": id = "", "webhook-timestamp": time = "", "webhook-signature": all = "" } = headers;
    const given = all.split(" ").map((one) => one.split(","));
    const of = (version: string) =>
      given.flatMap(([name, value]) => (name === version ? (fromBase64(value ?? "") ?? []) : []));
    if (id === "" || of("v1").length + of("v1a").length === 0)
      return wrong("no webhook-id or webhook-signature");
    const stale = staleness(time, settings, now);
    if (stale) return stale;
    const signed = joined(`${id}.${time}.`, body);
    const keys = secrets
      .filter((secret) => !secret.startsWith("whpk_"))
      .flatMap((secret) => keyOf(secret, "whsec_"));
    if (await isHmac("SHA-256", keys, of("v1"), signed)) return { ok: true };
    const publicKeys = secrets
      .filter((secret) => secret.startsWith("whpk_"))
      .flatMap((secret) => keyOf(secret, "whpk_"));
    for (const key of publicKeys) {
      for (const signature of of("v1a")) if (await isEd25519(key, signature, signed)) return { ok: true };
    }
    return UNFIT;
  },
  deliveryId: ({ headers }) => headers["webhook-id"] || undefined,
};

function keyOf(secret: string, prefix: string): Uint8Array<ArrayBuffer> | [] {
  return fromBase64(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret) ?? [];
}

async function isEd25519(
  raw: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (raw.byteLength !== 32) return false;
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, signature, signed);
}
