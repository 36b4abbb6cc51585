import { fromHex, isHmac } from "./hmac.ts";
import { type Scheme, wrong } from "./scheme.ts";

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries. Its delivery id isn't signed. */
export const github: Scheme = {
  async verify({ headers, body }, secrets) {
    const [, hex = ""] = /^sha256=(.+)$/.exec(headers["x-hub-signature-256"] ?? "") ?? [];
    const signature = fromHex(hex);
    if (!signature) return wrong("no signature in x-hub-signature-256");
    const isRight = await isHmac("SHA-256", secrets, signature, new Uint8Array(body));
    return isRight ? { ok: true } : wrong("the signature doesn't fit the body");
  },
};
