import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAssets } from "../../scripts/assets.ts";
import { runWrangler } from "../../scripts/wrangler.ts";

/** The Worker as it is deployed: built, minified. */
export async function buildBundle(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "holdpoint-bundle-"));
  try {
    await buildAssets();
    await runWrangler(["deploy", "--dry-run", "--outdir", directory]);
    return readFileSync(join(directory, "index.js"), "utf8");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
