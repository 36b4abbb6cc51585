import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QUIET } from "../../scripts/wrangler.ts";

/** The Worker's script as it is deployed: built, minified. Fills dist/assets too. */
export function buildBundle(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdpoint-bundle-"));
  // In processes of their own: a test runner takes imports in another way than Node does.
  const run = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [script, ...args], { env: { ...process.env, ...QUIET }, stdio: "pipe" });
  try {
    run("scripts/assets.ts");
    run("node_modules/wrangler/bin/wrangler.js", "deploy", "--dry-run", "--outdir", directory);
    return readFileSync(join(directory, "index.js"), "utf8");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
