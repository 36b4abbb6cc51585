import { env, exports } from "cloudflare:workers";
import { onTestFinished, vi } from "vitest";
import { usersOf } from "../../src/users/store.ts";

export const ORIGIN = "http://holdpoint.test";
const ADMIN = { authorization: `Bearer ${env.ADMIN_KEY}` };

export interface Sent {
  status: number;
  /** Parsed JSON; undefined for an answer without a body. */
  body: unknown;
  headers: Headers;
}

/** Sends one request to the Worker, as a sender would; a body that is no string goes as JSON. */
export async function send(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Sent> {
  return sendRaw(path, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** Sends a request exactly as given: no content type is added. */
export async function sendRaw(path: string, init: RequestInit): Promise<Sent> {
  const url = path.startsWith("http") ? path : `${ORIGIN}${path}`;
  const response = await exports.default.fetch(url, init);
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

export function manage(method: string, path: string, body?: unknown): Promise<Sent> {
  return send(method, `/api/manage${path}`, { body, headers: ADMIN });
}

export interface Published {
  flowId: string;
  versionId: string;
  name: string;
  /** By block. */
  triggers: Record<string, { triggerId: string; callbackUrl: string; stableUrl: string }>;
}

/** Creates a flow of these blocks under a name of its own and launches it. `start` is the first block. */
export async function publish(
  blocks: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<Published> {
  const name = `flow ${crypto.randomUUID()}`;
  const made = await manage("POST", "/flows", { name, start: Object.keys(blocks)[0], blocks, ...more });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return launch(made.body as Made, name);
}

/** Adds a version to a published flow and launches it. */
export async function republish(
  { flowId, name }: Published,
  blocks: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<Published> {
  const document = { name, start: Object.keys(blocks)[0], blocks, ...more };
  const made = await manage("POST", `/flows/${flowId}/versions`, document);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return launch(made.body as Made, name);
}

interface Made {
  flow: { id: string };
  version: { id: string };
  triggers: { block: string; triggerId: string; callbackUrl: string; stableUrl: string }[];
}

async function launch({ flow, version, triggers }: Made, name: string): Promise<Published> {
  const launched = await manage("POST", `/flows/${flow.id}/versions/${version.id}/launch`);
  if (launched.status >= 300) throw new Error(JSON.stringify(launched.body));
  const byBlock = Object.fromEntries(triggers.map((trigger) => [trigger.block, trigger]));
  return { flowId: flow.id, versionId: version.id, name, triggers: byBlock };
}

/** Starts a run and returns its id. */
export async function startRun(
  { versionId }: Pick<Published, "versionId">,
  data: unknown = {},
  headers: Record<string, string> = {},
): Promise<string> {
  const started = await send("POST", `/api/automation/flow/${versionId}/activate`, { body: data, headers });
  if (started.status !== 200) throw new Error(JSON.stringify(started.body));
  return (started.body as { executionId: string }).executionId;
}

export interface View {
  status: string;
  result?: unknown;
  error?: { code: string; message: string; source: string };
  waits: {
    block: string;
    trigger: string;
    occurrence: number;
    callbackUrl: string;
    timeoutAt: number | null;
  }[];
  context: Record<string, unknown>;
  timeline: { at: number; type: string; block?: string; [key: string]: unknown }[];
}

/** A run as the operator sees it. */
export async function viewRun(id: string): Promise<View> {
  const { status, body } = await manage("GET", `/runs/${id}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as View;
}

/** A user with these roles (made where they don't exist), already logged in. */
export async function logInUser(
  roles: readonly string[] = [],
  columns: Record<string, unknown> = {},
): Promise<{ id: string; token: string }> {
  for (const name of roles) await manage("POST", "/roles", { name });
  const email = `${crypto.randomUUID()}@example.com`;
  const made = await manage("POST", "/users", { email, roles, ...columns });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const id = (made.body as { objectId: string }).objectId;
  const session = await usersOf(env).sessions.open(id);
  if (!session) throw new Error("no session");
  return { id, token: session.token };
}

/** Asks again until the answer is right, for at most five seconds: for what happens after an answer. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  isRight: (value: Value) => boolean,
): Promise<Value> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (isRight(value)) return value;
    if (tries === 250) throw new Error(`still ${JSON.stringify(value)}`);
    await scheduler.wait(20);
  }
}

/** An outbound request as the outside world got it. */
export interface Received {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Plays the outside world until the test ends: answers outbound requests, those of objects too. */
export function outside(
  respond: (request: Received, signal?: AbortSignal) => Response | Promise<Response>,
): Received[] {
  const received: Received[] = [];
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    const seen = { method, url, headers: Object.fromEntries(request.headers), body: await request.text() };
    received.push(seen);
    return respond(seen, init?.signal ?? undefined);
  });
  onTestFinished(() => spy.mockRestore());
  return received;
}
