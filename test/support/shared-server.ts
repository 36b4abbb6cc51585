import type { TestProject } from "vitest/node";
import { serveBundle } from "./built-worker.ts";
import { buildBundle } from "./bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    url: string;
    /** The Worker's script, built. */
    bundle: string;
  }
}

/** The Worker as it is deployed, built once, on one server for all tests over TCP that don't stop it. */
export default async function shareServer(project: TestProject): Promise<() => Promise<void>> {
  const bundle = buildBundle();
  const server = await serveBundle(bundle);
  project.provide("bundle", bundle);
  project.provide("url", server.url);
  return server.dispose;
}
