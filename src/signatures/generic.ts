import type { Signature } from "../blocks/authentication.ts";
import { fromBase64, fromHex, isHmac, joined } from "./hmac.ts";
import { type Scheme, staleness, UNFIT, wrong } from "./scheme.ts";

/** Whoever signs by an HMAC in a header, as the settings say. */
export const generic: Scheme<Extract<Signature, { scheme: "HMAC" }>> = {
  async verify({ headers, body }, secrets, settings, now) {
    const { algorithm, encoding, header, prefix, signed, timestampHeader } = settings;
    const text = headers[header.toLowerCase()] ?? "";
    const encoded = text.startsWith(prefix) ? text.slice(prefix.length) : "";
    const signature = encoding === "hex" ? fromHex(encoded) : fromBase64(encoded);
    if (!signature) return wrong(`no signature in ${header.toLowerCase()}`);
    const time = timestampHeader === undefined ? "" : (headers[timestampHeader.toLowerCase()] ?? "");
    const stale = timestampHeader === undefined ? undefined : staleness(time, settings, now);
    if (stale) return stale;
    const [before = "", after = ""] = signed
      .split("{body}")
      .map((part) => part.replaceAll("{timestamp}", time));
    return (await isHmac(algorithm, secrets, [signature], joined(before, body, after)))
      ? { ok: true }
      : UNFIT;
  },
};
