import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { ROOT } from "../../scripts/wrangler.ts";
import { SECRET } from "../flows.ts";
import type { Call } from "../load/jobs.ts";
import { Server, type WorkerOptions, workerScript } from "./server.ts";

const KEYS = { ADMIN_KEY: "bench-admin-key", SIGNING_KEY: "bench-signing-key" };
/** All load comes from one address here. */
const NO_LIMITS = { CALLBACKS_PER_10S: "1000000000" };

interface Choices {
  /** The built bundle's text. */
  bundle: string;
  /**
   * Objects stay in memory, as the floors' and those of Cloudflare Workflows do. workerd opens three files for each,
   * so that one process can keep a third of what `ulimit -n` says.
   */
  keepsObjects: boolean;
  /** Adds the entry that makes rows of a list in bulk (workers/bulk.ts). */
  bulk?: boolean;
}

/** A trigger of a published flow. */
export interface Target {
  /** Paths, to be completed by a query. */
  start: string;
  callback: string;
  triggerId: string;
}

/** Holdpoint as it is deployed: the bundle, with its own bindings. */
export class Holdpoint {
  readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async start(choices: Choices): Promise<Holdpoint> {
    const server = await Server.start("preparing", () => optionsOf(choices));
    const database = await server.miniflare.getD1Database("DB");
    for (const name of readdirSync(join(ROOT, "migrations")).toSorted()) {
      const statements = unstable_splitSqlQuery(readFileSync(join(ROOT, "migrations", name), "utf8"));
      await database.batch(statements.map((statement) => database.prepare(statement)));
    }
    return new Holdpoint(server);
  }

  /** Makes a flow and launches it. */
  async publish(document: object): Promise<Target> {
    const { flow, version, triggers } = await this.#send("POST /manage/flows", {
      name: `Order ${crypto.randomUUID()}`,
      ...document,
    });
    await this.#send(`POST /manage/flows/${flow.id}/versions/${version.id}/launch`);
    const [{ callbackUrl, triggerId }] = triggers;
    return {
      start: `/api/automation/flow/${flow.id}/activate`,
      callback: new URL(callbackUrl).pathname,
      triggerId,
    };
  }

  /** A user of that role; answers a token. */
  async logIn(role: string): Promise<string> {
    const login = { email: "cashier@example.com", password: "bench-password" };
    await this.#send("POST /manage/roles", { name: role });
    await this.#send("POST /manage/users", { ...login, roles: [role] });
    const user = await this.#send("POST /users/login", { login: login.email, password: login.password });
    return user["user-token"];
  }

  /** Brings a run's object into memory. */
  touch(runId: string): Call {
    const headers = { authorization: `Bearer ${KEYS.ADMIN_KEY}` };
    return { method: "GET", path: `/api/manage/runs/${runId}`, headers, body: "" };
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the answers of our own API
  async #send(request: string, body?: unknown): Promise<any> {
    const [method = "", path = ""] = request.split(" ");
    const response = await fetch(`http://127.0.0.1:${this.server.port}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${KEYS.ADMIN_KEY}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${request} answered ${response.status}: ${text}`);
    return JSON.parse(text || "null");
  }
}

/** As wrangler.toml says, but for the assets, which would put another Worker in front. */
function optionsOf({ bundle, keepsObjects, bulk = false }: Choices): WorkerOptions {
  Object.assign(process.env, KEYS); // wrangler warns where its required secrets are missing
  const config = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  const [consumer] = config.queues.consumers ?? [];
  const kept = { useSQLite: true, unsafePreventEviction: keepsObjects };
  return {
    ...(bulk ? withBulk(bundle) : { modules: true, script: bundle }),
    compatibilityDate: config.compatibility_date ?? "",
    compatibilityFlags: config.compatibility_flags,
    bindings: { ...config.vars, ...KEYS, ...NO_LIMITS, [`FLOW_SECRET_${SECRET.name}`]: SECRET.value },
    d1Databases: ["DB"],
    kvNamespaces: ["CACHE"],
    durableObjects: {
      FLOW_RUN: { className: "FlowRun", ...kept },
      WAITING_LIST: { className: "WaitingList", ...kept },
    },
    queueProducers: { RUN_INDEX: "run-index" },
    queueConsumers: {
      "run-index": {
        maxBatchSize: consumer?.max_batch_size ?? 100,
        // Not the second of wrangler.toml, so that a batch's work falls into the time that is measured.
        maxBatchTimeout: 0.1,
        maxRetries: consumer?.max_retries ?? 10,
      },
    },
    analyticsEngineDatasets: { METRICS: { dataset: "holdpoint" } },
  };
}

/** Under the name by which bulk.ts imports the source, so that it is checked against its types. */
function withBulk(bundle: string): Pick<WorkerOptions, "script"> {
  const modules = [
    { type: "ESModule", path: "bench/workers/bulk.ts", contents: workerScript("bulk") },
    { type: "ESModule", path: "src/index.ts", contents: bundle },
  ];
  // Miniflare takes these in place of a script; the type of its older options, which are converted, knows the latter.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { modules } as unknown as Pick<WorkerOptions, "script">;
}
