import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { User } from "../../src/users/user.ts";
import { CLOSED, call, loggedIn, MANAGER, newEmail, newRole, store } from "./support.ts";

const users = store();
const KEYS = Object.keys(User.shape);

describe("registering", () => {
  it("answers the full user object, without password or token, and doesn't log in", async () => {
    const email = newEmail();
    const before = Date.now();
    const { status, body } = await call("POST /api/users/register", {
      body: { email: ` ${email} `, password: "s3cr3t-pass", firstName: "Ada", age: 36, blUserLocale: "de" },
    });
    expect(status).toBe(200);
    const user = User.parse(body);
    expect(Object.keys(Object(body))).toEqual(KEYS);
    expect(user).toEqual({
      lastLogin: null,
      lastName: null,
      userStatus: "ENABLED",
      gender: null,
      firstName: "Ada",
      phoneNumber: null,
      name: null,
      age: 36,
      email,
      created: user.created,
      accountType: "BACKENDLESS",
      socialAccount: "BACKENDLESS",
      ownerId: user.objectId,
      oAuthIdentities: null,
      blUserLocale: "de",
      updated: null,
      objectId: user.objectId,
    });
    expect(user.objectId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(user.created).toBeGreaterThanOrEqual(before);
    const sessions = await env.DB.prepare("SELECT * FROM sessions WHERE user_id = ?")
      .bind(user.objectId)
      .all();
    expect(sessions.results).toEqual([]);
  });

  it("stores neither the password nor anything of it but a scrypt hash", async () => {
    const email = newEmail();
    await call("POST /api/users/register", { body: { email, password: "s3cr3t-pass" } });
    const row = await env.DB.prepare("SELECT * FROM users WHERE identity = ?").bind(email).first();
    expect(row?.["password_hash"]).toMatch(/^scrypt\$16384\$8\$5\$/);
    expect(JSON.stringify(row)).not.toContain("s3cr3t-pass");
  });

  it("has no effect on what the system owns", async () => {
    const { user: other } = await loggedIn();
    const email = newEmail();
    const { status, body } = await call("POST /api/users/register", {
      body: {
        ...other,
        email,
        password: "p",
        userStatus: "DISABLED",
        roles: ["Admin"],
        accountType: "GUEST",
        created: 1,
        lastLogin: 1,
        "user-token": "x",
        ___class: "Users",
      },
    });
    expect(status).toBe(200);
    const user = User.parse(body);
    expect(user).toMatchObject({ userStatus: "ENABLED", accountType: "BACKENDLESS", lastLogin: null });
    expect(user.objectId).not.toBe(other.objectId);
    expect(user.ownerId).toBe(user.objectId);
    expect((await users.find(user.objectId))?.roles).toEqual([]);
  });

  it("refuses an email that somebody has, in any case of letters, with 3033", async () => {
    const email = newEmail();
    await users.register({ email });
    const { status, body } = await call("POST /api/users/register", {
      body: { email: email.toUpperCase(), password: "p" },
    });
    expect([status, body]).toEqual([
      409,
      { code: 3033, message: "User with the same identity already exists" },
    ]);
  });

  it("takes one of several that come with the same email at the same time", async () => {
    const email = newEmail();
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => users.register({ email })));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.map((reason) => Object(reason).code)).toEqual([3033, 3033, 3033]);
  });

  it.each([
    [{ email: "a@b.co" }, 400, 3011],
    [{ email: "a@b.co", password: null }, 400, 3011],
    [{ email: "a@b.co", password: "" }, 400, 3011],
    [{ password: "p" }, 400, 3012],
    [{ email: "", password: "p" }, 400, 3012],
    [{ email: "nobody", password: "p" }, 400, 70400],
    ["[]", 400, 8058],
    ["{", 400, 8058],
    ["", 400, 8058],
    ["null", 400, 8058],
    [{ email: "a@b.co", password: "x".repeat(65_536) }, 413, 70413],
  ])("refuses %j with %i / %i", async (sent, status, code) => {
    const answer = await call("POST /api/users/register", { body: sent });
    expect(answer).toMatchObject({ status, body: { code, message: expect.stringMatching(/./) } });
  });

  it("names an unknown column", async () => {
    const { status, body } = await call("POST /api/users/register", {
      body: { email: newEmail(), password: "p", shoeSize: 43 },
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      code: 70400,
      message: 'The request is not valid: shoeSize: Unknown field "shoeSize"',
      errors: [{ path: "shoeSize", message: 'Unknown field "shoeSize"' }],
    });
  });

  it("takes no other content type than JSON", async () => {
    const answer = await call("POST /api/users/register", {
      body: "{}",
      headers: { "content-type": "text/plain" },
    });
    expect(answer).toMatchObject({ status: 415, body: { code: 8048 } });
  });

  it("is closed by default, says how to open it, and stays open to the operator", async () => {
    const body = { email: newEmail(), password: "p" };
    const closed = await call("POST /api/users/register", { body, bindings: CLOSED });
    expect(closed).toMatchObject({
      status: 403,
      body: { code: 70403, message: expect.stringContaining('REGISTRATION to "open"') },
    });
    const byOperator = await call("POST /api/users/register", { body, headers: MANAGER, bindings: CLOSED });
    expect(byOperator.status).toBe(200);
  });
});

describe("guests", () => {
  it("get a user and a token, and the role GuestUser only", async () => {
    const { status, body } = await call("POST /api/users/register/guest");
    expect(status).toBe(200);
    const { "user-token": token, ...user } = Object(body);
    expect(Object.keys(user)).toEqual(KEYS);
    expect(User.parse(user)).toMatchObject({ email: null, accountType: "GUEST" });
    expect(user.lastLogin).toBeGreaterThanOrEqual(user.created);
    expect((await call("GET /api/users/userroles", { token })).body).toEqual(["GuestUser"]);
  });

  it("can't take an email or a password, but may say a name", async () => {
    const { body } = await call("POST /api/users/register/guest");
    const { "user-token": token, objectId: id, ...guest } = Object(body);
    const put = (sent: object) => call(`PUT /api/users/${id}`, { token, body: { ...guest, ...sent } });
    expect(await put({ email: newEmail() })).toMatchObject({ status: 403, body: { code: 70403 } });
    expect(await put({ password: "p" })).toMatchObject({ status: 403, body: { code: 70403 } });
    expect(await put({ name: "Visitor" })).toMatchObject({
      status: 200,
      body: { name: "Visitor", email: null },
    });
  });

  it("are not let in by default", async () => {
    const closed = await call("POST /api/users/register/guest", { bindings: CLOSED });
    expect(closed).toMatchObject({
      status: 403,
      body: { code: 70403, message: expect.stringContaining('GUESTS to "open"') },
    });
    const byOperator = await call("POST /api/users/register/guest", { headers: MANAGER, bindings: CLOSED });
    expect(byOperator.status).toBe(200);
  });
});

describe("logging out", () => {
  it("ends the session of the token and no other", async () => {
    const { id, token } = await loggedIn();
    const other = await users.sessions.open(id);
    expect(await call("GET /api/users/logout", { token })).toMatchObject({ status: 200, body: undefined });
    expect(await call("GET /api/users/logout", { token })).toMatchObject({
      status: 401,
      body: {
        code: 3064,
        message: `Not existing user token - ${token}. Relogin user to update your user token`,
      },
    });
    expect((await call(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(false);
    expect((await call(`GET /api/users/isvalidusertoken/${other?.token}`)).body).toBe(true);
  });
});

describe("changing oneself", () => {
  it("takes the echoed object with new values and sets `updated`", async () => {
    const { id, token } = await loggedIn();
    const echoed = (await users.find(id))?.user;
    const { status, body } = await call(`PUT /api/users/${id}`, {
      token,
      body: {
        ...echoed,
        lastName: "Lovelace",
        age: null,
        ___class: "Users",
        "user-token": token,
      },
    });
    expect(status).toBe(200);
    const user = User.parse(body);
    expect(user).toEqual({ ...echoed, lastName: "Lovelace", updated: user.updated });
    expect(user.updated).toBeGreaterThanOrEqual(user.created);
    expect((await call(`GET /api/data/Users/${id}`, { token })).body).toEqual(user);
  });

  it("never changes what the system owns", async () => {
    const { id, token } = await loggedIn();
    const before = (await users.find(id))?.user;
    const forged = {
      objectId: "X",
      ownerId: "X",
      userStatus: "DISABLED",
      created: 1,
      updated: 1,
      lastLogin: 1,
      accountType: "GUEST",
      socialAccount: "X",
      oAuthIdentities: {},
      roles: ["Admin"],
      "user-token": "x",
    };
    const { status, body } = await call(`PUT /api/users/${id}`, { token, body: forged });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, updated: User.parse(body).updated });
    expect((await users.find(id))?.roles).toEqual([]);
  });

  it.each(["id", "version", "passwordHash", "password_hash", "status", "identity"])(
    "refuses the unknown column %s",
    async (column) => {
      const { id, token } = await loggedIn();
      const answer = await call(`PUT /api/users/${id}`, { token, body: { [column]: "x" } });
      expect(answer).toMatchObject({ status: 400, body: { code: 70400, errors: [{ path: column }] } });
    },
  );

  it("refuses another user's email, and to go without one", async () => {
    const { id, token, user } = await loggedIn();
    const { user: other } = await loggedIn();
    const put = (email: string | null) => call(`PUT /api/users/${id}`, { token, body: { email } });
    expect(await put(String(other.email).toUpperCase())).toMatchObject({ status: 409, body: { code: 3033 } });
    expect(await put(null)).toMatchObject({ status: 400, body: { code: 3012 } });
    expect(await put(String(user.email).toUpperCase())).toMatchObject({ status: 200 });
  });

  it("with a new password ends the user's other sessions", async () => {
    const { id, token } = await loggedIn();
    const other = await users.sessions.open(id);
    const answer = await call(`PUT /api/users/${id}`, { token, body: { password: "new-s3cr3t" } });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain("s3cr3t");
    expect((await call(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(true);
    expect((await call(`GET /api/users/isvalidusertoken/${other?.token}`)).body).toBe(false);
  });
});

describe("roles", () => {
  it("are the user's own with AuthenticatedUser, and change at once", async () => {
    const { id, token, user } = await loggedIn();
    const role = newRole();
    await users.roles.create(role);
    const change = (operation: string, name: unknown) =>
      call(`POST /api/users/${operation}`, { headers: MANAGER, body: { user: name, roleName: role } });
    const own = async () => (await call("GET /api/users/userroles", { token })).body;

    expect(await own()).toEqual(["AuthenticatedUser"]);
    expect(await change("assignRole", id)).toMatchObject({ status: 200, body: undefined });
    expect(await own()).toEqual(["AuthenticatedUser", role]);
    expect(await change("assignRole", id)).toMatchObject({ status: 200 });
    expect((await call(`GET /api/users/userroles/${id}`, { token })).body).toEqual([
      "AuthenticatedUser",
      role,
    ]);
    expect(await change("unassignRole", String(user.email).toUpperCase())).toMatchObject({ status: 200 });
    expect(await own()).toEqual(["AuthenticatedUser"]);
    expect(await change("unassignRole", id)).toMatchObject({ status: 200 });
  });

  it.each(["assignRole", "unassignRole"])("%s is the operator's alone", async (operation) => {
    const { id, token } = await loggedIn();
    const body = { user: id, roleName: newRole() };
    const answers = [
      await call(`POST /api/users/${operation}`, { body }),
      await call(`POST /api/users/${operation}`, { body, token }),
      await call(`POST /api/users/${operation}`, { body, headers: { authorization: "Bearer wrong" } }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 403, body: { code: 2011, message: expect.any(String) } });
  });

  it.each(["assignRole", "unassignRole"])("%s needs a user and a role that exist", async (operation) => {
    const { id } = await loggedIn();
    const role = newRole();
    const send = (body: object) => call(`POST /api/users/${operation}`, { headers: MANAGER, body });
    expect(await send({ user: id, roleName: role })).toMatchObject({ status: 404, body: { code: 70404 } });
    await users.roles.create(role);
    expect(await send({ user: "nobody", roleName: role })).toMatchObject({
      status: 404,
      body: { code: 70404 },
    });
    expect(await send({ user: 7, roleName: role })).toMatchObject({ status: 404, body: { code: 70404 } });
    expect(await send({ user: id, roleName: "AuthenticatedUser" })).toMatchObject({
      status: 409,
      body: { code: 70409 },
    });
    expect(await send({ user: id })).toMatchObject({ status: 400, body: { code: 70400 } });
  });

  it("other than GuestUser are not for guests", async () => {
    const { user } = await users.registerGuest();
    const role = newRole();
    await users.roles.create(role);
    const answer = await call("POST /api/users/assignRole", {
      headers: MANAGER,
      body: { user: user.objectId, roleName: role },
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 70409 } });
  });
});
