import type { BodyForm, Reading } from "../blocks/callback/reading.ts";
import { Failure } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { bounded, hashOf, type JsonBody, jsonObject, mediaType, readBytes, textOf } from "../json-body.ts";

/** A body as its trigger takes it. */
export interface ReadBody extends JsonBody {
  /** For the receipt. */
  warning?: string;
}

/** Digits enough for an integer that a number can't hold. */
const MANY_DIGITS = /\d{16}/;

/**
 * The body of a callback in one of the forms that its trigger accepts, as a JSON object. An empty one is `{}` and needs no content
 * type. Throws 413, 415 and 400.
 */
export async function readBody(request: Request, settings: Reading | undefined): Promise<ReadBody> {
  const { accept, numbers = "number" } = settings ?? {};
  const bytes = await readBytes(request);
  const hash = hashOf(bytes);
  if (bytes.byteLength === 0) return { data: {}, hash, bytes };
  const type = mediaType(request);
  const form = accept ? formOf(type, accept) : type === "application/json" ? "json" : undefined;
  if (form === undefined)
    throw new Failure(8048, {
      message: `The content type must be ${(accept ?? ["json" as const]).map(named).join(" or ")}`,
    });
  if (form !== "json") return { data: bounded(await dataOf(form, type, request, bytes), bytes), hash, bytes };
  if (!MANY_DIGITS.test(latin1(bytes))) return { data: bounded(jsonObject(bytes), bytes), hash, bytes };
  let rounded: string | undefined;
  const data = jsonObject(bytes, (_, value, { source } = {}) => {
    if (source === undefined || !isRounded(value, source)) return value;
    if (numbers === "text") return source;
    rounded ??= source;
    return value;
  });
  const body = { data: bounded(data, bytes), hash, bytes };
  if (rounded === undefined) return body;
  // Said, not silent.
  const warning = `An integer is past 2^53 and was rounded (${rounded.length} digits). \`numbers: "text"\` keeps such as texts.`;
  return { ...body, warning };
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

function isRounded(value: Json, source: string): boolean {
  return typeof value === "number" && /^-?\d+$/.test(source) && !Number.isSafeInteger(value);
}

function formOf(type: string, accept: readonly BodyForm[]): BodyForm | undefined {
  const own = OWN_TYPES.find(({ pattern }) => pattern.test(type))?.form;
  if (own && accept.includes(own)) return own;
  return accept.includes("binary") && type !== "" ? "binary" : undefined;
}

const OWN_TYPES: readonly { form: BodyForm; pattern: RegExp }[] = [
  { form: "json", pattern: /^application\/([\w.!#$&^-]+\+)?json$/ },
  { form: "form", pattern: /^(application\/x-www-form-urlencoded|multipart\/form-data)$/ },
  { form: "xml", pattern: /^((application|text)\/xml|[\w.-]+\/[\w.!#$&^-]+\+xml)$/ },
  { form: "text", pattern: /^text\/plain$/ },
];

function named(form: BodyForm): string {
  switch (form) {
    case "json":
      return "application/json";
    case "form":
      return "application/x-www-form-urlencoded or multipart/form-data";
    case "xml":
      return "application/xml";
    case "text":
      return "text/plain";
    case "binary":
      return "any other";
    default:
      return form satisfies never;
  }
}

async function dataOf(
  form: Exclude<BodyForm, "json">,
  type: string,
  request: Request,
  bytes: Uint8Array,
): Promise<JsonObject> {
  switch (form) {
    case "form":
      return formData(request, bytes);
    case "xml":
      return { xml: text(bytes) };
    case "text":
      return { text: text(bytes) };
    case "binary":
      return { ...binary(bytes, type) };
    default:
      return form satisfies never;
  }
}

function text(bytes: Uint8Array): string {
  try {
    return textOf(bytes);
  } catch {
    throw new Failure(8058, { message: "The request body is not UTF-8" });
  }
}

function binary(bytes: Uint8Array, contentType: string) {
  return { base64: Buffer.from(bytes).toString("base64"), contentType, size: bytes.byteLength };
}

/** Fields by their names; one that comes several times is a list. Files as `binary` has them, with their name. */
async function formData({ headers }: Request, bytes: Uint8Array): Promise<JsonObject> {
  const parsed = await new Response(bytes, { headers: { "content-type": headers.get("content-type") ?? "" } })
    .formData()
    .catch(() => {
      throw new Failure(8058, { message: "The request body is not a form" });
    });
  const fields = new Map<string, Json[]>();
  for (const [name, value] of parsed.entries()) {
    const given = typeof value === "string" ? value : await fileOf(value);
    fields.set(name, [...(fields.get(name) ?? []), given]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? null)]),
  );
}

async function fileOf(file: File): Promise<JsonObject> {
  return { name: file.name, ...binary(await file.bytes(), file.type) };
}
