import { BlockFailure } from "../blocks/block.ts";
import type { HttpRequest, OutboundRequest } from "../blocks/http-request.ts";
import { prepareRequest } from "../blocks/http-request.ts";
import { durationMs } from "../blocks/time.ts";
import { readsOf } from "../flows/graph.ts";
import type { Version } from "../flows/version.ts";
import type { Json } from "../json.ts";
import { unsetSecret } from "../secrets.ts";
import { errorOf } from "./advance.ts";
import type { AttemptResult } from "./decide.ts";
import type { OutboundResponse, RunPorts, Sent } from "./ports.ts";
import { sceneOf } from "./scene.ts";
import type { Request } from "./state.ts";

const MOST_REDIRECTS = 5;

/** Worth another attempt: the server may answer differently next time. */
function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * One attempt of a block's request. The same run, occurrence and inputs give the same request every time,
 * with the same `Idempotency-Key`. Secrets are put in here and blanked in everything that comes back.
 */
export async function attempt(
  ports: RunPorts,
  version: Version,
  runId: string,
  request: Request,
  block: HttpRequest,
): Promise<AttemptResult> {
  try {
    const secrets = secretsOf(ports, version, request.block);
    const scene = sceneOf(
      { ...request.inputs, secrets },
      { runId, occurrence: request.occurrence, now: request.since },
      ports.signer,
    );
    const prepared = prepareRequest(block, scene);
    prepared.headers["idempotency-key"] ??= `${runId}:${request.occurrence}`;
    const sent = await follow(ports, prepared, durationMs(block.timeout), Object.keys(secrets).length > 0);
    return blankIn(resultOf(sent, prepared), Object.values(secrets));
  } catch (thrown) {
    const { code, message } = errorOf(thrown, request.block);
    return { ok: false, error: { code, message }, retryable: false, retryAfter: 0 };
  }
}

function secretsOf(ports: RunPorts, version: Version, block: string): Record<string, string> {
  const names = readsOf(version.document, block).flatMap(([root, name]) =>
    root === "secrets" && name ? [name] : [],
  );
  return Object.fromEntries(
    names.map((name) => {
      const value = ports.secret(name);
      if (value === undefined) throw new BlockFailure("secret", unsetSecret(name));
      return [name, value];
    }),
  );
}

/** Follows redirects; a request that carries secrets never leaves its host. */
async function follow(
  ports: RunPorts,
  first: OutboundRequest,
  timeoutMs: number,
  secret: boolean,
): Promise<Sent> {
  let request = first;
  for (let hops = 0; ; hops++) {
    const sent = await ports.send(request, timeoutMs);
    const location =
      sent.ok &&
      [301, 302, 303, 307, 308].includes(sent.response.status) &&
      sent.response.headers["location"];
    if (!sent.ok || !location || hops === MOST_REDIRECTS || !URL.canParse(location, request.url)) return sent;
    const target = new URL(location, request.url);
    if (!/^https?:$/.test(target.protocol)) return sent;
    if (secret && target.origin !== new URL(request.url).origin) return sent;
    request = redirected(request, sent.response.status, target);
  }
}

/** As the fetch standard has it: which methods become GET, and what another host doesn't get. */
function redirected(request: OutboundRequest, status: number, target: URL): OutboundRequest {
  const { method, body } = request;
  const headers = { ...request.headers };
  if (target.origin !== new URL(request.url).origin) {
    for (const name of ["authorization", "proxy-authorization", "cookie"]) delete headers[name];
  }
  const becomesGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  if (!becomesGet) return { method, url: target.href, headers, body };
  delete headers["content-type"];
  return { method: "GET", url: target.href, headers, body: undefined };
}

function resultOf(sent: Sent, { method, url }: OutboundRequest): AttemptResult {
  const what = `${method} ${new URL(url).host}`;
  if (!sent.ok) {
    const error = { code: sent.code, message: `${what}: ${sent.message}` };
    return { ok: false, error, retryable: sent.code !== "too_large", retryAfter: 0 };
  }
  const { response } = sent;
  if (response.status >= 200 && response.status < 300) return { ok: true, output: outputOf(response) };
  const error = { code: `http_${response.status}`, message: `${what} answered ${response.status}` };
  return { ok: false, error, retryable: isTransient(response.status), retryAfter: retryAfterMs(response) };
}

function outputOf({ status, headers, body }: OutboundResponse): Json {
  return { status, headers, body: parsed(headers["content-type"] ?? "", body) };
}

function parsed(contentType: string, body: string): Json {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType)) return body;
  try {
    const value: Json = JSON.parse(body);
    return isStorable(value, 64) ? value : body;
  } catch {
    return body;
  }
}

/** What the journal can't give back as it was stays text: absurd nesting, and numbers such as 1e999. */
function isStorable(value: Json, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value !== "object") return true;
  return depth > 0 && Object.values(value).every((item) => isStorable(item, depth - 1));
}

function retryAfterMs({ headers }: OutboundResponse): number {
  const seconds = Number(headers["retry-after"] ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}

/** Replaces every used secret in what an attempt left behind, in the forms in which servers echo them. */
function blankIn(result: AttemptResult, secrets: readonly string[]): AttemptResult {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  const wanted = [...new Set(forms)].filter((form) => form !== "").toSorted((a, b) => b.length - a.length);
  if (wanted.length === 0) return result;
  const blank = (text: string) => wanted.reduce((rest, form) => rest.replaceAll(form, "•••"), text);
  if (result.ok) return { ok: true, output: blankValue(result.output, blank) };
  return { ...result, error: { code: result.error.code, message: blank(result.error.message) } };
}

function blankValue(value: Json, blank: (text: string) => string): Json {
  if (typeof value === "string") return blank(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => blankValue(item, blank));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [blank(key), blankValue(item, blank)]),
  );
}
