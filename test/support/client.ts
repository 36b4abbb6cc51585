import { eventually } from "./eventually.ts";
import { KEYS } from "./server.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- what comes over the wire is what the tests look into
export type Body = any;

export interface Answer {
  status: number;
  /** Parsed JSON; undefined for an answer without a body. */
  body: Body;
  headers: Headers;
}

export interface Published {
  flowId: string;
  versionId: string;
  name: string;
  /** By block. */
  triggers: Record<string, { name: string; triggerId: string; callbackUrl: string; stableUrl: string }>;
}

/** Speaks to a server over TCP as senders and operators do. */
export class Client {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** `METHOD /path` or `METHOD http://…`; a body that is no string goes as JSON. */
  async send(request: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = "", path = ""] = request.split(" ");
    const response = await fetch(path.startsWith("http") ? path : this.url + path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  manage(request: string, body?: unknown): Promise<Answer> {
    return this.send(request.replace(" ", " /api/manage"), body, {
      authorization: `Bearer ${KEYS.ADMIN_KEY}`,
    });
  }

  /** Makes a flow of these blocks under a name of its own and launches it. `start` is the first block. */
  async publish(blocks: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Published> {
    const document = { name: `Flow ${crypto.randomUUID()}`, start: Object.keys(blocks)[0], blocks, ...more };
    const { status, body } = await this.manage("POST /flows", document);
    if (status !== 201) throw new Error(JSON.stringify(body));
    const [flowId, versionId] = [body.flow.id, body.version.id];
    await this.manage(`POST /flows/${flowId}/versions/${versionId}/launch`);
    const triggers = Object.fromEntries(body.triggers.map((trigger: Body) => [trigger.block, trigger]));
    return { flowId, versionId, name: document.name, triggers };
  }

  async startRun(flowId: string, initial: unknown = {}): Promise<string> {
    const { status, body } = await this.send(`POST /api/automation/flow/${flowId}/activate`, initial);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.executionId;
  }

  /** Sends a callback; `execution` is any, all, a run's id or nothing. */
  callback(url: string, execution: string | undefined, body: unknown, token?: string): Promise<Answer> {
    const query = execution === undefined ? "" : `?execution=${execution}`;
    return this.send(`POST ${url}${query}`, body, token === undefined ? {} : { "user-token": token });
  }

  async run(id: string): Promise<Body> {
    return (await this.manage(`GET /runs/${id}`)).body;
  }

  runBecomes(id: string, status: string): Promise<Body> {
    return eventually(
      () => this.run(id),
      (run) => run.status === status,
    );
  }

  /** A new user with these roles, made where missing, logged in. */
  async logInUser(roles: readonly string[] = [], more: Record<string, unknown> = {}) {
    for (const name of roles) await this.manage("POST /roles", { name });
    const email = `${crypto.randomUUID()}@example.com`;
    const { body: user } = await this.manage("POST /users", { email, password: "s3cr3t", roles, ...more });
    const { body } = await this.send("POST /api/users/login", { login: email, password: "s3cr3t" });
    return { id: String(user.objectId), email, token: String(body["user-token"]) };
  }
}
