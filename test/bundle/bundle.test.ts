import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildAssets } from "../../scripts/assets.ts";
import { ORDER, SAMPLE } from "../scenarios/specification.ts";
import { Client } from "../support/client.ts";
import { freePort, KEYS } from "../support/server.ts";

/** The Worker as it is deployed, minified and without `eval`: tests in the pool allow what the edge forbids. */
let directory: string;
let miniflare: Miniflare;
let client: Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "holdpoint-bundle-"));
  buildAssets();
  execFileSync("wrangler", ["deploy", "--dry-run", "--outdir", directory], { stdio: "ignore" });
  const port = await freePort();
  const options = convertV4MiniflareOptions({
    port,
    modules: true,
    script: readFileSync(join(directory, "index.js"), "utf8"),
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["nodejs_compat"],
    bindings: { ...KEYS, APP_ID: "holdpoint", API_KEY: "public", REGISTRATION: "closed", GUESTS: "closed" },
    d1Databases: ["DB"],
    kvNamespaces: ["CACHE"],
    durableObjects: {
      FLOW_RUN: { className: "FlowRun", useSQLite: true },
      WAITING_LIST: { className: "WaitingList", useSQLite: true },
    },
    queueProducers: { RUN_INDEX: "run-index" },
    queueConsumers: { "run-index": { maxBatchTimeout: 0.1 } },
    analyticsEngineDatasets: { METRICS: { dataset: "holdpoint" } },
  });
  miniflare = new Miniflare(options);
  const database = await miniflare.getD1Database("DB");
  for (const name of readdirSync("migrations").toSorted()) {
    const sql = readFileSync(join("migrations", name), "utf8").replaceAll(/^--.*$/gm, "");
    for (const statement of sql.split(/;\s*$/m)) {
      if (statement.trim()) await database.prepare(statement).run();
    }
  }
  client = new Client(`http://127.0.0.1:${port}`);
});

afterAll(async () => {
  await miniflare.dispose();
  rmSync(directory, { recursive: true, force: true });
});

it("the built bundle runs the specification's scenario, with a user who logged in by password", async () => {
  const cashier = await client.logInUser(["Cashier"], { firstName: "James" });
  const flow = await client.publish(ORDER);
  const run = await client.startRun(flow.flowId, { orderId: "A-1", items: [{ price: 9.5, quantity: 2 }] });
  const url = flow.triggers["callback"]?.callbackUrl ?? "";
  expect((await client.callback(url, run, SAMPLE)).status).toBe(401);
  expect((await client.callback(url, run, SAMPLE, cashier.token)).status).toBe(200);
  expect((await client.runBecomes(run, "completed")).result).toMatchObject({
    order: "A-1",
    firstPrice: 9.95,
  });
});

it("the built bundle evaluates macros and regular expressions, and lists its runs", async () => {
  const flow = await client.publish({
    wait: {
      type: "external-callback",
      condition: "wait.data.items.exists(i, i.sku.matches('^A-[0-9]+$')) && size(wait.data.items) > 1",
    },
  });
  const url = flow.triggers["wait"]?.callbackUrl ?? "";
  const items = (...skus: string[]) => ({ items: skus.map((sku) => ({ sku })) });
  expect((await client.callback(url, undefined, items("B-1", "C-1"))).status).toBe(200);
  expect((await client.callback(url, undefined, items("B-1", "A-1"))).status).toBe(200);
  const listed = async () => (await client.manage(`GET /runs?flowId=${flow.flowId}`)).body.items;
  await expect.poll(listed, { timeout: 10_000 }).toMatchObject([{ status: "completed" }]);
  expect((await client.send("GET /api/openapi.json")).body.info.title).toBe("Holdpoint");
});
