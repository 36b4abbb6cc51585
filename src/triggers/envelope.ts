import type { Reading } from "../blocks/callback/reading.ts";
import { Failure } from "../errors.ts";
import { byteLength, type Json, type JsonObject, put } from "../json.ts";
import type { User } from "../users/user.ts";
import type { Callback } from "./callback.ts";

/** What is kept of a callback besides its body: in each activation's row. */
const ENVELOPE_BYTES = 8 * 1024;

/** They say where a callback goes. */
const ADDRESSING = new Set(["execution", "executionId", "flowName", "triggerName"]);
/** A query that says nothing else, as most are. */
const ONLY_EXECUTION = /^execution=[^&]*$/;

/** What came beside the body: absent where nothing did. */
export type Envelope = Pick<Callback, "headers" | "query">;

/** The query, and those headers that the trigger's settings name. Throws 70400 where they are too much to keep. */
export function envelopeOf(
  request: Pick<Request, "url" | "headers">,
  settings: Reading | undefined,
): Envelope {
  const mark = request.url.indexOf("?");
  const sent = mark < 0 ? "" : request.url.slice(mark + 1);
  const hasQuery = sent !== "" && !ONLY_EXECUTION.test(sent);
  if (!hasQuery && !settings?.headers) return {};
  const query: Record<string, Json> = {};
  for (const [name, value] of new URLSearchParams(sent)) {
    if (!ADDRESSING.has(name)) put(query, name, value);
  }
  const headers: Record<string, Json> = {};
  for (const name of settings?.headers ?? []) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  if (byteLength(JSON.stringify([query, headers])) > ENVELOPE_BYTES) {
    throw new Failure(70400, {
      message: `The query and the headers that are kept are larger than ${ENVELOPE_BYTES / 1024} KiB`,
    });
  }
  return { ...(!isEmpty(headers) && { headers }), ...(!isEmpty(query) && { query }) };
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

/** What a condition sees of a callback, under the trigger's own id. */
export function seenOf(
  { data, receivedAt, headers = {}, query = {} }: Callback,
  user: User | null,
): JsonObject {
  return { data, user, receivedAt, headers, query };
}
