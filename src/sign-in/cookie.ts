import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AppContext } from "../hono.ts";
import { SESSION_LIFETIME } from "./session.ts";

/** Holds the token of a session. Pages can't read it, and no other site's request brings it. */
export const COOKIE = "holdpoint-console";

export function sessionToken(c: AppContext): string | undefined {
  return getCookie(c, COOKIE);
}

export function giveSession(c: AppContext, token: string): void {
  setCookie(c, COOKIE, token, { ...attributes(c), maxAge: SESSION_LIFETIME / 1000 });
}

export function takeSession(c: AppContext): void {
  deleteCookie(c, COOKIE, attributes(c));
}

function attributes(c: AppContext) {
  return {
    path: "/api/manage",
    httpOnly: true,
    sameSite: "Strict",
    // The local server speaks plain HTTP.
    secure: new URL(c.req.url).protocol === "https:",
  } as const;
}
