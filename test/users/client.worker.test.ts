import Backendless from "backendless";
import { afterEach, beforeEach, expect, it } from "vitest";
import { app } from "../../src/app.ts";
import { MANAGER, newEmail, newRole, OPEN, store } from "./support.ts";

type Send = (
  path: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
) => Promise<{ status: number; headers: object; body: string }>;

/** What the operator's calls carry: the client itself sends no Authorization. */
let extra: Record<string, string> = {};

const send: Send = async (path, method, headers, body) => {
  const init = { method, headers: { ...headers, ...extra }, ...(body !== undefined && { body }) };
  const response = await app.request(path, init, OPEN);
  return { status: response.status, headers: {}, body: await response.text() };
};

beforeEach(() => {
  Backendless.initApp("http://127.0.0.1:8787");
  // The client's one way out; its typings don't know it.
  Reflect.set(Reflect.get(Backendless, "Request"), "send", send);
});

afterEach(() => {
  extra = {};
});

it("the unmodified Backendless client registers, logs in, reads, updates and logs out", async () => {
  const email = newEmail();
  const newcomer = Object.assign(new Backendless.User(), { email, password: "s3cr3t", firstName: "Ada" });
  const registered = await Backendless.UserService.register(newcomer);
  expect(registered).toMatchObject({ email, firstName: "Ada", lastLogin: null, ___class: "Users" });
  expect(registered).not.toHaveProperty("password");
  expect(await Backendless.UserService.isValidLogin()).toBe(false);

  const user = await Backendless.UserService.login(email, "s3cr3t");
  expect(await Backendless.UserService.isValidLogin()).toBe(true);
  expect(await Backendless.UserService.getUserRoles()).toEqual(["AuthenticatedUser"]);

  Object.assign(user, { lastName: "Lovelace", userStatus: "DISABLED" });
  const updated = await Backendless.UserService.update(user);
  expect(updated).toMatchObject({ objectId: user.objectId, lastName: "Lovelace", userStatus: "ENABLED" });
  const current = await Backendless.UserService.getCurrentUser(true);
  expect(current).toMatchObject({ objectId: user.objectId, lastName: "Lovelace" });

  await Backendless.UserService.logout();
  expect(await Backendless.UserService.getCurrentUser()).toBeNull();
});

it("the client's guest is one, and its errors carry code and message", async () => {
  const guest = await Backendless.UserService.loginAsGuest();
  expect(guest).toMatchObject({ email: null, accountType: "GUEST" });
  expect(await Backendless.UserService.getUserRoles()).toEqual(["GuestUser"]);
  await store().delete(String(guest.objectId));
  await expect(Backendless.UserService.getUserRoles()).rejects.toMatchObject({
    code: 3064,
    message: expect.stringMatching(/^Not existing user token - [\w-]{43}\. Relogin user/),
  });
  await expect(Backendless.UserService.logout()).rejects.toMatchObject({ code: 3064 });
  expect(Backendless.UserService.currentUser).toBeNull();
});

it("the operator's client gives and takes roles, by id and by email", async () => {
  const users = store();
  const email = newEmail();
  const role = newRole();
  const { user } = await users.register({ email });
  await users.roles.create(role);
  await expect(Backendless.UserService.assignRole(email, role)).rejects.toMatchObject({ code: 2011 });
  extra = MANAGER;
  await Backendless.UserService.assignRole(email, role);
  expect(await Backendless.UserService.getUserRoles(user.objectId)).toEqual(["AuthenticatedUser", role]);
  await Backendless.UserService.unassignRole(user.objectId, role);
  expect(await Backendless.UserService.getUserRoles(user.objectId)).toEqual(["AuthenticatedUser"]);
});
