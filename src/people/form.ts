import { type FieldKind, fieldKind, propertiesOf } from "../blocks/callback/form-fields.ts";
import { say, type TextKey, type Texts } from "../blocks/callback/page-texts.ts";
import { type Json, type JsonObject, own, put } from "../json.ts";
import { mismatches } from "../schema.ts";

/** One field of a page's form, from a property of its trigger's schema. */
export interface Field {
  name: string;
  kind: FieldKind;
  label: string;
  hint: string | null;
  required: boolean;
  /** Of a `select`. */
  options: readonly { value: Json; written: string; label: string }[];
  property: JsonObject;
}

/** The fields of a form. Properties that no field can ask for have none. */
export function fieldsOf(schema: JsonObject | null, texts: Texts): Field[] {
  const required = schema?.["required"];
  return propertiesOf(schema ?? {}).flatMap(([name, property]): Field[] => {
    const kind = fieldKind(property);
    if (!kind) return [];
    const { title, description } = property;
    const options = Array.isArray(property["enum"]) ? property["enum"] : [];
    return [
      {
        name,
        kind,
        label: texts[`field.${name}`] ?? (typeof title === "string" ? title : name),
        hint: texts[`hint.${name}`] ?? (typeof description === "string" ? description : null),
        required: Array.isArray(required) && required.includes(name),
        options: options.map((value: Json) => optionOf(name, value, texts)),
        property,
      },
    ];
  });
}

function optionOf(name: string, value: Json, texts: Texts): Field["options"][number] {
  const written = typeof value === "string" ? value : JSON.stringify(value);
  return { value, written, label: texts[`option.${name}.${written}`] ?? written };
}

/** What a field's input is called in the form. */
export function inputOf({ name }: Pick<Field, "name">): string {
  return `field.${name}`;
}

/** What stands in an input: what was sent, and before that the default. */
export function writtenOf(
  { kind, property }: Pick<Field, "kind" | "property">,
  input: string,
  sent: URLSearchParams | undefined,
): string {
  const given = sent ? sent.get(input) : own(property, "default");
  if (given === undefined || given === null || typeof given === "object") return "";
  if (kind === "checkbox") return String(given) === "false" ? "" : "on";
  return String(given);
}

/** What was filled in, and by field's name what is wrong with it; under the empty name: with all of it. */
export interface Filled {
  data: JsonObject;
  problems: Readonly<Record<string, string>>;
}

/** Reads a form as it was sent. The schema is judged by its fields alone. */
export function readFields(
  fields: readonly Field[],
  sent: URLSearchParams,
  { schema, texts }: { schema: JsonObject | null; texts: Texts },
): Filled {
  const data: Record<string, Json> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const read = readField(field, writtenOf(field, inputOf(field), sent));
    if ("wrong" in read) put(problems, field.name, say(texts, read.wrong, { limit: read.limit ?? "" }));
    else if (read.value !== undefined) put(data, field.name, read.value);
  }
  if (!schema || Object.keys(problems).length > 0) return { data, problems };
  for (const { path } of mismatches(schema, data)) {
    const field = fields.find(({ name }) => isAt(path, name) || isAt(path, `[${JSON.stringify(name)}]`));
    put(problems, field?.name ?? "", say(texts, "invalid"));
  }
  return { data, problems };
}

/** `items[0].price` is at `items`. */
function isAt(path: string, name: string): boolean {
  return path.startsWith(name) && /^(?:$|[.[])/.test(path.slice(name.length));
}

type Read = { value: Json | undefined } | Wrong;
type Wrong = { wrong: TextKey; limit?: string };

function readField({ kind, required, property, options }: Field, written: string): Read {
  if (kind === "checkbox") return { value: written !== "" };
  if (written.trim() === "") return required ? { wrong: "required" } : { value: undefined };
  switch (kind) {
    case "select": {
      const option = options.find((each) => each.written === written);
      return option ? { value: option.value } : { wrong: "notOffered" };
    }
    case "number":
    case "integer":
      return readNumber(property, Number(written), kind);
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(written.trim())
        ? { value: written.trim() }
        : { wrong: "notEmail" };
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(written) && !Number.isNaN(Date.parse(written))
        ? { value: written }
        : { wrong: "notDate" };
    case "text":
    case "textarea":
      return readText(property, written.replaceAll("\r\n", "\n"));
    default:
      return kind satisfies never;
  }
}

function readNumber({ minimum, maximum }: JsonObject, value: number, kind: FieldKind): Read {
  if (!Number.isFinite(value)) return { wrong: "notNumber" };
  if (kind === "integer" && !Number.isSafeInteger(value)) return { wrong: "notInteger" };
  if (typeof minimum === "number" && value < minimum) return { wrong: "tooSmall", limit: `${minimum}` };
  if (typeof maximum === "number" && value > maximum) return { wrong: "tooLarge", limit: `${maximum}` };
  return { value };
}

function readText({ minLength, maxLength }: JsonObject, value: string): Read {
  const length = lengthOf(value);
  if (typeof minLength === "number" && length < minLength)
    return { wrong: "tooShort", limit: `${minLength}` };
  if (typeof maxLength === "number" && length > maxLength) return { wrong: "tooLong", limit: `${maxLength}` };
  return { value };
}

/** As a schema counts: characters, not their halves. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
