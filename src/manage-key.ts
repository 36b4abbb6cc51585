import { timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { Failure } from "./errors.ts";
import type { AppEnv } from "./hono.ts";

/** Compares in a time that does not depend on where the texts differ. */
export function sameSecret(given: string, expected: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(given), encoder.encode(expected)];
  // The expected value against itself keeps the time alike when the lengths differ.
  return a.length === b.length ? timingSafeEqual(a, b) : timingSafeEqual(b, b) && false;
}

/** True when the request carries `Authorization: Bearer <ADMIN_KEY>`. */
function hasManageKey(authorization: string | undefined, env: Env): boolean {
  if (!env.ADMIN_KEY) return false;
  return authorization?.startsWith("Bearer ") === true && sameSecret(authorization.slice(7), env.ADMIN_KEY);
}

/** Notes in `c.get("manager")` whether the caller is the operator; refuses nobody. */
export const noteManager = createMiddleware<AppEnv>(async function noteManager(c, next) {
  if (!c.get("manager")) c.set("manager", hasManageKey(c.req.header("authorization"), c.env));
  await next();
});

/** Lets the operator through and answers everybody else with 401 / 70401. */
export const requireManager = createMiddleware<AppEnv>(async function requireManager(c, next) {
  if (!hasManageKey(c.req.header("authorization"), c.env)) throw new Failure(70401);
  c.set("manager", true);
  await next();
});
