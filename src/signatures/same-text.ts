import { createHash, timingSafeEqual } from "node:crypto";

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Are they the same? In constant time, whatever their lengths; nothing is like a secret that is empty. */
export function isSameText(given: string, secret: string): boolean {
  return secret !== "" && timingSafeEqual(hash(given), hash(secret));
}
