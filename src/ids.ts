import { createHmac, type Hmac, randomBytes } from "node:crypto";
import { LinkTokens } from "./link-tokens.ts";

/** Any GUID in upper or lower case hex; the specification's own are not all RFC 4122 ones. */
export const GUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;

function guid(bytes: Uint8Array): string {
  return dashed(Buffer.from(bytes).toString("hex"));
}

/** Of 32 hex digits. */
function dashed(hex: string): string {
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join("-").toUpperCase();
}

/** A random upper-case GUID, for flows, versions and triggers. */
export function newGuid(): string {
  return guid(randomBytes(16));
}

/** What ids that sort by time begin with: every one of that moment or later is at least this. 12 hex digits. */
export function timePrefix(at: number): string {
  return Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
}

const RANDOM_BYTES = 10;

/** The signer of a deployment. LINK_KEYS, which may be absent, says by which keys links are signed. */
export function signerOf(env: Pick<Env, "SIGNING_KEY">): Signer {
  const linkKeys: unknown = Reflect.get(env, "LINK_KEYS");
  return new Signer(env.SIGNING_KEY, typeof linkKeys === "string" && linkKeys !== "" ? linkKeys : undefined);
}

/**
 * What is derived from the signing key: run ids that prove themselves, the trigger ids of `urls.*`, the tokens of links
 * unless they have keys of their own, and the values of `uuid()`. Everything here is a pure function of the keys and its
 * arguments.
 */
export class Signer {
  readonly #key: string;
  readonly #linkKeys: string;
  #links: LinkTokens | undefined;

  /** `linkKeys`: see `LinkTokens`. */
  constructor(key: string, linkKeys = "0") {
    if (!key) throw new Error("SIGNING_KEY is not set");
    this.#key = key;
    this.#linkKeys = linkKeys;
  }

  /** Read when they are used, so that a list with a mistake in it stops nothing but links. */
  get links(): LinkTokens {
    this.#links ??= new LinkTokens(this.#linkKeys, this.#key);
    return this.#links;
  }

  /** A run id: 10 random bytes and 6 bytes of HMAC over them, as an upper-case GUID. */
  newRunId(random: Uint8Array = randomBytes(RANDOM_BYTES)): string {
    const hex = Buffer.from(random).toString("hex");
    return dashed(hex + this.#proofOf(hex));
  }

  /** False for an id that was made up, so that nobody wakes an object with it. */
  isRunId(id: string): boolean {
    if (!GUID.test(id)) return false;
    const hex = id
      .replaceAll("-", "")
      .slice(0, 2 * RANDOM_BYTES)
      .toLowerCase();
    return dashed(hex + this.#proofOf(hex)) === id;
  }

  /** The TRIGGER-ID in `urls.<block>` of one run; good for this run and block only. */
  runTriggerId(runId: string, block: string): string {
    return guid(this.#mac("trigger", runId, block).subarray(0, 16));
  }

  /** The `n`th `uuid()` of one block occurrence: the same again when the evaluation is repeated. */
  uuid(runId: string, occurrence: number, n: number): string {
    const bytes = this.#mac("uuid", runId, String(occurrence), String(n)).subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return guid(bytes).toLowerCase();
  }

  /** In hex, of what is random about a run id, in hex. */
  #proofOf(random: string): string {
    return this.#hmac("run", random).digest("hex").slice(0, 12);
  }

  #mac(...parts: string[]): Buffer {
    return this.#hmac(...parts).digest();
  }

  #hmac(...parts: string[]): Hmac {
    return createHmac("sha256", this.#key).update(parts.join("\0"));
  }
}
