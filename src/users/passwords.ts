import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Failure } from "../errors.ts";

const COST = { N: 16_384, r: 8, p: 5 };
const KEY_BYTES = 32;
const AT_ONCE = 2;
const LOST_AFTER = 10_000;

/** Checked in place of a hash that doesn't exist, so that an unknown user takes as long as a wrong password. */
const NOBODY = format(COST, Buffer.alloc(16), Buffer.alloc(KEY_BYTES));

/**
 * Hashes a password (165 ms of CPU) into a text that carries its parameters:
 * `scrypt$N$r$p$salt$key`. Throws 997 when the isolate is busy with others.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return format(COST, salt, await inSlot(() => derive(password, salt, COST, KEY_BYTES)));
}

/** Whether a password is the one of a hash; takes its time also for `null`. Throws 997 when busy. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, n, r, p, salt = "", key = ""] = (hash ?? NOBODY).split("$");
  const expected = Buffer.from(key, "base64url");
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const given = await inSlot(() =>
    derive(password, Buffer.from(salt, "base64url"), cost, expected.byteLength),
  );
  return timingSafeEqual(given, expected) && hash !== null;
}

function format(cost: typeof COST, salt: Buffer, key: Buffer): string {
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

function derive(password: string, salt: Buffer, cost: typeof COST, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, bytes, cost, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

const slots = new Set<{ since: number }>();

/** Runs at most two at a time in this isolate and refuses more: a flood of logins must not starve callbacks. */
async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  // A request whose client hung up is dropped by the platform without its `finally`.
  for (const slot of slots) if (Date.now() - slot.since > LOST_AFTER) slots.delete(slot);
  if (slots.size >= AT_ONCE) throw new Failure(997, { retryAfter: 1 });
  const slot = { since: Date.now() };
  slots.add(slot);
  try {
    // workerd's scrypt computes at once, callback or not: without this turn nobody would ever see a full set.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return await work();
  } finally {
    slots.delete(slot);
  }
}
