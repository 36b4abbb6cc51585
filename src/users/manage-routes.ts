import * as z from "zod";
import type { FailureCode } from "../errors.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { jsonBody } from "../json-body.ts";
import { describe, shown } from "../openapi.ts";
import { valid } from "../validate.ts";

import { noSuchUser } from "./roles.ts";
import { usersOf } from "./store.ts";
import { ManagedRegistration, ManagedUpdate, ManagedUser, RoleName, SYSTEM_ROLES } from "./user.ts";
import type { UserRecord } from "./user-record.ts";

const UserList = shown(() => z.object({ items: z.array(ManagedUser), cursor: z.string().optional() }));
const UserDetails = shown(() =>
  ManagedUser.extend({
    sessions: z.int().meta({ description: "How many times this user is logged in now" }),
  }),
);
const UserQuery = z.strictObject({
  cursor: z.string().optional(),
  email: z.string().max(254).optional().meta({ description: "How the email begins" }),
});
const Role = shown(() => z.object({ name: z.string(), system: z.boolean() }));
const RoleList = shown(() => z.object({ items: z.array(Role) }));
const NewRole = z.strictObject({ name: RoleName });

const tag = "Users";
const MOST_BYTES = 64 * 1024;
const BODY = [70400, 8058, 70413, 8048] as const satisfies FailureCode[];

/** Users and roles for the operator, relative to `/api/manage`, whose mount requires the management key. */
export const manageUserRoutes = new Hono<AppEnv>()
  .get(
    "/users",
    describe("List users, newest first", { tag, status: 200, answer: UserList, failures: [70400] }),
    valid("query", UserQuery),
    async (c) => {
      const { items, ...rest } = await usersOf(c.env).list(c.req.valid("query"));
      return c.json({ items: items.map(toManagedUser), ...rest });
    },
  )
  .post(
    "/users",
    describe("Add a user", { tag, status: 201, answer: ManagedUser, failures: [...BODY, 3033, 997] }),
    jsonBody(MOST_BYTES),
    valid("json", ManagedRegistration),
    async (c) => c.json(toManagedUser(await usersOf(c.env).register(c.req.valid("json"))), 201),
  )
  .get(
    "/users/:id",
    describe("Show a user", { tag, status: 200, answer: UserDetails, failures: [70404] }),
    async (c) => {
      const users = usersOf(c.env);
      const id = c.req.param("id");
      const record = (await users.find(id)) ?? noSuchUser();
      return c.json({ ...toManagedUser(record), sessions: await users.sessions.count(id) });
    },
  )
  .put(
    "/users/:id",
    describe("Change a user; a new password or DISABLED ends the user's sessions", {
      tag,
      status: 200,
      answer: ManagedUser,
      failures: [...BODY, 70403, 70404, 3033, 997],
    }),
    jsonBody(MOST_BYTES),
    valid("json", ManagedUpdate),
    async (c) => c.json(toManagedUser(await usersOf(c.env).update(c.req.param("id"), c.req.valid("json")))),
  )
  .delete("/users/:id", describe("Delete a user", { tag, status: 204, failures: [70404] }), async (c) => {
    await usersOf(c.env).delete(c.req.param("id"));
    return c.body(null, 204);
  })
  .delete(
    "/users/:id/sessions",
    describe("End all sessions of a user", { tag, status: 204, failures: [70404] }),
    async (c) => {
      if (!(await usersOf(c.env).sessions.endAll(c.req.param("id")))) noSuchUser();
      return c.body(null, 204);
    },
  )
  .put(
    "/users/:id/roles/:role",
    describe("Give a role to a user, at once", { tag, status: 204, failures: [70404, 70409] }),
    async (c) => {
      await usersOf(c.env).roles.assign(c.req.param("id"), c.req.param("role"));
      return c.body(null, 204);
    },
  )
  .delete(
    "/users/:id/roles/:role",
    describe("Take a role from a user, at once", { tag, status: 204, failures: [70404, 70409] }),
    async (c) => {
      await usersOf(c.env).roles.unassign(c.req.param("id"), c.req.param("role"));
      return c.body(null, 204);
    },
  )
  .get(
    "/roles",
    describe("List roles, first those that the system gives", {
      tag,
      status: 200,
      answer: RoleList,
      failures: [],
    }),
    async (c) => {
      const names = await usersOf(c.env).roles.names();
      return c.json({
        items: [
          ...SYSTEM_ROLES.map((name) => ({ name, system: true })),
          ...names.map((name) => ({ name, system: false })),
        ],
      });
    },
  )
  .post(
    "/roles",
    describe("Make a role", { tag, status: 201, answer: Role, failures: [...BODY, 70409] }),
    jsonBody(MOST_BYTES),
    valid("json", NewRole),
    async (c) => {
      const { name } = c.req.valid("json");
      await usersOf(c.env).roles.create(name);
      return c.json({ name, system: false }, 201);
    },
  )
  .delete(
    "/roles/:role",
    describe("Delete a role, also from those who have it", { tag, status: 204, failures: [70404, 70409] }),
    async (c) => {
      await usersOf(c.env).roles.delete(c.req.param("role"));
      return c.body(null, 204);
    },
  );

function toManagedUser({ user, roles }: UserRecord): ManagedUser {
  return { ...user, roles: [...roles] };
}
