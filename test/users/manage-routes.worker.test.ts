import { describe, expect, it } from "vitest";
import { ManagedUser } from "../../src/users/user.ts";
import { call, loggedIn, manage, newEmail, newRole, store } from "./support.ts";

const users = store();
const NOBODY = "00000000-0000-0000-0000-000000000000";

function addUser(body: unknown) {
  return manage("POST /api/manage/users", body);
}

describe("adding a user", () => {
  it("answers 201 with the user and her roles", async () => {
    const [email, role] = [newEmail(), newRole()];
    await users.roles.create(role);
    const { status, body } = await manage("POST /api/manage/users", {
      email,
      lastName: "Bond",
      userStatus: "DISABLED",
      roles: [role],
    });
    expect(status).toBe(201);
    expect(ManagedUser.parse(body)).toMatchObject({
      email,
      lastName: "Bond",
      userStatus: "DISABLED",
      roles: [role],
    });
  });

  it("with a password lets her log in", async () => {
    const email = newEmail();
    const added = await manage("POST /api/manage/users", { email, password: "s3cr3t" });
    expect(JSON.stringify(added.body)).not.toMatch(/s3cr3t|scrypt/);
    const { status } = await call("POST /api/users/login", { body: { login: email, password: "s3cr3t" } });
    expect(status).toBe(200);
  });

  it("names every role that can't be given, and adds nobody", async () => {
    const [email, role] = [newEmail(), newRole()];
    const { status, body } = await manage("POST /api/manage/users", { email, roles: ["GuestUser", role] });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 70400,
      errors: [
        { path: "roles[0]", message: 'The role "GuestUser" is given by the system' },
        { path: "roles[1]", message: `There is no role "${role}"` },
      ],
    });
    expect(await users.findByEmail(email)).toBeUndefined();
  });

  it("refuses a taken email, what is no email, and unknown columns", async () => {
    const { user } = await loggedIn();
    expect(await addUser({ email: user.email })).toMatchObject({ status: 409, body: { code: 3033 } });
    expect(await addUser({ email: "x" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "email" }] },
    });
    expect(await addUser({})).toMatchObject({ status: 400, body: { errors: [{ path: "email" }] } });
    expect(await addUser({ email: newEmail(), objectId: "X" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "objectId", message: 'Unknown field "objectId"' }] },
    });
    expect(await addUser("nonsense")).toMatchObject({ status: 400, body: { code: 8058 } });
  });
});

describe("listing users", () => {
  it("pages through all whose email begins so, newest first, each once", async () => {
    const domain = crypto.randomUUID();
    let now = Date.now();
    const ticking = store({ now: () => (now += 1) });
    for (let n = 0; n < 60; n += 1) await ticking.register({ email: `${domain}-${n}@example.com` });
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query = new URLSearchParams({ email: domain.toUpperCase(), ...(cursor && { cursor }) });
      const { status, body } = await manage(`GET /api/manage/users?${query.toString()}`);
      expect(status).toBe(200);
      const page = Object(body);
      seen.push(...page.items.map(({ email }: ManagedUser) => email));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBe(2);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => `${domain}-${59 - n}@example.com`));
  });

  it("has no cursor on the last page and answers nobody for an email that nobody has", async () => {
    const { body } = await manage(`GET /api/manage/users?email=${newEmail()}`);
    expect(body).toEqual({ items: [] });
  });

  it("refuses a made-up cursor and unknown parameters", async () => {
    expect(await manage("GET /api/manage/users?cursor=x")).toMatchObject({
      status: 400,
      body: { code: 70400 },
    });
    expect(await manage("GET /api/manage/users?limit=9")).toMatchObject({
      status: 400,
      body: { errors: [{ path: "limit" }] },
    });
  });
});

describe("showing a user", () => {
  it("tells how many times she is logged in, expired sessions left out", async () => {
    const { id, user } = await loggedIn(store({ now: () => 0 }));
    const show = async () => manage(`GET /api/manage/users/${id}`);
    expect((await show()).body).toMatchObject({ email: user.email, roles: [], sessions: 0 });
    await users.sessions.open(id);
    await users.sessions.open(id);
    expect((await show()).body).toMatchObject({ sessions: 2 });
    expect(await manage(`DELETE /api/manage/users/${id}/sessions`)).toMatchObject({ status: 204 });
    expect((await show()).body).toMatchObject({ sessions: 0 });
  });

  it("answers 404 for nobody", async () => {
    expect(await manage(`GET /api/manage/users/${NOBODY}`)).toMatchObject({ status: 404 });
  });
});

describe("changing a user", () => {
  it("sets columns, status and password, and ends her sessions with the latter two", async () => {
    const { id, token } = await loggedIn();
    const put = (body: object) => manage(`PUT /api/manage/users/${id}`, body);
    const valid = async () => (await call(`GET /api/users/isvalidusertoken/${token}`)).body;
    expect(await put({ name: "James" })).toMatchObject({ status: 200, body: { name: "James", roles: [] } });
    expect(await valid()).toBe(true);
    expect(await put({ userStatus: "DISABLED" })).toMatchObject({ body: { userStatus: "DISABLED" } });
    expect(await valid()).toBe(false);
    expect(await put({ userStatus: "GONE" })).toMatchObject({ status: 400, body: { code: 70400 } });
  });

  it("with a new password ends all her sessions", async () => {
    const { id, token } = await loggedIn();
    await manage(`PUT /api/manage/users/${id}`, { password: "s3cr3t" });
    expect((await call(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(false);
  });

  it("answers 404 for nobody", async () => {
    expect(await manage(`PUT /api/manage/users/${NOBODY}`, {})).toMatchObject({ status: 404 });
  });
});

describe("ending", () => {
  it("all sessions of a user lets her log in again", async () => {
    const { id, token } = await loggedIn();
    expect(await manage(`DELETE /api/manage/users/${id}/sessions`)).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect((await call(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(false);
    expect(await users.sessions.open(id)).toBeDefined();
    expect(await manage(`DELETE /api/manage/users/${NOBODY}/sessions`)).toMatchObject({ status: 404 });
  });

  it("a user frees her email", async () => {
    const { id, token, user } = await loggedIn();
    expect(await manage(`DELETE /api/manage/users/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect((await call(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(false);
    expect(await manage(`DELETE /api/manage/users/${id}`)).toMatchObject({
      status: 404,
      body: { code: 70404 },
    });
    expect(await manage("POST /api/manage/users", { email: user.email })).toMatchObject({ status: 201 });
  });
});

describe("roles", () => {
  it("are made once, listed, given, taken and deleted", async () => {
    const role = newRole();
    const { id, token } = await loggedIn();
    const path = `/api/manage/users/${id}/roles/${encodeURIComponent(role)}`;
    const own = async () => (await call("GET /api/users/userroles", { token })).body;

    expect(await manage(`PUT ${path}`)).toMatchObject({ status: 404, body: { code: 70404 } });
    expect(await manage("POST /api/manage/roles", { name: role })).toMatchObject({
      status: 201,
      body: { name: role, system: false },
    });
    expect(await manage("POST /api/manage/roles", { name: role })).toMatchObject({
      status: 409,
      body: { code: 70409 },
    });
    const { body } = await manage("GET /api/manage/roles");
    expect(Object(body).items.slice(0, 2)).toEqual([
      { name: "AuthenticatedUser", system: true },
      { name: "GuestUser", system: true },
    ]);
    expect(Object(body).items).toContainEqual({ name: role, system: false });

    expect(await manage(`PUT ${path}`)).toMatchObject({ status: 204, body: undefined });
    expect(await own()).toEqual(["AuthenticatedUser", role]);
    expect(await manage(`DELETE ${path}`)).toMatchObject({ status: 204 });
    expect(await own()).toEqual(["AuthenticatedUser"]);
    await manage(`PUT ${path}`);
    expect(await manage(`DELETE /api/manage/roles/${encodeURIComponent(role)}`)).toMatchObject({
      status: 204,
    });
    expect(await own()).toEqual(["AuthenticatedUser"]);
    expect(await manage(`DELETE ${path}`)).toMatchObject({ status: 404 });
    expect(await manage(`DELETE /api/manage/roles/${encodeURIComponent(role)}`)).toMatchObject({
      status: 404,
    });
  });

  it("of nobody can't be changed", async () => {
    const role = newRole();
    await users.roles.create(role);
    for (const method of ["PUT", "DELETE"])
      expect(
        await manage(`${method} /api/manage/users/${NOBODY}/roles/${encodeURIComponent(role)}`),
      ).toMatchObject({ status: 404, body: { code: 70404, message: "No such user" } });
  });

  it.each(["AuthenticatedUser", "GuestUser"])(
    "of the system are not made, given or deleted: %s",
    async (name) => {
      const { id } = await loggedIn();
      const answers = [
        await manage("POST /api/manage/roles", { name }),
        await manage(`PUT /api/manage/users/${id}/roles/${name}`),
        await manage(`DELETE /api/manage/users/${id}/roles/${name}`),
        await manage(`DELETE /api/manage/roles/${name}`),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ status: 409, body: { code: 70409 } });
    },
  );

  it("that don't exist are found for a flow's check, each once", async () => {
    const [known, one, two] = [newRole(), newRole(), newRole()];
    await users.roles.create(known);
    expect(await users.roles.missing([one, known, "GuestUser", two, "AuthenticatedUser", one])).toEqual([
      one,
      two,
    ]);
    expect(await users.roles.missing([])).toEqual([]);
  });
});
