import { createHash } from "node:crypto";
import { routePath } from "hono/route";
import { Failure, type FailureCode } from "../errors.ts";
import { type AppContext, type AppEnv, Hono } from "../hono.ts";
import { signerOf } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { LinkClaim } from "../link-tokens.ts";
import { describeThrown, log } from "../log.ts";
import type { LinkView } from "../runs/link-view.ts";
import type { LinkState } from "../runs/links.ts";
import type { Callback, Outcome } from "../triggers/callback.ts";
import { route } from "../triggers/edge.ts";
import { edgeOf } from "../triggers/edge-ports.ts";
import { requireRate } from "../triggers/rate.ts";
import { RECEIPT_HEADER } from "../triggers/receipt.ts";
import { report } from "../triggers/report.ts";
import { messagePage, questionPage, thanksPage } from "./page.ts";
import { PAGE_HEADERS } from "./style.ts";
import type { Text } from "./texts.ts";

const STATUS = {
  open: 200,
  answered: 200,
  "not-yet": 200,
  over: 410,
  revoked: 410,
  expired: 410,
  ended: 410,
} as const satisfies Record<LinkState, number>;

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
    return opened instanceof Response ? opened : show(c, opened.view);
  })
  .post("/:token", async (c) => {
    // Also what another site's page lets a browser send has no effect.
    if (c.req.header("origin") !== new URL(c.req.url).origin) return c.html(messagePage("elsewhere"), 403);
    const opened = await open(c);
    return opened instanceof Response ? opened : answer(c, opened.claim, opened.view, {});
  })
  .all("/:token", (c) => {
    c.header("allow", "GET, HEAD, POST");
    return c.html(messagePage("unknown"), 405);
  })
  .onError((thrown, c) => {
    if (thrown instanceof Failure && (thrown.code === 997 || thrown.code === 70503)) return busy(c, thrown);
    log("error", "request failed", {
      route: routePath(c, -1),
      method: c.req.method,
      ...describeThrown(thrown),
    });
    return c.html(messagePage("broken"), 500);
  });

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
  const text = await c.env.FLOW_RUN.getByName(runId).link(number);
  return text === undefined ? undefined : JSON.parse(text);
}

function show(c: AppContext, view: LinkView): Response | Promise<Response> {
  const page = view.state === "open" ? questionPage(view) : messagePage(view.state, view.title);
  return c.html(page, STATUS[view.state]);
}

/** The answer goes the way of every callback that names its run. */
async function answer(c: AppContext, claim: LinkClaim, view: LinkView, data: JsonObject): Promise<Response> {
  const edge = edgeOf(c.env, (work) => c.executionCtx.waitUntil(work));
  const callback = callbackOf(c, claim, view, data);
  const routed = await route(edge, callback, c.req.url);
  report(c, routed, callback);
  c.header(RECEIPT_HEADER, routed.receipt);
  return tell(c, routed.outcome, claim, view);
}

function callbackOf(c: AppContext, { number }: LinkClaim, { to }: LinkView, data: JsonObject): Callback {
  return {
    receipt: "",
    to,
    data,
    // The same from another link is no repetition.
    bodyHash: createHash("sha256")
      .update(JSON.stringify([to.execution, number, data]))
      .digest("hex"),
    dedupe: undefined,
    credential: { kind: "link" },
    sender: {
      address: c.req.header("cf-connecting-ip") ?? null,
      agent: c.req.header("user-agent")?.slice(0, 200) ?? null,
    },
    link: number,
    receivedAt: Date.now(),
  };
}

async function tell(c: AppContext, outcome: Outcome, claim: LinkClaim, view: LinkView): Promise<Response> {
  switch (outcome.outcome) {
    case "activated":
    case "started":
    case "duplicate":
    case "held":
    // A page asks for neither of these.
    case "rejected":
    case "extended":
      return c.html(thanksPage(view));
    case "ignored":
      return c.html(messagePage("refused", view.title));
    case "refused": {
      if (outcome.code === 70503) return busy(c, new Failure(70503, { retryAfter: 1 }));
      const now = await viewOf(c, claim);
      if (now && now.state !== "open") return show(c, now);
      const [text, status] = REFUSED[outcome.code] ?? ["refused", 409];
      return c.html(messagePage(text, view.title), status);
    }
    default:
      return outcome satisfies never;
  }
}

const REFUSED: Partial<Record<FailureCode, [Text, 401 | 403]>> = {
  1000: ["needsSignIn", 401],
  3064: ["needsSignIn", 401],
};

function busy(c: AppContext, { status, details }: Failure): Response | Promise<Response> {
  c.header("retry-after", String(details.retryAfter ?? 1));
  return c.html(messagePage("busy"), status === 429 ? 429 : 503);
}
