import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "./openapi.ts";
import { ROOT } from "./wrangler.ts";

const ASSETS = join(ROOT, "dist/assets");
const SWAGGER = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE", "NOTICE"];

/**
 * Fills dist/assets, which the Worker serves: the reference page at /docs and /api/openapi.json, which it shows.
 * Writes only what has changed.
 */
export async function buildAssets(): Promise<void> {
  mkdirSync(ASSETS, { recursive: true });
  put("api/openapi.json", Buffer.from(await openApiDocument()));
  const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));
  for (const name of SWAGGER) copy(join(swagger, name), `docs/${name}`);
  const page = join(ROOT, "src/docs");
  for (const name of globSync("**/*.*", { cwd: page })) copy(join(page, name), `docs/${name}`);
  if (existsSync(join(page, "_headers"))) copy(join(page, "_headers"), "_headers");
}

function copy(source: string, name: string): void {
  put(name, readFileSync(source));
}

/** Renames into place, so that a server beside us never serves half a file. */
function put(name: string, content: Buffer): void {
  const target = join(ASSETS, name);
  if (existsSync(target) && content.equals(readFileSync(target))) return;
  mkdirSync(dirname(target), { recursive: true });
  const half = join(ROOT, "dist", `${name.replaceAll("/", "_")}.${process.pid}`);
  writeFileSync(half, content);
  renameSync(half, target);
}

if (import.meta.main) await buildAssets();
