import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets } from "../../scripts/assets.ts";
import { runWrangler } from "../../scripts/wrangler.ts";

/** Builds the Worker as it is deployed, in a folder of its own; answers its text. */
export async function buildBundle(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "holdpoint-bench-bundle-"));
  try {
    await buildAssets(); // a dry run fails without them
    await runWrangler(["deploy", "--dry-run", "--outdir", directory]);
    return readFileSync(join(directory, "index.js"), "utf8");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
