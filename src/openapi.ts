import type { AppEnv, Hono } from "./hono.ts";

/**
 * How routes describe themselves for the OpenAPI document, which scripts/openapi.ts makes of them at build time.
 * package.json ("imports") chooses: describe.ts in Node, undescribed.ts in the Worker.
 */
export { describe, describeInput, describeManaged, shown } from "#describe";

/** Leaves out the places of descriptions, which are no handlers in the Worker. To be called before mounting. */
export function withoutDescriptions(api: Hono<AppEnv>): Hono<AppEnv> {
  api.routes = api.routes.filter(({ handler }) => handler !== undefined);
  return api;
}
