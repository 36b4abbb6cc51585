import type { Json } from "../json.ts";

/** What a check infers. `any` is known only when evaluating. */
export type ValueType = "any" | "null" | "bool" | "number" | "string" | "list" | "map";

/** The type of a value, in the words of `ValueType`. */
export function typeOf(value: Json): Exclude<ValueType, "any"> {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "string";
  return isList(value) ? "list" : "map";
}

/** `Array.isArray` doesn't narrow readonly arrays. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The type of a value that is one or the other. */
export function join(a: ValueType, b: ValueType): ValueType {
  return a === b ? a : "any";
}

/** Whether a value inferred as `type` can turn out to be one of `wanted`. */
export function mayBe(type: ValueType, ...wanted: readonly ValueType[]): boolean {
  return type === "any" || wanted.includes("any") || wanted.includes(type);
}

/** "a number", "text": the type as the author reads it in a message. */
export function spoken(type: ValueType): string {
  switch (type) {
    case "any":
      return "any value";
    case "null":
      return "null";
    case "bool":
      return "true or false";
    case "number":
      return "a number";
    case "string":
      return "text";
    case "list":
      return "a list";
    case "map":
      return "a map";
    default:
      return type satisfies never;
  }
}
