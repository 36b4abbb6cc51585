import * as z from "zod";
import type { Json } from "../json.ts";
import { isJsonObject } from "../json.ts";
import { BlockFailure, common, defineBlock, exitsOf, Next, type Scene, type Slot } from "./block.ts";
import { fill } from "./evaluate.ts";
import { Duration, durationMs } from "./time.ts";

const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "Not a header name");

function hasBody(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

const ADDRESS = { kind: "template", secrets: true } as const;
const BODY = { kind: "template" } as const;

/** An outbound request with timeout and retries; its output is `{status, headers, body}`. */
export const httpRequest = defineBlock({
  schema: z.strictObject({
    type: z.literal("http-request"),
    ...common,
    request: z
      .strictObject({
        method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
        url: z.string().min(1).max(8_192),
        headers: z.record(HeaderName, z.string().max(8_192)).optional(),
        body: z.json().optional(),
      })
      .refine(({ method, body }) => body === undefined || hasBody(method), {
        error: "A GET or HEAD request has no body: say which `method` it is",
        path: ["body"],
      }),
    /** For one attempt. */
    timeout: Duration.default("PT30S"),
    retry: z
      .strictObject({
        /** In all, the first one included. */
        attempts: z.int().min(1).max(20).default(3),
        /** Before the second attempt; it doubles from there. */
        backoff: Duration.default("PT1S"),
        maximum: Duration.default("PT5M"),
      })
      .default({ attempts: 3, backoff: "PT1S", maximum: "PT5M" }),
    next: Next.optional(),
  }),
  exits: (block) => exitsOf("next", block.next),
  rules: { "request.url": ADDRESS, "request.headers": ADDRESS, "request.body": BODY },
  slots(block) {
    const { url, headers = {}, body } = block.request;
    const slots: Slot[] = [{ path: "request.url", source: url, ...ADDRESS }];
    for (const [name, source] of Object.entries(headers)) {
      slots.push({ path: `request.headers.${name}`, source, ...ADDRESS });
    }
    if (body !== undefined) slots.push({ path: "request.body", source: body, ...BODY });
    return slots;
  },
  enter: () => ({ do: "request" }),
});

export type HttpRequest = z.infer<typeof httpRequest.schema>;

/** A request ready to be sent. `body` is undefined for none. */
export interface OutboundRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Fills in the block's templates. Throws ExpressionError or BlockFailure. */
export function prepareRequest(block: HttpRequest, scene: Scene): OutboundRequest {
  const { method, body } = block.request;
  const url = textOf(fill(block.request.url, scene), "The URL");
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new BlockFailure("url", "The URL is not a complete http:// or https:// address");
  }
  const headers: Record<string, string> = {};
  for (const [name, source] of Object.entries(block.request.headers ?? {})) {
    const value = textOf(fill(source, scene), `The header ${name}`);
    if (/[\r\n\0]/.test(value)) throw new BlockFailure("header", `The header ${name} has a line break in it`);
    headers[name.toLowerCase()] = value;
  }
  if (body === undefined || !hasBody(method)) return { method, url, headers, body: undefined };
  const content = fill(body, scene);
  headers["content-type"] ??= typeof content === "string" ? "text/plain; charset=utf-8" : "application/json";
  return { method, url, headers, body: typeof content === "string" ? content : JSON.stringify(content) };
}

function textOf(value: Json, what: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new BlockFailure("type", `${what} is ${isJsonObject(value) ? "an object" : "not text"}`);
}

/**
 * How long to wait after the failed attempt `attempt` (1 = the first), in milliseconds: exponential with
 * half of it as jitter (`random` in [0, 1)), never less than what the server's Retry-After asks for, up to
 * an hour. Undefined when there are no attempts left.
 */
export function retryDelay(
  block: HttpRequest,
  attempt: number,
  random: number,
  retryAfter = 0,
): number | undefined {
  const { attempts, backoff, maximum } = block.retry;
  if (attempt >= attempts) return undefined;
  const full = Math.min(durationMs(backoff) * 2 ** (attempt - 1), durationMs(maximum));
  return Math.max(Math.round(full / 2 + (full / 2) * random), Math.min(retryAfter, 3_600_000));
}
