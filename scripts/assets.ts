import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildConsole } from "./console.ts";
import { writeConsoleTypes } from "./console-types.ts";
import { openApiDocument } from "./openapi.ts";
import { putFile } from "./put-file.ts";
import { ROOT } from "./wrangler.ts";

const SWAGGER = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE", "NOTICE"];

/**
 * Fills dist/assets, which the Worker serves: the console at /console, the reference page at /docs and
 * /api/openapi.json, which both are made for. Writes only what has changed.
 */
export async function buildAssets(): Promise<void> {
  const document = await openApiDocument();
  put("api/openapi.json", Buffer.from(document));
  const swagger = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));
  for (const name of SWAGGER) copy(join(swagger, name), `docs/${name}`);
  for (const name of globSync("src/docs/*.*", { cwd: ROOT }))
    copy(join(ROOT, name), name.replace("src/", ""));
  for (const name of ["_headers", "_redirects"]) copy(join(ROOT, "src/assets", name), name);
  await writeConsoleTypes(document);
  await buildConsole();
}

function copy(source: string, name: string): void {
  put(name, readFileSync(source));
}

function put(name: string, content: Buffer): void {
  putFile(`dist/assets/${name}`, content);
}

if (import.meta.main) await buildAssets();
