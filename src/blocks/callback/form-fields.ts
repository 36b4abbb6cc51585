import { isJsonObject, type Json, type JsonObject, own } from "../../json.ts";

/** What a page asks for in its form. */
export type FieldKind = "text" | "textarea" | "email" | "date" | "number" | "integer" | "checkbox" | "select";

/** Longer texts get room. */
const LONG = 200;

/** The properties of a schema, in its order. */
export function propertiesOf(schema: JsonObject): (readonly [string, JsonObject])[] {
  const properties = own(schema, "properties");
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, property]) =>
    isJsonObject(property) ? [[name, property] as const] : [],
  );
}

/** Those that it requires although no field can ask for them. */
export function unaskable(schema: JsonObject): string[] {
  const { required } = schema;
  const asked = new Set(
    propertiesOf(schema).flatMap(([name, property]) => (fieldKind(property) ? [name] : [])),
  );
  return Array.isArray(required)
    ? required.filter((name: Json): name is string => typeof name === "string" && !asked.has(name))
    : [];
}

/** Undefined: what no field can ask for, such as objects and lists. */
export function fieldKind(property: JsonObject): FieldKind | undefined {
  const { type, format, maxLength, enum: options } = property;
  if (Array.isArray(options)) return options.every(isScalar) ? "select" : undefined;
  const types: readonly Json[] = Array.isArray(type) ? type : [type ?? null];
  const known = types.find((each) => each !== "null");
  if (known === "boolean") return "checkbox";
  if (known === "number" || known === "integer") return known;
  if (known !== "string") return undefined;
  if (format === "email" || format === "date") return format;
  return format === "textarea" || Number(maxLength) > LONG ? "textarea" : "text";
}

function isScalar(value: Json): boolean {
  return typeof value !== "object";
}
