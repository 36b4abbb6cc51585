import { createMiddleware } from "hono/factory";
import * as z from "zod";
import { Failure } from "../errors.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { jsonBody, readObject } from "../json-body.ts";
import { noteManager } from "../manage-key.ts";
import { describe, shown } from "../openapi.ts";
import { valid } from "../validate.ts";
import { currentUser, managerOnly, openBy, selfOrManager } from "./access.ts";
import { resolveCaller, unknownToken } from "./caller.ts";

import { type LoggedIn, logIn, logInAsGuest } from "./login.ts";
import { noSuchUser } from "./roles.ts";
import { usersOf } from "./store.ts";
import { effectiveRoles, Registration, RoleName, User, UserUpdate } from "./user.ts";

const LoginBody = z.strictObject({
  // The client sends numbers too.
  login: z.union([z.string(), z.number()]).transform(String),
  password: z.string(),
});
const RoleChange = z.strictObject({
  user: z.union([z.string(), z.number()]).transform(String).meta({ description: "Id or email" }),
  roleName: RoleName,
});
const LoggedInUser = shown(() => User.extend({ "user-token": z.string() }));
const RoleNames = shown(() => z.array(z.string()));

const tag = "Users as Backendless speaks to them";
const MOST_BYTES = 64 * 1024;
const BODY = [70400, 8058, 70413, 8048] as const;
const SELF = [3064, 70403, 70404] as const;

/** 400 / 3012 and 3011, Backendless' own codes, before the general check of the body. */
const needsCredentials = createMiddleware<AppEnv>(async function needsCredentials(c, next) {
  const { email, password } = await readObject(c);
  if (email === undefined || email === null || email === "") throw new Failure(3012);
  if (password === undefined || password === null || password === "") throw new Failure(3011);
  await next();
});

/** The Backendless user API, relative to `/api`; literal paths before those with a parameter. */
export const userRoutes = new Hono<AppEnv>()
  .post(
    "/users/register",
    describe("Register a user; doesn't log in", {
      tag,
      status: 200,
      answer: User,
      failures: [...BODY, 3011, 3012, 3033, 70403, 997],
    }),
    noteManager,
    openBy("REGISTRATION"),
    jsonBody(MOST_BYTES),
    needsCredentials,
    valid("json", Registration),
    async (c) => c.json((await usersOf(c.env).register(c.req.valid("json"))).user),
  )
  .post(
    "/users/register/guest",
    describe("Log in as a new guest", { tag, status: 200, answer: LoggedInUser, failures: [70403] }),
    noteManager,
    openBy("GUESTS"),
    async (c) => answerLoggedIn(c, await logInAsGuest(usersOf(c.env))),
  )
  .post(
    "/users/login",
    describe("Log in by email and password", {
      tag,
      status: 200,
      answer: LoggedInUser,
      failures: [...BODY, 3003, 3036, 3090, 997],
    }),
    jsonBody(MOST_BYTES),
    valid("json", LoginBody),
    async (c) => answerLoggedIn(c, await logIn(usersOf(c.env), c.req.valid("json"))),
  )
  .get(
    "/users/logout",
    describe("End the session of the user-token", { tag, status: 200, failures: [3064] }),
    async (c) => {
      const token = c.req.header("user-token");
      if (!token || !(await usersOf(c.env).sessions.end(token))) throw unknownToken(token);
      return c.body(null);
    },
  )
  .get(
    "/users/isvalidusertoken/:token",
    describe("Whether a token is somebody's", { tag, status: 200, answer: z.boolean(), failures: [] }),
    async (c) => c.json((await resolveCaller(usersOf(c.env), c.req.param("token"))).kind === "user"),
  )
  .get(
    "/users/userroles",
    describe("The caller's roles", { tag, status: 200, answer: RoleNames, failures: [3064] }),
    async (c) => c.json((await currentUser(c)).roles),
  )
  .get(
    "/users/userroles/:id",
    describe("A user's roles", { tag, status: 200, answer: RoleNames, failures: [...SELF] }),
    noteManager,
    selfOrManager,
    async (c) => {
      const { user, roles } = (await usersOf(c.env).find(c.req.param("id"))) ?? noSuchUser();
      return c.json(effectiveRoles(user, roles));
    },
  )
  .post(
    "/users/assignRole",
    describe("Give a role to a user", { tag, status: 200, failures: [...BODY, 2011, 70404, 70409] }),
    noteManager,
    managerOnly,
    jsonBody(MOST_BYTES),
    valid("json", RoleChange),
    async (c) => {
      const { user, roleName } = c.req.valid("json");
      const users = usersOf(c.env);
      const record = (await users.findByIdOrEmail(user)) ?? noSuchUser();
      await users.roles.assign(record.user.objectId, roleName);
      return c.body(null);
    },
  )
  .post(
    "/users/unassignRole",
    describe("Take a role from a user", { tag, status: 200, failures: [...BODY, 2011, 70404, 70409] }),
    noteManager,
    managerOnly,
    jsonBody(MOST_BYTES),
    valid("json", RoleChange),
    async (c) => {
      const { user, roleName } = c.req.valid("json");
      const users = usersOf(c.env);
      const record = (await users.findByIdOrEmail(user)) ?? noSuchUser();
      await users.roles.unassign(record.user.objectId, roleName);
      return c.body(null);
    },
  )
  .put(
    "/users/:id",
    describe("Change a user", {
      tag,
      status: 200,
      answer: User,
      failures: [...BODY, ...SELF, 3012, 3033, 997],
    }),
    noteManager,
    selfOrManager,
    jsonBody(MOST_BYTES),
    valid("json", UserUpdate),
    async (c) => {
      const token = c.req.header("user-token");
      const record = await usersOf(c.env).update(c.req.param("id"), c.req.valid("json"), token);
      return c.json(record.user);
    },
  )
  .get(
    "/data/Users/:id",
    describe("Read a user", { tag, status: 200, answer: User, failures: [...SELF] }),
    noteManager,
    selfOrManager,
    async (c) => c.json(((await usersOf(c.env).find(c.req.param("id"))) ?? noSuchUser()).user),
  );

function answerLoggedIn(c: AppContext, { user, token }: LoggedIn): Response {
  return c.json({ ...user, "user-token": token });
}
