import { beforeEach, describe, expect, inject, it } from "vitest";
import { USER_KEYS } from "../scenarios/specification.ts";
import { Client } from "../support/client.ts";
import { KEYS } from "../support/server.ts";
import { Backendless } from "./backendless.ts";

const url = inject("url");
const client = new Client(url);
const { UserService } = Backendless;

beforeEach(() => {
  Backendless.initApp(url);
  UserService.setCurrentUser(null);
});

const newEmail = () => `${crypto.randomUUID()}@example.com`;

function register(email: string, more: object = {}) {
  return UserService.register(Object.assign(new Backendless.User(), { email, password: "s3cr3t", ...more }));
}

describe("the unmodified client", () => {
  it("registers without logging in, logs in, and gets the specification's user", async () => {
    const email = newEmail();
    expect(await register(email, { firstName: "James" })).toMatchObject({ email, firstName: "James" });
    expect(await UserService.isValidLogin()).toBe(false);
    const user = await UserService.login(email, "s3cr3t");
    const keys = Object.keys(user).filter((key) => key !== "___class" && key !== "user-token");
    expect(keys).toEqual(USER_KEYS);
    expect(await UserService.isValidLogin()).toBe(true);
    expect(await UserService.getCurrentUser(true)).toMatchObject({ objectId: user.objectId, email });
    expect(await UserService.getUserRoles()).toEqual(["AuthenticatedUser"]);
  });

  it("is told of a taken email, a missing password and a failed login", async () => {
    const email = newEmail();
    await register(email);
    await expect(register(email)).rejects.toMatchObject({ code: 3033, status: 409 });
    await expect(register(newEmail(), { password: "" })).rejects.toMatchObject({ code: 3011 });
    const failed = { code: 3003, message: "Invalid login or password", status: 401 };
    await expect(UserService.login(email, "wrong")).rejects.toMatchObject(failed);
    await expect(UserService.login(newEmail(), "s3cr3t")).rejects.toMatchObject(failed);
  });

  it("is told of a disabled account after the right password only", async () => {
    const email = newEmail();
    const { objectId } = await register(email);
    await client.manage(`PUT /users/${objectId}`, { userStatus: "DISABLED" });
    await expect(UserService.login(email, "wrong")).rejects.toMatchObject({ code: 3003 });
    await expect(UserService.login(email, "s3cr3t")).rejects.toMatchObject({ code: 3090, status: 403 });
  });

  it("updates its user's columns, and neither roles nor status nor id", async () => {
    const email = newEmail();
    await register(email);
    const user = await UserService.login(email, "s3cr3t");
    Object.assign(user, { lastName: "Bond", userStatus: "DISABLED", ownerId: "X", roles: ["Cashier"] });
    const updated = await UserService.update(user);
    expect(updated).toMatchObject({ lastName: "Bond", userStatus: "ENABLED", ownerId: user.objectId });
    expect(await UserService.getUserRoles()).toEqual(["AuthenticatedUser"]);
  });

  it("logs out, and its token is nobody's from then on", async () => {
    const { email } = await client.logInUser();
    const user = await UserService.login(email, "s3cr3t");
    const token = user["user-token"];
    await UserService.logout();
    expect(await UserService.getCurrentUser()).toBeNull();
    UserService.setCurrentUser({ ...user, "user-token": token });
    expect(await UserService.isValidLogin()).toBe(false);
    const message = `Not existing user token - ${token}. Relogin user to update your user token`;
    await expect(UserService.getUserRoles(user.objectId)).rejects.toMatchObject({ code: 3064, message });
  });

  it("becomes a guest", async () => {
    expect(await UserService.loginAsGuest()).toMatchObject({ accountType: "GUEST", email: null });
    expect(await UserService.getUserRoles()).toEqual(["GuestUser"]);
  });

  it("gives and takes roles with the server's key alone", async () => {
    const { id, email } = await client.logInUser(["Clerk"]);
    await expect(UserService.assignRole(email, "Clerk")).rejects.toMatchObject({ code: 2011 });
    Backendless.initApp({ appId: "holdpoint", apiKey: KEYS.SERVER_KEY, serverURL: url });
    await client.manage("POST /roles", { name: "Cashier" });
    await UserService.assignRole(email, "Cashier");
    expect(await UserService.getUserRoles(id)).toEqual(["AuthenticatedUser", "Cashier", "Clerk"]);
    await UserService.unassignRole(id, "Cashier");
    expect(await UserService.getUserRoles(id)).toEqual(["AuthenticatedUser", "Clerk"]);
  });
});

describe("the form initApp({ appId, apiKey, serverURL })", () => {
  it("reaches the same routes", async () => {
    const { email } = await client.logInUser();
    Backendless.initApp({ appId: "holdpoint", apiKey: "public", serverURL: url });
    expect(await UserService.login(email, "s3cr3t")).toMatchObject({ email });
    const flow = await client.publish({ wait: { type: "external-callback" } });
    expect(await Backendless.Automations.activateFlow(flow.name)).toHaveProperty("executionId");
  });

  it.each([
    ["holdpoint", "wrong"],
    ["other", "public"],
  ])("is refused for %s and %s", async (appId, apiKey) => {
    Backendless.initApp({ appId, apiKey, serverURL: url });
    await expect(UserService.login("a@example.com", "x")).rejects.toMatchObject({ code: 2002 });
  });
});
