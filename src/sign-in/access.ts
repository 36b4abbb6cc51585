import { createMiddleware } from "hono/factory";
import { Failure } from "../errors.ts";
import type { AppContext, AppEnv } from "../hono.ts";
import { hasManageKey } from "../manage-key.ts";
import { sessionToken } from "./cookie.ts";
import { refuseOtherPages } from "./own-page.ts";
import type { ConsoleSession } from "./session.ts";
import { signInsOf } from "./store.ts";

/** Lets the operator through who shows the key: 401 / 70401. */
export const keyOnly = createMiddleware<AppEnv>(async function keyOnly(c, next) {
  if (!hasManageKey(c)) throw new Failure(70401);
  await next();
});

/**
 * Lets the operator through, who shows the key or, in the console, has a session. 401 / 70401: everybody else;
 * 403 / 70403: a page that is not ours brings the console's session.
 */
export const requireManager = createMiddleware<AppEnv>(async function requireManager(c, next) {
  if (!hasManageKey(c)) await requireSession(c);
  c.set("manager", true);
  await next();
});

/** The id of the session that let the caller through; undefined: the key did. */
export function sessionIdOf(c: AppContext): string | undefined {
  const token = hasManageKey(c) ? undefined : sessionToken(c);
  return token && signInsOf(c.env).idOf(token);
}

/** The session of the console that sends this; failures as above. */
export async function requireSession(c: AppContext): Promise<ConsoleSession> {
  const token = sessionToken(c);
  if (token === undefined || !c.env.ADMIN_KEY) throw new Failure(70401);
  refuseOtherPages(c);
  const session = await signInsOf(c.env).find(token);
  if (!session) throw new Failure(70401, { message: "The console's session has ended. Sign in again." });
  return session;
}
