import type { TestProject } from "vitest/node";
import { Server } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    url: string;
  }
}

/** One server for all tests over TCP that don't stop it. */
export default async function shareServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await Server.start();
  project.provide("url", server.url);
  return () => server.dispose();
}
