import { Hono } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import * as z from "zod";
import { requireAppKeys } from "./app-keys.ts";
import { Failure } from "./errors.ts";
import { manageFlowRoutes } from "./flows/routes.ts";
import type { AppContext, AppEnv } from "./hono.ts";
import { describeThrown, log } from "./log.ts";
import { noteManager, requireManager } from "./manage-key.ts";
import { describe, describeManaged, withoutDescriptions } from "./openapi.ts";
import { manageRunRoutes } from "./runs/manage-routes.ts";
import { operateRunRoutes } from "./runs/operate-routes.ts";
import { runRoutes } from "./runs/routes.ts";
import { manageTriggerRoutes } from "./triggers/manage-routes.ts";
import { RECEIPT_HEADER } from "./triggers/receipt.ts";
import { receiptRoutes } from "./triggers/receipt-routes.ts";
import { triggerRoutes } from "./triggers/routes.ts";
import { manageUserRoutes } from "./users/manage-routes.ts";
import { userRoutes } from "./users/routes.ts";

const system = { tag: "System", status: 200, failures: [] } as const;
const Health = z.object({ status: z.literal("ok") });

/** What the Backendless client and the senders of callbacks use; browsers of any origin may. */
const publicApi = new Hono<AppEnv>()
  .use(
    cors({
      origin: "*",
      allowMethods: ["GET", "POST", "PUT", "OPTIONS"],
      allowHeaders: ["content-type", "user-token", "idempotency-key", "webhook-id", "prefer"],
      exposeHeaders: [RECEIPT_HEADER],
      maxAge: 86_400,
    }),
  )
  .use(noteManager)
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

const manageApi = new Hono<AppEnv>()
  .use(describeManaged, requireManager)
  .route("/", manageFlowRoutes)
  .route("/", manageRunRoutes)
  .route("/", operateRunRoutes)
  .route("/", manageTriggerRoutes)
  .route("/", receiptRoutes)
  .route("/", manageUserRoutes);

export const app = new Hono<AppEnv>();

app.notFound(() => new Failure(70404).toResponse());
app.onError(answerThrown);
app.route("/api/manage", withoutDescriptions(manageApi));
app.route("/api", withoutDescriptions(publicApi));
app.use("/:appId/:apiKey/*", requireAppKeys);
app.route("/:appId/:apiKey", publicApi);

/** The one place where something thrown becomes an answer. Headers that were set before it stay. */
function answerThrown(thrown: unknown, c: AppContext): Response {
  const failure = failureOf(thrown);
  if (failure.code === 70000) {
    log("error", "request failed", {
      route: routePath(c, -1),
      method: c.req.method,
      ...describeThrown(thrown),
    });
  }
  const response = failure.toResponse();
  return c.newResponse(response.body, response);
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof HTTPException && thrown.status < 500)
    return new Failure(70400, { message: thrown.message });
  return new Failure(70000);
}
