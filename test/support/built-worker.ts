import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { SECRET_BINDINGS } from "./secrets.ts";
import { freePort, KEYS } from "./server.ts";

type Options = Parameters<typeof convertV4MiniflareOptions>[0];

/** Serves that script with its assets, on state of its own. As with `npm start`, anyone may come in. */
export async function serveBundle(script: string): Promise<{ url: string; dispose: () => Promise<void> }> {
  const port = await freePort();
  const options = workerOptions(script);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      port,
      bindings: { ...options.bindings, REGISTRATION: "open", GUESTS: "open" },
      assets: { directory: "dist/assets", routerConfig: { has_user_worker: true } },
      // What the Worker logs of each callback is of no interest here.
      handleStructuredLogs: () => {},
    }),
  );
  await migrate(miniflare);
  return { url: `http://127.0.0.1:${port}`, dispose: () => miniflare.dispose() };
}

/** The script with all that it is bound to, as wrangler.toml says. */
export function workerOptions(script: string) {
  Object.assign(process.env, KEYS); // wrangler warns where its required secrets are missing
  const { compatibility_date, compatibility_flags, vars } = unstable_readConfig({ config: "wrangler.toml" });
  return {
    modules: true as const,
    script,
    compatibilityDate: compatibility_date ?? "",
    compatibilityFlags: compatibility_flags,
    bindings: { ...vars, ...KEYS, ...SECRET_BINDINGS },
    d1Databases: ["DB"],
    kvNamespaces: ["CACHE"],
    durableObjects: {
      FLOW_RUN: { className: "FlowRun", useSQLite: true },
      WAITING_LIST: { className: "WaitingList", useSQLite: true },
    },
    queueProducers: { RUN_INDEX: "run-index" },
    queueConsumers: { "run-index": { maxBatchTimeout: 0.1 } },
    analyticsEngineDatasets: { METRICS: { dataset: "holdpoint" } },
  } satisfies Options;
}

export async function migrate(miniflare: Miniflare): Promise<void> {
  const database = await miniflare.getD1Database("DB");
  const statements = readdirSync("migrations")
    .toSorted()
    .flatMap((name) => unstable_splitSqlQuery(readFileSync(join("migrations", name), "utf8")));
  await database.batch(statements.map((statement) => database.prepare(statement)));
}
