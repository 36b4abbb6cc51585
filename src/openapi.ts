import type { Hono } from "hono";
import { describeRoute, type GenerateSpecOptions, generateSpecs, resolver } from "hono-openapi";
import * as z from "zod";
import { Failure, type FailureCode } from "./errors.ts";
import type { AppEnv } from "./hono.ts";

/** The version of the API, not of the package: it changes when a client has to. */
const API_VERSION = "1";

const ErrorBody = z
  .object({
    code: z.int().meta({ description: "What went wrong; below 70000 as Backendless numbers it" }),
    message: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Every problem of a request or document that was checked" }),
    range: z
      .object({ start: z.int(), end: z.int() })
      .optional()
      .meta({ description: "Where in the expression, as UTF-16 offsets" }),
  })
  .meta({ id: "Error", description: "What every failure answers" });

export interface RouteDescription {
  tag: string;
  status: 200 | 201 | 204;
  /** Absent: the answer has no body. */
  answer?: z.ZodType;
  /** Query parameters that no validator of the route describes, each with what it means. */
  query?: Readonly<Record<string, string>>;
  /** A JSON body that no validator of the route describes. */
  body?: z.ZodType;
  failures: readonly FailureCode[];
  /** Markdown, for what the summary doesn't say. */
  description?: string;
}

/** Describes a route in the OpenAPI document: what it does, takes and answers, and how it fails. */
export function describe(
  summary: string,
  { tag, status, answer, query = {}, body, failures, description }: RouteDescription,
) {
  return describeRoute({
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: Object.entries(query).map(([name, meaning]) => ({
      name,
      in: "query" as const,
      description: meaning,
      schema: { type: "string" as const },
    })),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: { description: summary, ...(answer && { content: json(answer) }) },
      ...describeFailures(failures),
    },
  });
}

/** Describes all routes below a mount that asks for the management key. */
export const describeManaged = describeRoute({
  security: [{ managementKey: [] }],
  responses: describeFailures([70401]),
});

/** One answer a status; the codes that share it are listed. */
function describeFailures(codes: readonly FailureCode[]) {
  const lines = new Map<number, string[]>();
  for (const code of codes) {
    const { status, message } = new Failure(code);
    lines.set(status, [...(lines.get(status) ?? []), `${code}: ${message}`]);
  }
  return Object.fromEntries(
    [...lines].map(([status, texts]) => [
      status,
      { description: texts.join("\n\n"), content: json(ErrorBody) },
    ]),
  );
}

function json(schema: z.ZodType) {
  return { "application/json": { schema: resolver(schema) } };
}

/** Mounts `GET /api/openapi.json`, which describes all routes that `app` has by the first request. */
export function mountOpenApi(app: Hono<AppEnv>): void {
  let document: unknown;
  app.get("/api/openapi.json", async (c) => {
    document ??= tidy(await generateSpecs(app, OPTIONS));
    return c.json(document);
  });
}

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

type Specification = Awaited<ReturnType<typeof generateSpecs>>;

/** Mends what the generator leaves: the mount's security many times over, many names for any JSON. */
function tidy({ paths, components, ...document }: Specification): unknown {
  for (const item of Object.values(paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete]) {
      // It is added once for each part of the route that describes something.
      if (operation?.security) operation.security = operation.security.slice(0, 1);
    }
  }
  const schemas = Object.fromEntries(
    Object.entries(components.schemas ?? {}).filter(([name]) => !ANONYMOUS.test(name)),
  );
  // zod numbers that schema anew wherever it occurs, since it refers to itself.
  const text = JSON.stringify({ ...document, paths, components: { ...components, schemas } });
  return JSON.parse(text.replaceAll(/(?<="#\/components\/schemas\/)__schema\d+(?=")/g, "AnyJson"));
}

const ANONYMOUS = /^__schema\d+$/;
