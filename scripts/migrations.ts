import { globSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ROOT, runWrangler } from "./wrangler.ts";

/** Brings the local database below `persistTo` up to date. Asks wrangler, which takes seconds, only if need be. */
export async function migrateLocally(persistTo: string): Promise<void> {
  const applied = appliedMigrations(resolve(ROOT, persistTo));
  const wanted = readdirSync(join(ROOT, "migrations")).filter((name) => name.endsWith(".sql"));
  if (wanted.every((name) => applied.has(name))) return;
  console.log("Preparing the database …");
  await runWrangler(["d1", "migrations", "apply", "DB", "--local", "--persist-to", persistTo], {
    CI: "true",
  });
}

/** Reads wrangler's own record of what it applied. Empty where there is no database yet, or somewhere else. */
function appliedMigrations(persistTo: string): Set<string> {
  const files = globSync("v3/d1/miniflare-D1DatabaseObject/*.sqlite", { cwd: persistTo });
  return new Set(files.flatMap((file) => namesIn(join(persistTo, file))));
}

function namesIn(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare("SELECT name FROM d1_migrations")
      .all()
      .map(({ name }) => String(name));
  } catch {
    return [];
  } finally {
    database.close();
  }
}
