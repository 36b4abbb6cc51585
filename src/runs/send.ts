import type { OutboundRequest } from "../blocks/http-request.ts";
import type { OutboundResponse, Sent } from "./ports.ts";

/** An answer's body is read up to this many bytes (product.md). */
const MOST_BYTES = 1_048_576;

/** One hop over the network: no redirects, bounded in time and in the size of the answer. Never throws. */
export async function sendOutbound(request: OutboundRequest, timeoutMs: number): Promise<Sent> {
  const { method, url, headers, body } = request;
  // AbortSignal.timeout would run on behind the answer and keep the object in memory, which is billed.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.min(timeoutMs, 2 ** 31 - 1));
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      signal: controller.signal,
      ...(body !== undefined && { body }),
    });
    const text = await readUpTo(response, MOST_BYTES);
    if (text === undefined)
      return { ok: false, code: "too_large", message: "the answer is larger than 1 MiB" };
    return { ok: true, response: { status: response.status, headers: headersOf(response), body: text } };
  } catch {
    if (controller.signal.aborted)
      return { ok: false, code: "timeout", message: `no answer within ${timeoutMs / 1_000} s` };
    return { ok: false, code: "network", message: "the connection failed" };
  } finally {
    clearTimeout(timer);
  }
}

async function readUpTo(response: Response, most: number): Promise<string | undefined> {
  if (!response.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > most) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function headersOf(response: Response): OutboundResponse["headers"] {
  const headers = Object.fromEntries(response.headers);
  // A session of somebody else's has no business in a journal.
  delete headers["set-cookie"];
  return headers;
}
