import openapiTypes from "openapi-typescript";
import { openApiDocument } from "./openapi.ts";
import { putFile } from "./put-file.ts";

/** The types of the API's requests and answers, which the console's client is typed by. */
export async function writeConsoleTypes(document: string): Promise<void> {
  const types = await openapiTypes(JSON.parse(document), {
    emptyObjectsUnknown: true,
    // Our own type says more than `unknown`.
    transform: (_, { path }) =>
      path === "#/components/schemas/AnyJson" ? 'import("../src/json.ts").Json' : undefined,
  });
  putFile("dist/console-api.d.ts", Buffer.from(types));
}

if (import.meta.main) await writeConsoleTypes(await openApiDocument());
