import { describe, expect, it } from "vitest";
import { SESSION_LIFETIME } from "../../src/users/sessions.ts";
import { newToken } from "../../src/users/tokens.ts";
import { call, loggedIn, login, MANAGER, store } from "./support.ts";

const users = store();

/** Tokens of every kind that is nobody's. */
const BAD_TOKENS: [string, (id: string) => Promise<string | undefined>][] = [
  ["no token", async () => undefined],
  ["a token that was never issued", async () => newToken()],
  ["a malformed token", async () => "nonsense"],
  ["an endless token", async () => "x".repeat(5000)],
  ["an expired token", (id) => login(id, store({ now: () => Date.now() - SESSION_LIFETIME - 1 }))],
  [
    "the token of a session that was ended",
    async (id) => {
      const token = await login(id);
      await users.sessions.end(token);
      return token;
    },
  ],
  [
    "a disabled user's token",
    async (id) => {
      const token = await login(id);
      await users.update(id, { userStatus: "DISABLED" });
      return token;
    },
  ],
  [
    "a deleted user's token",
    async (id) => {
      const token = await login(id);
      await users.delete(id);
      return token;
    },
  ],
];

const OWN = ["GET /api/users/logout", "GET /api/users/userroles"];
const OF_ID = ["GET /api/users/userroles/:id", "GET /api/data/Users/:id", "PUT /api/users/:id"];

function send(route: string, id: string, options: Parameters<typeof call>[1] = {}) {
  return call(route.replace(":id", id), {
    ...options,
    ...(route.startsWith("PUT") && { body: { name: "Mallory" } }),
  });
}

describe.each([...OWN, ...OF_ID])("%s", (route) => {
  it.each(BAD_TOKENS)("answers %s with 401 / 3064", async (_, tokenOf) => {
    const { id } = await loggedIn();
    const token = await tokenOf(id);
    const { status, body } = await send(route, id, { token });
    const quoted = token === undefined ? "" : ` - ${token.slice(0, 64)}`;
    expect(status).toBe(401);
    expect(body).toEqual({
      code: 3064,
      message: `Not existing user token${quoted}. Relogin user to update your user token`,
    });
  });
});

it.each(BAD_TOKENS)("isvalidusertoken answers %s with false", async (_, tokenOf) => {
  const { id } = await loggedIn();
  const token = (await tokenOf(id)) ?? "undefined";
  expect(await call(`GET /api/users/isvalidusertoken/${token}`)).toMatchObject({ status: 200, body: false });
});

describe.each(OF_ID)("%s", (route) => {
  it("is not for another user, who doesn't learn either whether there is such a user", async () => {
    const { id } = await loggedIn();
    const { token } = await loggedIn();
    const existing = await send(route, id, { token });
    const unknown = await send(route, "00000000-0000-0000-0000-000000000000", { token });
    expect(existing).toMatchObject({ status: 403, body: { code: 70403 } });
    expect(unknown).toEqual({ ...existing, headers: unknown.headers });
    expect((await users.find(id))?.user.name).toBeNull();
  });

  it("is for the user herself and for the operator", async () => {
    const { id, token } = await loggedIn();
    expect((await send(route, id, { token })).status).toBe(200);
    expect((await send(route, id, { headers: MANAGER })).status).toBe(200);
  });

  it("answers the operator 404 when there is no such user", async () => {
    const answer = await send(route, "00000000-0000-0000-0000-000000000000", { headers: MANAGER });
    expect(answer).toMatchObject({ status: 404, body: { code: 70404, message: "No such user" } });
  });
});

it("disabling ends the sessions for good: enabling again brings none back", async () => {
  const { id, token } = await loggedIn();
  await users.update(id, { userStatus: "DISABLED" });
  await users.update(id, { userStatus: "ENABLED" });
  expect((await call("GET /api/users/userroles", { token })).status).toBe(401);
});

describe("the management API", () => {
  it.each([
    "GET /api/manage/users",
    "POST /api/manage/users",
    "PUT /api/manage/users/:id",
    "DELETE /api/manage/users/:id",
    "DELETE /api/manage/users/:id/sessions",
    "GET /api/manage/roles",
    "POST /api/manage/roles",
    "DELETE /api/manage/roles/Cashier",
    "PUT /api/manage/users/:id/roles/Cashier",
    "DELETE /api/manage/users/:id/roles/Cashier",
  ])("%s is not for a user", async (route) => {
    const { id, token } = await loggedIn();
    expect(await send(route, id, { token })).toMatchObject({ status: 401, body: { code: 70401 } });
  });
});
