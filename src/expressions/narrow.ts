import type { Json } from "../json.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { isList, spoken, typeOf } from "./types.ts";

/** A type error of an evaluation: "Here must be a number, not text." */
export function wrongType(wanted: string, value: Json, at: Site): ExpressionError {
  return new ExpressionError("type", `This must be ${wanted}, but here it is ${spoken(typeOf(value))}.`, at);
}

export function asBool(value: Json, at: Site): boolean {
  if (typeof value === "boolean") return value;
  throw wrongType("true or false", value, at);
}

export function asNumber(value: Json, at: Site): number {
  if (typeof value === "number") return value;
  throw wrongType("a number", value, at);
}

export function asText(value: Json, at: Site): string {
  if (typeof value === "string") return value;
  throw wrongType("text", value, at);
}

export function asList(value: Json, at: Site): readonly Json[] {
  if (isList(value)) return value;
  throw wrongType("a list", value, at);
}

/** Passes a number that JSON can say. */
export function finite(value: number, at: Site): number {
  if (Number.isFinite(value)) return value;
  throw new ExpressionError("not_finite", "The number is too large.", at);
}
