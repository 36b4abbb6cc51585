import { fromBase64, isHmac, joined } from "./hmac.ts";
import { type Scheme, UNFIT, wrong } from "./scheme.ts";

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https. Its webhook id isn't signed. */
export const shopify: Scheme = {
  async verify({ headers, body }, secrets) {
    const signature = fromBase64(headers["x-shopify-hmac-sha256"] ?? "");
    if (!signature) return wrong("no signature in x-shopify-hmac-sha256");
    return (await isHmac("SHA-256", secrets, [signature], joined(body))) ? { ok: true } : UNFIT;
  },
};
