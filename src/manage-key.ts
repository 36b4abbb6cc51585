import { timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { AppContext, AppEnv } from "./hono.ts";

/** Compares in a time that does not depend on where the texts differ. */
export function sameSecret(given: string, expected: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(given), encoder.encode(expected)];
  // The expected value against itself keeps the time alike when the lengths differ.
  return a.length === b.length ? timingSafeEqual(a, b) : timingSafeEqual(b, b) && false;
}

/** True when the request carries `Authorization: Bearer <ADMIN_KEY>`. */
export function hasManageKey(c: AppContext): boolean {
  const { ADMIN_KEY } = c.env;
  const authorization = c.req.header("authorization");
  return (
    !!ADMIN_KEY && !!authorization?.startsWith("Bearer ") && sameSecret(authorization.slice(7), ADMIN_KEY)
  );
}

/** Notes in `c.get("manager")` whether the caller is the operator; refuses nobody. */
export const noteManager = createMiddleware<AppEnv>(async function noteManager(c, next) {
  if (!c.get("manager")) c.set("manager", hasManageKey(c));
  await next();
});
