import { hash as digest } from "node:crypto";
import { bodyLimit } from "hono/body-limit";
import { every } from "hono/combine";
import { createMiddleware } from "hono/factory";
import { Failure } from "./errors.ts";
import type { AppContext, AppEnv } from "./hono.ts";
import { byteLength, isJsonObject, type Json, type JsonObject } from "./json.ts";

/** The body of a callback or a start is at most this long, and so is what a run keeps of it. */
export const BODY_BYTES = 1_048_576;
const DEPTH = 64;
const TOO_DEEP = `The request body is nested deeper than ${DEPTH} levels`;

export interface JsonBody {
  data: JsonObject;
  /** SHA-256 of the bytes as sent, hex. */
  hash: string;
  bytes: Uint8Array;
}

/**
 * The JSON object of a callback or a start. An empty body is `{}` and needs no content type. Throws 413, 415
 * and 400 of wire.md; reads no more than the bound.
 */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const bytes = await readBytes(request);
  const hash = hashOf(bytes);
  if (bytes.byteLength === 0) return { data: {}, hash, bytes };
  if (mediaType(request) !== "application/json") throw new Failure(8048);
  return { data: bounded(jsonObject(bytes), bytes), hash, bytes };
}

/** SHA-256, hex. In one go: a hash that is fed piece by piece is a stream, which takes longer to make than to feed. */
export function hashOf(bytes: Uint8Array): string {
  return digest("sha256", bytes);
}

/** Without parameters, in lower case; empty where none was sent. */
export function mediaType({ headers }: { headers: Headers }): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Written out, numbers can become longer than they came: 1e20 is 21 digits. Throws 413. */
export function bounded(data: JsonObject, { byteLength: sent }: Uint8Array): JsonObject {
  if (sent > BODY_BYTES / 8 && byteLength(JSON.stringify(data)) > BODY_BYTES * 1.25)
    throw tooLarge(BODY_BYTES);
  return data;
}

/**
 * Lets requests through whose body is a JSON object of at most `most` bytes: else 413, 415 or 400. Hono keeps
 * the body for whoever reads it next.
 */
export function jsonBody(most: number) {
  const within = bodyLimit({
    maxSize: most,
    onError: () => {
      throw tooLarge(most);
    },
  });
  const isObject = createMiddleware<AppEnv>(async function isObject(c, next) {
    await readObject(c);
    await next();
  });
  return every(within, isObject);
}

/** The JSON object behind `jsonBody`. */
export async function readObject(c: AppContext): Promise<JsonObject> {
  if (mediaType(c.req.raw) !== "application/json") throw new Failure(8048);
  return jsonObject(new Uint8Array(await c.req.arrayBuffer()));
}

function tooLarge(most: number): Failure {
  return new Failure(70413, { message: `The request body is too large: at most ${most / 1024} KiB` });
}

/** In one go where its length is known: each piece crosses into the runtime and back. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const length = request.headers.get("content-length");
  if (Number(length) > BODY_BYTES) throw tooLarge(BODY_BYTES);
  const bytes = length === null ? await readPieces(request.body) : await request.bytes();
  if (bytes.byteLength > BODY_BYTES) throw tooLarge(BODY_BYTES);
  return bytes;
}

/** What comes after the bound isn't read. */
async function readPieces(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > BODY_BYTES) break;
  }
  return Buffer.concat(chunks, length);
}

/** Throws 8058. `revive`: as of JSON.parse. */
export function jsonObject(bytes: Uint8Array, revive?: Reviver): JsonObject {
  const value = parse(bytes, revive);
  if (!isJsonObject(value)) throw new Failure(8058);
  const problem = problemIn(value, 1);
  if (problem) throw new Failure(8058, { message: problem });
  return value;
}

/** `source`: how a number or text was written. */
export type Reviver = (key: string, value: Json, context?: { source?: string }) => Json;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** UTF-8 that isn't is no text. Throws TypeError. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

function parse(bytes: Uint8Array, revive: Reviver | undefined): Json {
  try {
    return JSON.parse(textOf(bytes), revive);
  } catch (thrown) {
    // Going through with a reviver, the parser itself runs out of depth.
    const message = thrown instanceof RangeError ? TOO_DEEP : "The request body is not valid JSON";
    throw new Failure(8058, { message });
  }
}

/** What JSON.parse lets through and we don't: nesting past the bound, and numbers past what a number holds. */
function problemIn(value: Json, depth: number): string | undefined {
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : "The request body has a number that is too large";
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > DEPTH) return TOO_DEEP;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    const problem = problemIn(item, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}
