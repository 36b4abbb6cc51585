import type { Signature } from "../blocks/authentication.ts";
import { durationMs } from "../blocks/time.ts";
import type { JsonObject } from "../json.ts";

/** A request as it was sent. Header names are in lower case. */
export interface SignedRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** `why`: for the operator; it quotes nothing that was sent. */
export type Verdict = { ok: true } | { ok: false; why: string };

/** Of those that a header lists so many are looked at: each costs a hash of the body. */
export const MOST_SIGNATURES = 10;

/** One provider's way to sign what it sends. */
export interface Scheme<Settings = Signature> {
  /** Where a request went to is signed along, and what it asked for with it. */
  signsUrl?: true;
  /** How a secret is written, where not every text is one. */
  form?: { example: string; isOf(secret: string): boolean };
  /** Over the raw bytes, in constant time. `secrets`: any of them will do. `now` in epoch milliseconds. */
  verify(
    request: SignedRequest,
    secrets: readonly string[],
    settings: Settings,
    now: number,
  ): Promise<Verdict>;
  /** The id of the delivery, where what is signed has one: the same one again is a duplicate. */
  deliveryId?(request: SignedRequest, data: JsonObject): string | undefined;
  /** What the provider wants to hear that only asks whether this URL is ours; nothing is activated then. */
  handshake?(data: JsonObject): string | undefined;
}

export function wrong(why: string): Verdict {
  return { ok: false, why };
}

export const UNFIT = wrong("the signature doesn't fit what was sent");

/** Seconds since 1970, or milliseconds. Undefined: it is near enough. */
export function staleness(
  text: string,
  { tolerance }: Pick<Signature, "tolerance">,
  now: number,
): Verdict | undefined {
  if (!/^\d{1,15}$/.test(text)) return wrong("the signed time is no number");
  const at = Number(text) * (text.length > 11 ? 1 : 1_000);
  return Math.abs(now - at) > durationMs(tolerance)
    ? wrong(`the signed time is ${Math.round(Math.abs(now - at) / 1_000)} s ${at < now ? "old" : "ahead"}`)
    : undefined;
}
