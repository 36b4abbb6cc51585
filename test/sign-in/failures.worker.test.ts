import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { LoginFailures } from "../../src/users/login-failures.ts";
import { send } from "../support/worker.ts";
import { cookieOf, newAddress, newCode, rows, short, showSession, signIn, signInsAt } from "./support.ts";

const right = { adminKey: env.ADMIN_KEY };

async function fail(times: number, headers: Record<string, string>): Promise<void> {
  for (let n = 0; n < times; n++)
    expect(short(await signIn(n % 2 ? { adminKey: "wrong" } : { code: "wrong" }, headers))).toBe("401/70401");
}

describe("failed sign-ins", () => {
  it("lock an address out after the tenth, for a quarter of an hour, also with the right key or code", async () => {
    const headers = { "cf-connecting-ip": newAddress() };
    await fail(10, headers);
    for (const credential of [right, { code: await newCode() }, { adminKey: "wrong" }]) {
      const answer = await signIn(credential, headers);
      expect(answer).toMatchObject({
        status: 429,
        body: { code: 997, message: "Too many failed sign-ins. Try again in 15 minutes." },
      });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(890);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    expect(short(await signIn(right))).toBe("204");
  });

  it("leave a code good that came while the address was locked", async () => {
    const headers = { "cf-connecting-ip": newAddress() };
    await fail(10, headers);
    const code = await newCode();
    expect(short(await signIn({ code }, headers))).toBe("429/997");
    expect(short(await signIn({ code }))).toBe("204");
  });

  it("are forgotten by a success", async () => {
    const headers = { "cf-connecting-ip": newAddress() };
    await fail(9, headers);
    expect(short(await signIn(right, headers))).toBe("204");
    await fail(9, headers);
    expect(short(await signIn(right, headers))).toBe("204");
  });

  it("lock exactly, however many come at the same time", async () => {
    const headers = { "cf-connecting-ip": newAddress() };
    await Promise.all(Array.from({ length: 12 }, () => signIn({ adminKey: "wrong" }, headers)));
    expect(short(await signIn(right, headers))).toBe("429/997");
  });

  it("are over after a quarter of an hour", async () => {
    const address = newAddress();
    const then = new LoginFailures(env.DB, () => Date.now() - 15 * 60_000);
    for (let n = 0; n < 10; n++) await then.count(`Console ${address}`);
    expect(short(await signIn(right, { "cf-connecting-ip": address }))).toBe("204");
  });

  it("are none of a user's failed logins, whatever she calls herself", async () => {
    const address = newAddress();
    for (let n = 0; n < 10; n++) await new LoginFailures(env.DB, Date.now).count(`console ${address}`);
    expect(short(await signIn(right, { "cf-connecting-ip": address }))).toBe("204");
  });
});

describe("what is known of sign-ins", () => {
  it("contains no key, code or token: neither tables, nor log, nor answers", async () => {
    const lines: unknown[] = [];
    for (const level of ["info", "warn", "error", "log"] as const)
      vi.spyOn(console, level).mockImplementation((...line) => void lines.push(...line));
    const [used, unused] = [await newCode(), await newCode()];
    const answers = [
      await signIn({ code: used }),
      await signIn({ code: used }),
      await signIn(right),
      await signIn({ adminKey: "n0t-the-key" }),
      await showSession({ cookie: "holdpoint-console=n0-session" }),
      await send("POST", "/api/manage/console/sessions", { body: { adminKey: "n0t-the-key" } }),
    ];
    vi.restoreAllMocks();

    expect(lines.map((line) => JSON.parse(String(line)))).toEqual([
      { level: "info", message: "console signed in", by: "code" },
      { level: "info", message: "console sign-in failed" },
      { level: "info", message: "console signed in", by: "key" },
      { level: "info", message: "console sign-in failed" },
    ]);
    const tokens = answers.flatMap((answer) => cookieOf(answer).cookie.split("=")[1] ?? []);
    expect(tokens).toHaveLength(2);
    const kept = JSON.stringify([lines, await rows(), answers.map(({ body }) => body)]);
    for (const secret of [used, unused, env.ADMIN_KEY, "n0t-the-key", "n0-session", ...tokens])
      expect(kept).not.toContain(secret);
  });

  it("leaves the tables when it is over, with the next code and the next session", async () => {
    const longAgo = signInsAt(Date.now() - 13 * 60 * 60_000);
    await longAgo.newCode();
    await longAgo.open();
    await newCode();
    await signIn(right);
    const { codes, sessions } = await rows();
    const expired = [...codes, ...sessions].filter((row) => Number(Object(row).expires) <= Date.now());
    expect(expired).toEqual([]);
  });
});
