import { own } from "../json.ts";
import { fromHex, isHmac, joined } from "./hmac.ts";
import { MOST_SIGNATURES, type Scheme, staleness, UNFIT, wrong } from "./scheme.ts";

/** https://docs.stripe.com/webhooks#verify-manually. The event's id is signed along. */
export const stripe: Scheme = {
  async verify({ headers, body }, secrets, settings, now) {
    const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => part.trim().split("="));
    const time = parts.find(([name]) => name === "t")?.[1];
    const signatures = parts
      .flatMap(([name, value]) => (name === "v1" ? (fromHex(value ?? "") ?? []) : []))
      .slice(0, MOST_SIGNATURES);
    if (time === undefined || signatures.length === 0)
      return wrong("no time or v1 signature in stripe-signature");
    const stale = staleness(time, settings, now);
    if (stale) return stale;
    return (await isHmac("SHA-256", secrets, signatures, joined(`${time}.`, body))) ? { ok: true } : UNFIT;
  },
  deliveryId(_, data) {
    const id = own(data, "id");
    return typeof id === "string" && id !== "" ? id : undefined;
  },
};
