import type { Signature } from "../blocks/authentication.ts";
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

/** One provider's way to sign what it sends. */
export interface Scheme {
  /** Over the raw bytes, in constant time. `secrets`: any of them will do. `now` in epoch milliseconds. */
  verify(
    request: SignedRequest,
    secrets: readonly string[],
    settings: Signature,
    now: number,
  ): Promise<Verdict>;
  /** The id of the delivery, where what is signed has one: the same one again is a duplicate. */
  deliveryId?(request: SignedRequest, data: JsonObject): string | undefined;
}

export function wrong(why: string): Verdict {
  return { ok: false, why };
}
