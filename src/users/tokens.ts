import { createHash, randomBytes } from "node:crypto";

/** A new user token: 32 random bytes as 43 base64url characters. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Whether a text can be a token at all; anything else needs no look-up. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** What is stored of a token or of an identity: its SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
