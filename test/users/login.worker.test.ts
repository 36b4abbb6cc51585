import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { logIn } from "../../src/users/login.ts";
import { LoginFailures } from "../../src/users/login-failures.ts";
import { sha256 } from "../../src/users/tokens.ts";
import { User } from "../../src/users/user.ts";
import { call, newEmail, store } from "./support.ts";

const MINUTE = 60_000;
const users = store();

function post(body: unknown) {
  return call("POST /api/users/login", { body });
}

/** The failures of an identity that nobody else uses, on a clock that the test moves. */
function failuresAt() {
  const clock = { now: 1_000_000_000_000 };
  return { clock, failures: new LoginFailures(env.DB, () => clock.now), identity: newEmail() };
}

async function fail(failures: LoginFailures, identity: string, times: number): Promise<boolean> {
  let locks = false;
  for (let n = 0; n < times; n += 1) locks = await failures.count(identity);
  return locks;
}

describe("logging in", () => {
  it("answers the user with a token, sets lastLogin, and takes the email in any case", async () => {
    const email = newEmail();
    const password = "p\u00e4ss";
    await users.register({ email, password });
    const before = Date.now();
    const { status, body } = await post({ login: ` ${email.toUpperCase()} `, password });
    expect(status).toBe(200);
    const { "user-token": token, ...rest } = Object(body);
    const user = User.parse(rest);
    expect(Object.keys(rest)).toEqual(Object.keys(User.shape));
    expect(user).toMatchObject({ email, updated: null });
    expect(user.lastLogin).toBeGreaterThanOrEqual(before);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(body)).not.toMatch(/scrypt|p\u00e4ss/);
    expect((await call(`GET /api/data/Users/${user.objectId}`, { token })).body).toEqual(user);
  });

  it("answers an unknown user, a wrong password and a user without password alike", async () => {
    const [known, passwordless] = [newEmail(), newEmail()];
    await users.register({ email: known, password: "right" });
    await users.register({ email: passwordless });
    for (const login of [known, passwordless, newEmail(), "no email at all", 4711]) {
      const { status, body } = await post({ login, password: "wrong" });
      expect([status, body]).toEqual([401, { code: 3003, message: "Invalid login or password" }]);
    }
  });

  it("tells that the account is disabled only after the right password", async () => {
    const email = newEmail();
    const { user } = await users.register({ email, password: "right", userStatus: "DISABLED" });
    expect(await post({ login: email, password: "wrong" })).toMatchObject({
      status: 401,
      body: { code: 3003 },
    });
    expect(await post({ login: email, password: "right" })).toMatchObject({
      status: 403,
      body: { code: 3090 },
    });
    expect((await users.find(user.objectId))?.user.lastLogin).toBeNull();
  });

  it("opens no session when the password changes while it is being checked", async () => {
    const email = newEmail();
    const { user } = await users.register({ email, password: "old" });
    const racing = store();
    const forget = racing.loginFailures.forget.bind(racing.loginFailures);
    racing.loginFailures.forget = async (identity) => {
      await users.update(user.objectId, { password: "new" });
      return forget(identity);
    };
    await expect(logIn(racing, { login: email, password: "old" })).rejects.toMatchObject({ code: 3003 });
    const { results } = await env.DB.prepare("SELECT * FROM sessions WHERE user_id = ?")
      .bind(user.objectId)
      .all();
    expect(results).toEqual([]);
  });

  it.each([
    [{ login: "a@b.co" }, "password"],
    [{ password: "p" }, "login"],
    [{ objectId: "X" }, "login"],
    [{ login: "a@b.co", password: { $ne: null } }, "password"],
  ])("refuses %j and names what is wrong", async (sent, path) => {
    const { status, body } = await post(sent);
    expect(status).toBe(400);
    expect(Object(body)).toMatchObject({
      code: 70400,
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  it("refuses what is no JSON object", async () => {
    expect(await post("{")).toMatchObject({ status: 400, body: { code: 8058 } });
  });
});

describe("after ten failures", () => {
  it.each(["a known", "an unknown"])("%s identity is locked, also for the right password", async (kind) => {
    const email = newEmail();
    if (kind === "a known") await users.register({ email, password: "right" });
    await fail(users.loginFailures, email, 9);
    expect(await post({ login: email, password: "wrong" })).toMatchObject({
      status: 401,
      body: { code: 3003 },
    });
    const { status, body, headers } = await post({ login: email.toUpperCase(), password: "right" });
    expect([status, body]).toEqual([
      429,
      { code: 3036, message: "Too many failed logins. Try again later." },
    ]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(890);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(900);
  });

  it("also who was computing meanwhile is locked out, and the lock stays", async () => {
    const email = newEmail();
    await users.register({ email, password: "right" });
    const racing = store();
    const forget = racing.loginFailures.forget.bind(racing.loginFailures);
    racing.loginFailures.forget = async (identity) => {
      await fail(users.loginFailures, identity, 10);
      return forget(identity);
    };
    await expect(logIn(racing, { login: email, password: "right" })).rejects.toMatchObject({ code: 3036 });
    expect(await users.loginFailures.lockedFor(email)).toBeGreaterThan(0);
  });
});

describe("failed logins", () => {
  it("lock for 15 minutes from the tenth within 15 minutes", async () => {
    const { clock, failures, identity } = failuresAt();
    await fail(failures, identity, 9);
    expect(await failures.lockedFor(identity)).toBeUndefined();
    clock.now += 14 * MINUTE;
    expect(await failures.count(identity)).toBe(true);
    expect(await failures.lockedFor(identity)).toBe(900);
    clock.now += 15 * MINUTE - 1;
    expect(await failures.lockedFor(identity)).toBe(1);
    clock.now += 1;
    expect(await failures.lockedFor(identity)).toBeUndefined();
  });

  it("are counted anew after 15 minutes, and after a lock", async () => {
    const { clock, failures, identity } = failuresAt();
    await fail(failures, identity, 9);
    clock.now += 15 * MINUTE;
    expect(await fail(failures, identity, 9)).toBe(false);
    expect(await failures.count(identity)).toBe(true);
    clock.now += 15 * MINUTE;
    expect(await fail(failures, identity, 9)).toBe(false);
    expect(await failures.lockedFor(identity)).toBeUndefined();
  });

  it("are forgotten by a success", async () => {
    const email = newEmail();
    await users.register({ email, password: "right" });
    await fail(users.loginFailures, email, 9);
    expect(await post({ login: email, password: "right" })).toMatchObject({ status: 200 });
    expect(await fail(users.loginFailures, email, 9)).toBe(false);
  });

  it("count exactly when they come at the same time", async () => {
    const { failures, identity } = failuresAt();
    const locks = await Promise.all(Array.from({ length: 12 }, () => failures.count(identity)));
    expect(locks.filter(Boolean)).toHaveLength(1);
    expect(await failures.lockedFor(identity)).toBe(900);
  });

  it("leave the table when they have expired, and never name the identity in it", async () => {
    const { clock, failures, identity } = failuresAt();
    await failures.count(identity);
    clock.now += 15 * MINUTE;
    await failures.count(newEmail());
    const { results } = await env.DB.prepare("SELECT * FROM login_failures WHERE expires <= ?")
      .bind(clock.now)
      .all();
    expect(results).toEqual([]);
    const all = await env.DB.prepare("SELECT * FROM login_failures").all();
    expect(JSON.stringify(all.results)).not.toContain("@");
  });

  it("are not counted for an attempt that was refused because the isolate was busy", async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ login: email, password: "x" })));
    const busy = answers.filter(({ status }) => status === 429);
    expect(busy.length).toBeGreaterThan(0);
    for (const { body, headers } of busy) {
      expect(body).toMatchObject({ code: 997 });
      expect(headers.get("retry-after")).toBe("1");
    }
    const row = await env.DB.prepare("SELECT failures FROM login_failures WHERE identity_hash = ?")
      .bind(sha256(email))
      .first();
    expect(row).toEqual({ failures: answers.length - busy.length });
  });
});
