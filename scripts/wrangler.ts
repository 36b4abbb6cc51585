import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(import.meta.dirname, "..");

/** No questions, no telemetry, no look-ups on the network, no log files in the home directory. */
export const QUIET = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_WRITE_LOGS: "false",
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** Starts wrangler without its wrapper process, which dies of a Ctrl-C before wrangler has cleaned up. */
export function startWrangler(
  args: readonly string[],
  stdio: StdioOptions,
  env: Record<string, string> = {},
): ChildProcess {
  const cli = fileURLToPath(import.meta.resolve("wrangler"));
  return spawn(process.execPath, ["--no-warnings", cli, ...args], {
    cwd: ROOT,
    stdio,
    env: { ...process.env, ...QUIET, ...env },
  });
}

/** Runs wrangler to its end; throws what it said if it fails. */
export async function runWrangler(args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const child = startWrangler(args, ["ignore", "pipe", "pipe"], env);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${said}`);
}
