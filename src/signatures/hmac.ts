type Bytes = Uint8Array<ArrayBuffer>;
export type Hash = "SHA-1" | "SHA-256" | "SHA-512";

const encoder = new TextEncoder();

/** Is one of these the HMAC of it under one of the secrets? In constant time. */
export async function isHmac(
  hash: Hash,
  secrets: readonly (string | Bytes)[],
  signatures: readonly Bytes[],
  signed: Bytes,
): Promise<boolean> {
  const verdicts = await Promise.all(
    secrets.map(async (secret) => {
      const raw = typeof secret === "string" ? encoder.encode(secret) : secret;
      if (raw.byteLength === 0) return [false];
      const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash }, false, ["verify"]);
      return Promise.all(signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, signed)));
    }),
  );
  return verdicts.flat().includes(true);
}

/** Texts and bytes as one run of bytes. */
export function joined(...parts: (string | Uint8Array)[]): Bytes {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part))),
  );
}

/** Undefined for what isn't an even number of hex digits. */
export function fromHex(text: string): Bytes | undefined {
  return /^([0-9a-fA-F]{2})+$/.test(text) ? new Uint8Array(Buffer.from(text, "hex")) : undefined;
}

/** Undefined for what isn't base64 with its padding. */
export function fromBase64(text: string): Bytes | undefined {
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isBase64 && text !== "" ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
}
