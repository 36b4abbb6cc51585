import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ROOT } from "./wrangler.ts";

const FILE = join(ROOT, ".dev.vars");
const SECRETS = ["ADMIN_KEY", "SIGNING_KEY"] as const;

/**
 * The secrets of the local server: as given by `--var`, else from .dev.vars, where those that are missing are
 * made at the first start. They stay the same from then on: run ids and callback URLs depend on SIGNING_KEY.
 * Also those given by `--var` are made there: wrangler looks for secrets in that file only, and warns.
 */
export function ensureSecrets(given: Record<string, string>): { ADMIN_KEY: string; SIGNING_KEY: string } {
  const known = readVars();
  const missing = SECRETS.filter((name) => !known[name]);
  if (missing.length > 0) {
    const heading = existsSync(FILE)
      ? ""
      : "# Secrets of the local server; made by npm start, never committed.\n";
    const lines = missing.map((name) => `${name}=${randomBytes(24).toString("base64url")}\n`);
    appendFileSync(FILE, heading + lines.join(""), { mode: 0o600 });
  }
  const { ADMIN_KEY = "", SIGNING_KEY = "" } = { ...readVars(), ...given };
  return { ADMIN_KEY, SIGNING_KEY };
}

function readVars(): NodeJS.Dict<string> {
  return existsSync(FILE) ? parseEnv(readFileSync(FILE, "utf8")) : {};
}
