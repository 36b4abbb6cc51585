import type { ValidationTargets } from "hono";
import type * as z from "zod";
import type { RouteDescription } from "./describe.ts";

/**
 * What the Worker has of describe.ts: nothing. Bodies without a statement, and the bundler leaves out the calls
 * with all their texts; `withoutDescriptions` leaves out their places among the handlers.
 */

export function describe(_summary: string, _description: RouteDescription): undefined {}

export function shown(_make: () => z.ZodType): undefined {}

export const describeManaged = undefined;

export function describeInput<Validator>(
  validator: Validator,
  _target: keyof ValidationTargets,
  _schema: z.ZodType,
): Validator {
  return validator;
}
