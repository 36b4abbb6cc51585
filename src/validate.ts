import type { ValidationTargets } from "hono";
import { validator } from "hono/validator";
import type * as z from "zod";
import { Failure, type Problem } from "./errors.ts";
import { describeInput } from "./openapi.ts";

/** `["blocks", "payment", "next", 0]` → `blocks.payment.next[0]`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** One issue of a zod check in the wire's words; unknown fields name themselves. */
export function problemsOfIssue(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== "unrecognized_keys") return [{ path: pathText(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    path: pathText([...issue.path, key]),
    message: `Unknown field "${key}"`,
  }));
}

/** A body that was read already, by its schema; 400 / 70400 with paths. */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw new Failure(70400, { errors: error.issues.flatMap(problemsOfIssue) });
  return data;
}

/** Validates one part of a request by a zod schema and describes it in the OpenAPI document; 400 / 70400 with paths. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what c.req.valid takes is inferred from it
export function valid<Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) {
  const check = validator(target, (input): z.output<Schema> => {
    const { success, data, error } = schema.safeParse(input);
    if (success) return data;
    const errors = error.issues.flatMap(problemsOfIssue);
    const text = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
    throw new Failure(70400, { errors, message: `The request is not valid: ${text}` });
  });
  return describeInput(check, target, schema);
}
