import { createMiddleware } from "hono/factory";
import { Failure } from "../errors.ts";
import type { AppContext, AppEnv } from "../hono.ts";

/** The console sends it with every request. A page of another origin can't without asking first, which we never allow. */
export const CONSOLE_HEADER = "holdpoint-console";

/** A browser adds cookies to requests of any page: lets through those of our own pages only, else 403 / 70403. */
export function refuseOtherPages(c: AppContext): void {
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  // A page of any origin may open a socket and read from it, and can't add a header.
  const isSocket = c.req.header("upgrade") !== undefined;
  if (isRead && !isSocket) return;
  if (c.req.header("origin") !== new URL(c.req.url).origin)
    throw new Failure(70403, { message: "Only the console's own pages may do this" });
  if (!isRead && c.req.header(CONSOLE_HEADER) === undefined)
    throw new Failure(70403, {
      message: `The console sends the header ${CONSOLE_HEADER} with this`,
    });
}

export const ownPageOnly = createMiddleware<AppEnv>(async function ownPageOnly(c, next) {
  refuseOtherPages(c);
  await next();
});
