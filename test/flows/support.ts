import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { vi } from "vitest";
import { Failure } from "../../src/errors.ts";
import { manageFlowRoutes } from "../../src/flows/routes.ts";
import type { AppEnv } from "../../src/hono.ts";
import { newGuid } from "../../src/ids.ts";
import { withoutDescriptions } from "../../src/openapi.ts";
import { flowActivityRoutes } from "../../src/runs/flow-routes.ts";
import { requireManager } from "../../src/sign-in/access.ts";

export const ORIGIN = "https://holdpoint.example";

/** The management API of flows alone, mounted as app.ts mounts it. */
const app = new Hono<AppEnv>();
app.onError((thrown) => {
  if (thrown instanceof Failure) return thrown.toResponse();
  throw thrown;
});
app.use("/api/manage/*", requireManager);
app.route("/api/manage", withoutDescriptions(manageFlowRoutes));
app.route("/api/manage", withoutDescriptions(flowActivityRoutes));

/** What the routes sent to the queue. */
export const sendBatch = vi.fn(async (_messages: Iterable<MessageSendRequest>) => ({
  metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
}));

const bindings: Env = { ...env, RUN_INDEX: { ...env.RUN_INDEX, sendBatch } };

/** A request to the management API; a body that isn't text is sent as JSON. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await app.request(
    `${ORIGIN}/api/manage${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${env.ADMIN_KEY}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    },
    bindings,
  );
  const text = await response.text();
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads answers freely
  const json: any = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, body: json };
}

export const freshName = () => `Flow ${newGuid()}`;

/** A flow that waits at its first block. */
export function payment(name = freshName(), blocks: Record<string, unknown> = {}) {
  return {
    name,
    start: "pay",
    blocks: {
      pay: { type: "external-callback", name: "Payment", next: "done" },
      done: { type: "return", value: "{{ pay.data }}" },
      ...blocks,
    },
  };
}

/** Publishes a document as a new flow; `path` is its version's. */
export async function create(document: unknown = payment()) {
  const { status, body } = await call("POST", "/flows", document);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { ...body, path: `/flows/${body.flow.id}/versions/${body.version.id}` };
}
