import { createHmac, timingSafeEqual } from "node:crypto";

/** What the token of a link says: the link of that number of a run, good until then (epoch milliseconds, whole seconds). */
export interface LinkClaim {
  runId: string;
  number: number;
  expiresAt: number;
}

/** What LINK_KEYS is where it isn't set: the key that is derived from SIGNING_KEY, by its name. */
const DERIVED = "0";
const NAMED = /^([A-Za-z0-9_-]{1,16}):(\S{16,})$/;

const RUN_BYTES = 16;
const NUMBER_BYTES = 4;
const SECONDS_BYTES = 5;
const CLAIM_BYTES = RUN_BYTES + NUMBER_BYTES + SECONDS_BYTES;
const MAC_BYTES = 16;

/**
 * The tokens of links, made and checked without asking anybody: base64url of the key's name with its length before it, the
 * claim, and 16 bytes of HMAC-SHA-256 over all of that. Keys are listed as `name:SECRET`, or `0`, with blanks between them: the
 * first one signs, all of them verify. So a key is changed by putting the new one before it, and ended by leaving it out.
 */
export class LinkTokens {
  readonly #keys = new Map<string, string | Buffer>();

  constructor(list: string, signingKey: string) {
    for (const entry of list.trim().split(/\s+/)) {
      const [, name = DERIVED, secret = derivedFrom(signingKey)] = NAMED.exec(entry) ?? [];
      const isDerived = typeof secret !== "string";
      if (isDerived !== (entry === DERIVED) || isDerived !== (name === DERIVED) || this.#keys.has(name)) {
        throw new Error("LINK_KEYS is not a list of name:SECRET, of 16 characters or more, and 0, each once");
      }
      this.#keys.set(name, secret);
    }
  }

  /** 58 characters under the derived key. */
  sign({ runId, number, expiresAt }: LinkClaim): string {
    const [name = DERIVED] = this.#keys.keys();
    const claim = Buffer.alloc(CLAIM_BYTES);
    claim.write(runId.replaceAll("-", ""), "hex");
    claim.writeUInt32BE(number, RUN_BYTES);
    claim.writeUIntBE(expiresAt / 1_000, RUN_BYTES + NUMBER_BYTES, SECONDS_BYTES);
    const signed = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), claim]);
    return Buffer.concat([signed, this.#mac(name, signed)]).toString("base64url");
  }

  /** Undefined: not made by us, or under a key that is listed no more. Whether its time is over, is the caller's to ask. */
  read(token: string): LinkClaim | undefined {
    const bytes = Buffer.from(token, "base64url");
    // Decoding overlooks what no token of ours has.
    if (bytes.toString("base64url") !== token) return undefined;
    const name = bytes.toString("latin1", 1, 1 + (bytes[0] ?? 0));
    const signed = bytes.subarray(0, -MAC_BYTES);
    const mac = bytes.subarray(-MAC_BYTES);
    if (signed.length !== 1 + name.length + CLAIM_BYTES || !this.#keys.has(name)) return undefined;
    if (!timingSafeEqual(mac, this.#mac(name, signed))) return undefined;
    const claim = signed.subarray(-CLAIM_BYTES);
    const hex = claim.toString("hex", 0, RUN_BYTES).toUpperCase();
    return {
      runId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
      number: claim.readUInt32BE(RUN_BYTES),
      expiresAt: claim.readUIntBE(RUN_BYTES + NUMBER_BYTES, SECONDS_BYTES) * 1_000,
    };
  }

  #mac(name: string, signed: Buffer): Buffer {
    return createHmac("sha256", this.#keys.get(name) ?? "")
      .update(signed)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}

function derivedFrom(signingKey: string): Buffer {
  return createHmac("sha256", signingKey).update("links").digest();
}
