import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import * as z from "zod";
import { requireAppKeys } from "./app-keys.ts";
import { Failure } from "./errors.ts";
import { manageFlowRoutes } from "./flows/routes.ts";
import { type AppContext, type AppEnv, Hono } from "./hono.ts";
import { describeThrown, log } from "./log.ts";
import { noteManager } from "./manage-key.ts";
import { describe, describeManaged, shown, withoutDescriptions } from "./openapi.ts";
import { peopleRoutes } from "./people/routes.ts";
import { flowActivityRoutes } from "./runs/flow-routes.ts";
import { linkRoutes } from "./runs/link-routes.ts";
import { manageRunRoutes } from "./runs/manage-routes.ts";
import { operateRunRoutes } from "./runs/operate-routes.ts";
import { overviewRoutes } from "./runs/overview-routes.ts";
import { runRoutes } from "./runs/routes.ts";
import { requireManager } from "./sign-in/access.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { failureOf } from "./thrown.ts";
import { manageTriggerRoutes } from "./triggers/manage-routes.ts";
import { RECEIPT_HEADER } from "./triggers/receipt.ts";
import { receiptRoutes } from "./triggers/receipt-routes.ts";
import { triggerRoutes } from "./triggers/routes.ts";
import { testCallbackRoutes } from "./triggers/test-routes.ts";
import { manageUserRoutes } from "./users/manage-routes.ts";
import { userRoutes } from "./users/routes.ts";

const system = { tag: "System", status: 200, failures: [] } as const;
const Health = shown(() => z.object({ status: z.literal("ok") }));

const preflight = cors({
  origin: "*",
  allowMethods: ["GET", "POST", "PUT", "OPTIONS"],
  allowHeaders: ["content-type", "user-token", "idempotency-key", "webhook-id", "prefer"],
  exposeHeaders: [RECEIPT_HEADER],
  maxAge: 86_400,
});

/**
 * Lets browsers of any origin in. Hono's cors() answers preflights only: it sets its headers on a response made in
 * advance, which each answer is then merged with.
 */
const openToBrowsers = createMiddleware<AppEnv>(async function openToBrowsers(c, next) {
  if (c.req.method === "OPTIONS") return preflight(c, next);
  c.header("access-control-allow-origin", "*");
  c.header("access-control-expose-headers", RECEIPT_HEADER);
  return next();
});

/** What the Backendless client and the senders of callbacks use; browsers of any origin may. */
const publicApi = new Hono<AppEnv>()
  .use(openToBrowsers, noteManager)
  .get(
    "/info",
    describe("Say that a Backendless client may go on", { ...system, answer: z.object({}) }),
    (c) => c.json({}),
  )
  .get("/health", describe("Say whether the service answers", { ...system, answer: Health }), (c) =>
    c.json({ status: "ok" }),
  )
  .route("/", userRoutes)
  .route("/automation/flow", runRoutes)
  .route("/automation/flow", triggerRoutes);

/** What the operator sees stays in no cache. An accepted socket is left as it is. */
const noStore = createMiddleware<AppEnv>(async function noStore(c, next) {
  await next();
  if (c.res.status !== 101) c.header("cache-control", "no-store");
});

const manageApi = new Hono<AppEnv>()
  .use(noStore)
  .route("/", signInRoutes)
  .use(describeManaged, requireManager)
  .route("/", manageFlowRoutes)
  .route("/", flowActivityRoutes)
  .route("/", manageRunRoutes)
  .route("/", operateRunRoutes)
  .route("/", linkRoutes)
  .route("/", manageTriggerRoutes)
  .route("/", receiptRoutes)
  .route("/", testCallbackRoutes)
  .route("/", overviewRoutes)
  .route("/", manageUserRoutes);

export const app = new Hono<AppEnv>();

app.notFound((c) => answerFailure(c, new Failure(70404)));
app.onError(answerThrown);
app.route("/api/manage", withoutDescriptions(manageApi));
app.route("/api", withoutDescriptions(publicApi));
app.route("/link", peopleRoutes);
app.use("/:appId/:apiKey/*", requireAppKeys);
app.route("/:appId/:apiKey", publicApi);

/** The one place where something thrown becomes an answer. */
function answerThrown(thrown: unknown, c: AppContext): Response {
  const failure = failureOf(thrown);
  if (!(thrown instanceof Failure) && failure.status >= 500) {
    log(failure.code === 70000 ? "error" : "warn", "request failed", {
      route: routePath(c, -1),
      method: c.req.method,
      ...describeThrown(thrown),
    });
  }
  return answerFailure(c, failure);
}

/** Headers that were set before it stay. */
function answerFailure(c: AppContext, failure: Failure): Response {
  const response = failure.toResponse();
  return c.newResponse(response.body, response);
}
