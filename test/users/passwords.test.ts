import { scryptSync } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hashPassword, verifyPassword } from "../../src/users/passwords.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe("password hashes", () => {
  it("carry their parameters and a salt of their own, and verify the password only", async () => {
    const [one, two] = await Promise.all([hashPassword("Tr0ub4dor"), hashPassword("Tr0ub4dor")]);
    expect(one).toMatch(/^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword("Tr0ub4dor", one)).toBe(true);
    expect(await verifyPassword("tr0ub4dor", one)).toBe(false);
  });

  it("verify by the parameters that they carry, not by today's", async () => {
    const salt = Buffer.from("old salt");
    const key = scryptSync("secret", salt, 16, { N: 1024, r: 4, p: 1 });
    const hash = `scrypt$1024$4$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
    expect(await verifyPassword("secret", hash)).toBe(true);
    expect(await verifyPassword("Secret", hash)).toBe(false);
  });

  it("are computed also for nobody, and fit no password", async () => {
    const hash = await hashPassword("secret");
    const wrong = await took(() => verifyPassword("x", hash));
    const nobody = await took(() => verifyPassword("x", null));
    expect(nobody).toBeGreaterThan(wrong / 3);
    expect(await verifyPassword("", null)).toBe(false);
  });
});

describe("the two places of an isolate", () => {
  it("refuse a third computation with 997 and Retry-After, and are free again afterwards", async () => {
    const two = [hashPassword("a"), hashPassword("b")];
    await expect(hashPassword("c")).rejects.toMatchObject({
      code: 997,
      status: 429,
      details: { retryAfter: 1 },
    });
    await expect(verifyPassword("c", null)).rejects.toMatchObject({ code: 997 });
    await Promise.all(two);
    expect(await verifyPassword("c", null)).toBe(false);
  });

  it("are taken back from requests that were dropped in the middle", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    void hashPassword("a");
    void hashPassword("b");
    await expect(hashPassword("c")).rejects.toMatchObject({ code: 997 });
    vi.useRealTimers();
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 10_001);
    await expect(hashPassword("c")).resolves.toMatch(/^scrypt/);
  });
});
