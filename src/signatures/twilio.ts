import { createHash, timingSafeEqual } from "node:crypto";
import { fromBase64, fromHex, isHmac, joined } from "./hmac.ts";
import { type Scheme, type SignedRequest, UNFIT, wrong } from "./scheme.ts";

/**
 * https://www.twilio.com/docs/usage/security#validating-requests: over the URL and the form's fields in order of their names, or, of
 * any other body, over the URL, which has the body's SHA-256 in it.
 */
export const twilio: Scheme = {
  signsUrl: true,
  async verify(request, secrets) {
    const signature = fromBase64(request.headers["x-twilio-signature"] ?? "");
    if (!signature) return wrong("no signature in x-twilio-signature");
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
    const claimed = new URL(request.url).searchParams.get("bodySHA256");
    const isHashed = claimed !== null || !isForm;
    if (isHashed && !isHashOf(claimed ?? "", request))
      return wrong("the URL's bodySHA256 isn't that of the body");
    const fields = isHashed ? "" : fieldsOf(request.body);
    for (const url of spellings(request.url)) {
      if (await isHmac("SHA-1", secrets, [signature], joined(url, fields))) return { ok: true };
    }
    return UNFIT;
  },
};

function fieldsOf(body: Uint8Array): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body))) {
    fields.set(name, (fields.get(name) ?? new Set()).add(value));
  }
  const inOrder = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.flatMap(([name, values]) => [...values].toSorted().map((value) => name + value)).join("");
}

function isHashOf(hex: string, { body }: SignedRequest): boolean {
  const claimed = fromHex(hex);
  const hash = createHash("sha256").update(body).digest();
  return claimed?.byteLength === hash.byteLength && timingSafeEqual(claimed, hash);
}

/** Twilio signs the URL with its port or without. */
function spellings(url: string): string[] {
  const { protocol, port, host, hostname } = new URL(url);
  const other = port === "" ? `${hostname}:${protocol === "https:" ? 443 : 80}` : hostname;
  return [url, url.replace(`//${host}`, `//${other}`)];
}
