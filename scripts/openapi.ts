import { type GenerateSpecOptions, generateSpecs } from "hono-openapi";
import { app } from "../src/app.ts";
import { COOKIE } from "../src/sign-in/cookie.ts";
import { CONSOLE_HEADER } from "../src/sign-in/own-page.ts";

/** The version of the API, not of the package: it changes when a client has to. */
const API_VERSION = "1";

const OPTIONS = {
  // The same routes once more, for the client's initApp({ appId, apiKey }) form.
  exclude: [/^\/\{appId\}/],
  // Ours answer 400 as all failures do, and say so themselves.
  defaultValidationErrorResponse: false,
  documentation: {
    info: {
      title: "Holdpoint",
      version: API_VERSION,
      description: "Flows that pause, durably and for free, until an outside system calls a URL.",
    },
    servers: [{ url: "/" }],
    security: [{}, { userToken: [] }],
    components: {
      schemas: { AnyJson: { description: "Any JSON value" } },
      securitySchemes: {
        managementKey: { type: "http", scheme: "bearer", description: "The secret ADMIN_KEY" },
        consoleSession: {
          type: "apiKey",
          in: "cookie",
          name: COOKIE,
          description: `Set by POST /api/manage/console/sessions. All but GET and HEAD then needs an Origin of this server and the header ${CONSOLE_HEADER}.`,
        },
        userToken: {
          type: "apiKey",
          in: "header",
          name: "user-token",
          description: "What logging in answered",
        },
      },
    },
  },
} satisfies Partial<GenerateSpecOptions>;

const ANONYMOUS = /^__schema\d+$/;

/** The OpenAPI document of all routes of the app, as JSON. */
export async function openApiDocument(): Promise<string> {
  return tidy(await generateSpecs(app, OPTIONS));
}

/** Mends what the generator leaves: the mount's security many times over, many names for any JSON. */
function tidy({ paths, components, ...document }: Awaited<ReturnType<typeof generateSpecs>>): string {
  for (const item of Object.values(paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete]) {
      // It is added once for each part of the route that describes something.
      if (operation?.security) operation.security = eachOnce(operation.security);
    }
  }
  const schemas = Object.fromEntries(
    Object.entries(components.schemas ?? {}).filter(([name]) => !ANONYMOUS.test(name)),
  );
  // zod numbers that schema anew wherever it occurs, since it refers to itself.
  return JSON.stringify({ ...document, paths, components: { ...components, schemas } }).replaceAll(
    /(?<="#\/components\/schemas\/)__schema\d+(?=")/g,
    "AnyJson",
  );
}

function eachOnce<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
