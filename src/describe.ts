import type { MiddlewareHandler, ValidationTargets } from "hono";
import { describeRoute, resolver, uniqueSymbol } from "hono-openapi";
import * as z from "zod";
import { Failure, type FailureCode } from "./errors.ts";

/** The descriptions as scripts/openapi.ts reads them. The Worker has undescribed.ts instead. */

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
  /** What lets the caller in, where it isn't what the mount asks for. */
  security?: readonly ("managementKey" | "consoleSession")[];
  /** Markdown, for what the summary doesn't say. */
  description?: string;
}

/** Describes a route in the OpenAPI document: what it does, takes and answers, and how it fails. */
export function describe(
  summary: string,
  { tag, status, answer, query = {}, body, failures, security, description }: RouteDescription,
): MiddlewareHandler {
  return describeRoute({
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(security && { security: security.map((name) => ({ [name]: [] })) }),
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

/** Describes all routes below a mount that asks for the management key or the console's session. */
export const describeManaged = describeRoute({
  security: [{ managementKey: [] }, { consoleSession: [] }],
  responses: describeFailures([70401]),
});

/** Describes the part of a request that `validator` checks by `schema`, and hands the validator back. */
export function describeInput<Validator extends object>(
  validator: Validator,
  target: keyof ValidationTargets,
  schema: z.ZodType,
): Validator {
  return Object.assign(validator, { [uniqueSymbol]: { target, ...resolver(schema) } });
}

/** A schema of what is shown only, which nothing is checked by: the Worker has `undefined` in its place. */
export function shown<Schema extends z.ZodType>(make: () => Schema): Schema {
  return make();
}

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
