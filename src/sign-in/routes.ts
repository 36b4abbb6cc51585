import type { FailureCode } from "../errors.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { jsonBody } from "../json-body.ts";
import { describe } from "../openapi.ts";
import { usersOf } from "../users/store.ts";
import { valid } from "../validate.ts";
import { keyOnly, requireSession } from "./access.ts";
import { giveSession, sessionToken, takeSession } from "./cookie.ts";
import { ownPageOnly } from "./own-page.ts";
import { ConsoleCode, ConsoleSession, Credential } from "./session.ts";
import { signIn } from "./sign-in.ts";
import { signInsOf } from "./store.ts";

const tag = "Console";
const MOST_BYTES = 4 * 1024;
const BODY = [70400, 8058, 70413, 8048] as const satisfies FailureCode[];
const FROM_CONSOLE =
  "Needs an `Origin` of this server and the header `holdpoint-console`, as the console sends them.";

/** Signing in and out, relative to `/api/manage`. They come before its mount asks who calls, and ask themselves. */
export const signInRoutes = new Hono<AppEnv>()
  .post(
    "/console/codes",
    describe("Make a code that signs in to the console once, within five minutes", {
      tag,
      status: 201,
      answer: ConsoleCode,
      failures: [70401],
      security: ["managementKey"],
      description: "To be given to a person as the link `/console/#code=<code>`.",
    }),
    keyOnly,
    async (c) => c.json(await signInsOf(c.env).newCode(), 201),
  )
  .post(
    "/console/sessions",
    describe("Sign in to the console for twelve hours, by the admin key or a code", {
      tag,
      status: 204,
      failures: [...BODY, 70401, 70403, 997],
      security: [],
      description: `Sets the cookie \`holdpoint-console\`. ${FROM_CONSOLE}`,
    }),
    ownPageOnly,
    jsonBody(MOST_BYTES),
    valid("json", Credential),
    async (c) => {
      const ports = {
        signIns: signInsOf(c.env),
        failures: usersOf(c.env).loginFailures,
        adminKey: c.env.ADMIN_KEY,
      };
      const address = c.req.header("cf-connecting-ip") ?? "unknown";
      const before = sessionToken(c);
      giveSession(c, await signIn(ports, c.req.valid("json"), address));
      // The cookie has room for one: nobody could end the other any more.
      if (before !== undefined) await ports.signIns.end(before);
      return c.body(null, 204);
    },
  )
  .get(
    "/console/session",
    describe("Show the console's session", {
      tag,
      status: 200,
      answer: ConsoleSession,
      failures: [70401],
      security: ["consoleSession"],
    }),
    async (c) => c.json(await requireSession(c)),
  )
  .delete(
    "/console/session",
    describe("Sign out of the console", {
      tag,
      status: 204,
      failures: [70401, 70403],
      security: ["consoleSession"],
      description: FROM_CONSOLE,
    }),
    async (c) => {
      await requireSession(c);
      await signInsOf(c.env).end(sessionToken(c) ?? "");
      takeSession(c);
      return c.body(null, 204);
    },
  );
