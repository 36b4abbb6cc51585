import { isJsonObject, type Json, type JsonObject } from "../../json.ts";
import type { DraftBlock } from "../document/draft.ts";

/** The value at a path such as `timeout.after`; undefined where there is none. */
export function fieldAt(block: DraftBlock, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((value, key) => {
    return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, block);
}

/**
 * The block with another value at a path; undefined takes the field out, and with it an object on the way
 * there that nothing else is in. All other fields stay as they are, known or not, in their order.
 */
export function withField(block: DraftBlock, path: string, value: Json | undefined): DraftBlock {
  return change(block, path.split("."), value) ?? {};
}

function change(
  object: JsonObject,
  [key = "", ...below]: readonly string[],
  value: Json | undefined,
): JsonObject | undefined {
  if (below.length === 0) return put(object, key, value);
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined && !isJsonObject(inner)) return object;
  return put(object, key, change(isJsonObject(inner) ? inner : {}, below, value));
}

function put(object: JsonObject, key: string, value: Json | undefined): JsonObject | undefined {
  if (value !== undefined) return { ...object, [key]: value };
  const { [key]: _, ...rest } = object;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

export function textAt(block: DraftBlock, path: string): string {
  const value = fieldAt(block, path);
  return typeof value === "string" ? value : "";
}

/** What a form for texts can show. */
export function isText(value: Json): value is string {
  return typeof value === "string";
}

/** What a form for texts that are chosen among others, or listed, can show. */
export function isTexts(value: Json): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isObjectOfTexts(value: Json): value is JsonObject {
  return isJsonObject(value) && Object.values(value).every(isText);
}

export function isFlag(value: Json): value is boolean {
  return typeof value === "boolean";
}

export function isNumber(value: Json): value is number {
  return typeof value === "number";
}

export function isAnything(value: Json): value is Json {
  return value !== undefined;
}
