import { buildAssets } from "./assets.ts";
import { startWrangler } from "./wrangler.ts";

/**
 * `npm run deploy`. New code never meets an old database: migrations come first, but for the first deploy,
 * which provisions the database.
 */
const MIGRATE = ["d1", "migrations", "apply", "holdpoint", "--remote"];
const DEPLOY = ["deploy", ...process.argv.slice(2)];

await buildAssets();
const exists = (await run(["d1", "info", "holdpoint"], "ignore")) === 0;
for (const command of exists ? [MIGRATE, DEPLOY] : [DEPLOY, MIGRATE]) {
  const code = await run(command, "inherit");
  if (code !== 0) process.exit(code);
}

function run(args: readonly string[], stdio: "ignore" | "inherit"): Promise<number> {
  const child = startWrangler(args, stdio);
  return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
}
