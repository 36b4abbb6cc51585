import { createMiddleware } from "hono/factory";
import { Failure } from "../errors.ts";
import type { AppContext, AppEnv } from "../hono.ts";
import { resolveCaller, unknownToken } from "./caller.ts";
import { usersOf } from "./store.ts";
import type { User } from "./user.ts";

// All of these come after noteManager, which tells whether the operator is calling.

/** The user behind the token, as D1 knows her now; 401 / 3064 when there is none. */
export async function currentUser(c: AppContext): Promise<{ user: User; roles: readonly string[] }> {
  const token = c.req.header("user-token");
  const caller = await resolveCaller(usersOf(c.env), token, { fresh: true });
  if (caller.kind !== "user") throw unknownToken(token);
  return caller;
}

/** Lets through the user whose id is the parameter `id`, and the operator. */
export const selfOrManager = createMiddleware<AppEnv>(async function selfOrManager(c, next) {
  if (!c.get("manager") && (await currentUser(c)).user.objectId !== c.req.param("id"))
    throw new Failure(70403, { message: "Only the user herself and the operator may do this" });
  await next();
});

/** Lets the operator through and answers everybody else as Backendless does: 403 / 2011. */
export const managerOnly = createMiddleware<AppEnv>(async function managerOnly(c, next) {
  if (!c.get("manager")) throw new Failure(2011);
  await next();
});

const CLOSED = {
  REGISTRATION:
    'Registration is closed. Set the variable REGISTRATION to "open", or let the operator add the user (POST /api/manage/users).',
  GUESTS: 'Guests are not let in. Set the variable GUESTS to "open".',
};

/** Lets everybody through when the variable is "open", else the operator only. */
export function openBy(variable: keyof typeof CLOSED) {
  return createMiddleware<AppEnv>(async function requireOpen(c, next) {
    if (!c.get("manager") && c.env[variable] !== "open")
      throw new Failure(70403, { message: CLOSED[variable] });
    await next();
  });
}
