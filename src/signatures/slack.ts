import { own } from "../json.ts";
import { fromHex, isHmac, joined } from "./hmac.ts";
import { type Scheme, staleness, UNFIT, wrong } from "./scheme.ts";

/** https://docs.slack.dev/authentication/verifying-requests-from-slack. An event's id is signed along. */
export const slack: Scheme = {
  async verify({ headers, body }, secrets, settings, now) {
    const [, hex = ""] = /^v0=(.+)$/.exec(headers["x-slack-signature"] ?? "") ?? [];
    const signature = fromHex(hex);
    if (!signature) return wrong("no signature in x-slack-signature");
    const time = headers["x-slack-request-timestamp"] ?? "";
    const stale = staleness(time, settings, now);
    if (stale) return stale;
    return (await isHmac("SHA-256", secrets, [signature], joined(`v0:${time}:`, body)))
      ? { ok: true }
      : UNFIT;
  },
  deliveryId(_, data) {
    const id = own(data, "event_id");
    return typeof id === "string" && id !== "" ? id : undefined;
  },
  handshake(data) {
    const challenge = own(data, "challenge");
    return own(data, "type") === "url_verification" && typeof challenge === "string" ? challenge : undefined;
  },
};
