import { createHmac } from "node:crypto";
import { SECRETS } from "../support/secrets.ts";
import type { Callback } from "./history.ts";

/** `forged`: with a key that isn't the flow's. */
export type Signed = Exclude<Callback["signature"], null>;

/** The headers by which the sender to that trigger signs a body, at this moment. */
export function signed({ flow, block }: Pick<Callback, "flow" | "block">, body: string, signature: Signed) {
  const time = Math.floor(Date.now() / 1_000);
  switch (`${block} of ${flow}`) {
    case "paid of charge":
      return { "stripe-signature": `t=${time},v1=${hmac(`${time}.${body}`, signature)}` };
    case "ping of charge":
      return { "x-time": String(time), "x-signature": hmac(`${time}.${body}`, signature) };
    default:
      return { "x-hub-signature-256": `sha256=${hmac(body, signature)}` };
  }
}

/** Under either of the secrets that the flow names, as one who changes over does. */
function hmac(text: string, signature: Signed): string {
  const secret = signature === "forged" ? "nobody's" : SECRETS[text.length % 2 === 0 ? "HOOK" : "HOOK_OLD"];
  return createHmac("sha256", secret ?? "")
    .update(text)
    .digest("hex");
}
