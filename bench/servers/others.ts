import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { ROOT } from "../../scripts/wrangler.ts";
import { Server, workerScript } from "./server.ts";

/** The floors F0, F1 and F2 (workers/floors.ts). */
export function startFloors(): Promise<Server> {
  const kept = { useSQLite: true, unsafePreventEviction: true };
  return Server.start("preparing", () => ({
    modules: true,
    script: workerScript("floors"),
    ...compatibility(),
    durableObjects: { OWN: { className: "Own", ...kept }, SHARED: { className: "Shared", ...kept } },
  }));
}

/**
 * Cloudflare Workflows (workers/workflow.ts), on disk from the beginning: instances would not be in memory after a
 * move. Miniflare keeps its engines in memory by itself.
 */
export function startWorkflows(): Promise<Server> {
  return Server.start("measuring", () => ({
    modules: true,
    script: workerScript("workflow"),
    ...compatibility(),
    workflows: { ORDERS: { name: "orders", className: "OrderWorkflow" } },
  }));
}

function compatibility() {
  const config = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
  return {
    compatibilityDate: config.compatibility_date ?? "",
    compatibilityFlags: config.compatibility_flags,
  };
}
