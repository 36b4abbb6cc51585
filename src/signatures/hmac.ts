const encoder = new TextEncoder();

/** Is that the HMAC of it under one of the secrets? In constant time. */
export async function isHmac(
  hash: "SHA-1" | "SHA-256" | "SHA-512",
  secrets: readonly (string | Uint8Array<ArrayBuffer>)[],
  signature: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const verdicts = await Promise.all(
    secrets.map(async (secret) => {
      const raw = typeof secret === "string" ? encoder.encode(secret) : secret;
      const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash }, false, ["verify"]);
      return crypto.subtle.verify("HMAC", key, signature, signed);
    }),
  );
  return verdicts.includes(true);
}

/** Undefined for what isn't an even number of hex digits. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  return /^([0-9a-fA-F]{2})+$/.test(text) ? new Uint8Array(Buffer.from(text, "hex")) : undefined;
}
