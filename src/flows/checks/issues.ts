import * as z from "zod";
import { Block } from "../../blocks/index.ts";
import type { Problem } from "../../errors.ts";
import { suggest } from "../../expressions/index.ts";
import { FlowDocument } from "../document.ts";
import { pathTo } from "./path.ts";

/** One issue of the schema in the author's words: unknown and missing fields, unknown types, odd block ids. */
export function problemsOf(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathTo("", ...issue.path, key),
      message: `Unknown field \`${key}\`.${suggest(key, fieldNames())}`,
    }));
  }
  return [{ path: pathTo("", ...issue.path), message: messageOf(issue, input) }];
}

function messageOf(issue: z.core.$ZodIssue, input: unknown): string {
  const value = valueAt(input, issue.path);
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) return typeMessage(value);
  return value === undefined ? `\`${String(issue.path.at(-1))}\` is missing` : issue.message;
}

function typeMessage(type: unknown): string {
  const types = Block.options.map((option) => option.shape.type.value);
  const known = `A block's type is one of: ${types.join(", ")}.`;
  return typeof type === "string" ? `Unknown type \`${type}\`.${suggest(type, types)} ${known}` : known;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return Reflect.get(value, key);
  }, input);
}

let names: string[] | undefined;

/** Every field that occurs anywhere in a document's schema. */
function fieldNames(): string[] {
  names ??= [...new Set(fieldsIn(FlowDocument))];
  return names;
}

function fieldsIn(schema: unknown): string[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, field]) => [name, ...fieldsIn(field)]);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldsIn(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(fieldsIn);
  return schema instanceof z.ZodRecord ? fieldsIn(schema.valueType) : [];
}
