import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./wrangler.ts";

/**
 * Writes a file of dist, named from the root, if its content is another one. Renames it into place, so that a
 * server beside us never serves half a file.
 */
export function putFile(name: string, content: Buffer): void {
  const target = join(ROOT, name);
  if (existsSync(target) && content.equals(readFileSync(target))) return;
  mkdirSync(dirname(target), { recursive: true });
  const half = join(ROOT, "dist", `${name.replaceAll("/", "_")}.${process.pid}`);
  writeFileSync(half, content);
  renameSync(half, target);
}
