import { fromHex, isHmac, joined } from "./hmac.ts";
import { type Scheme, UNFIT, wrong } from "./scheme.ts";

/**
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries, and Meta's, which is the same:
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started. Delivery ids aren't signed.
 */
export const github: Scheme = {
  async verify({ headers, body }, secrets) {
    const [, hex = ""] = /^sha256=(.+)$/.exec(headers["x-hub-signature-256"] ?? "") ?? [];
    const signature = fromHex(hex);
    if (!signature) return wrong("no signature in x-hub-signature-256");
    return (await isHmac("SHA-256", secrets, [signature], joined(body))) ? { ok: true } : UNFIT;
  },
};
