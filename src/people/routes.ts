import { routePath } from "hono/route";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { signerOf } from "../ids.ts";
import { mediaType, readBytes } from "../json-body.ts";
import type { LinkClaim } from "../link-tokens.ts";
import { describeThrown, log } from "../log.ts";
import type { LinkView } from "../runs/link-view.ts";
import { failureOf } from "../thrown.ts";
import { edgeOf } from "../triggers/edge-ports.ts";
import { requireRate } from "../triggers/rate.ts";
import { answer } from "./answer.ts";
import { messagePage } from "./page.ts";
import { signIn, signOut } from "./person.ts";
import { STATUS, show } from "./show.ts";
import { SIGN_IN, SIGN_OUT, signInPage } from "./sign-in.ts";
import { PAGE_HEADERS } from "./style.ts";

/**
 * The pages of links, relative to `/link`. Mail scanners, link previews and prefetching browsers open every link that they see,
 * so that opening one never answers: only its form does, sent from the page itself.
 */
export const peopleRoutes = new Hono<AppEnv>()
  .use(async function pageHeaders(c, next) {
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
  })
  .get("/:token", async (c) => {
    const opened = await open(c);
    return opened instanceof Response ? opened : show(c, edgeAt(c), opened.view);
  })
  .post("/:token", async (c) => {
    // Also what another site's page lets a browser send has no effect.
    if (c.req.header("origin") !== new URL(c.req.url).origin) return c.html(messagePage("elsewhere"), 403);
    const opened = await open(c);
    if (opened instanceof Response) return opened;
    const { claim, view } = opened;
    const sent = await readForm(c.req.raw);
    const act = sent.get("act");
    if (act === SIGN_IN) return enter(c, view, sent);
    if (act === SIGN_OUT) {
      await signOut(c);
      return c.redirect(c.req.path, 303);
    }
    return answer(c, edgeAt(c), { view, link: claim.number, sent, again: () => viewOf(c, claim) });
  })
  .all("/:token", (c) => {
    c.header("allow", "GET, HEAD, POST");
    return c.html(messagePage("unknown"), 405);
  })
  .onError((thrown, c) => {
    const failure = failureOf(thrown);
    if (failure.code === 997 || failure.code === 70503) {
      c.header("retry-after", String(failure.details.retryAfter ?? 1));
      return c.html(messagePage("busy"), failure.code === 997 ? 429 : 503);
    }
    if (failure.status < 500) return c.html(messagePage("refused"), 400);
    log("error", "request failed", {
      route: routePath(c, -1),
      method: c.req.method,
      ...describeThrown(thrown),
    });
    return c.html(messagePage("broken"), 500);
  });

function edgeAt(c: AppContext) {
  return edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
}

/** What the link shows. Forged and expired ones are turned away without waking anybody. */
async function open(c: AppContext): Promise<{ claim: LinkClaim; view: LinkView } | Response> {
  const claim = signerOf(c.env).links.read(c.req.param("token") ?? "");
  if (!claim) return c.html(messagePage("unknown"), 404);
  const now = Date.now();
  if (claim.expiresAt <= now) return c.html(messagePage("expired"), STATUS.expired);
  requireRate(c, `${c.req.header("cf-connecting-ip")} link ${claim.runId}`, now);
  const view = await viewOf(c, claim);
  return view ? { claim, view } : c.html(messagePage("ended"), STATUS.ended);
}

/** Undefined: the run is no more. */
async function viewOf(c: AppContext, { runId, number }: LinkClaim): Promise<LinkView | undefined> {
  const text = await c.env.FLOW_RUN.getByName(runId).link(number, c.req.header("accept-language"));
  return text === undefined ? undefined : JSON.parse(text);
}

/** What a browser sends of a form; of other bodies nothing. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const isForm = mediaType(request) === "application/x-www-form-urlencoded";
  return new URLSearchParams(isForm ? new TextDecoder().decode(await readBytes(request)) : "");
}

/** Signs somebody in, and shows the page to her. */
async function enter(c: AppContext, view: LinkView, sent: URLSearchParams): Promise<Response> {
  const login = sent.get("login") ?? "";
  const problem = await signIn(c, { login, password: sent.get("password") ?? "" });
  if (!problem) return c.redirect(c.req.path, 303);
  if (problem.retryAfter !== undefined) c.header("retry-after", String(problem.retryAfter));
  return c.html(
    signInPage(view, { login, problem }),
    problem.code === 3036 ? 429 : problem.code === 3090 ? 403 : 401,
  );
}
