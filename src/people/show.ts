import type { AppContext } from "../hono.ts";
import type { LinkView } from "../runs/link-view.ts";
import type { LinkState } from "../runs/links.ts";
import type { EdgePorts } from "../triggers/edge.ts";
import { fieldsOf } from "./form.ts";
import { type Markup, messagePage, thanksPage } from "./page.ts";
import { type Person, personAt } from "./person.ts";
import { questionPage, type Rejected } from "./question.ts";
import { signedIn, signInPage } from "./sign-in.ts";

export const STATUS = {
  open: 200,
  answered: 200,
  "not-yet": 200,
  over: 410,
  revoked: 410,
  expired: 410,
  ended: 410,
} as const satisfies Record<LinkState, number>;

/** Where the page's form leads: to thanks, which a reload shows once more and nothing else. */
export const DONE = "done";

export async function show(c: AppContext, edge: EdgePorts, view: LinkView): Promise<Response> {
  const isDone = c.req.query(DONE) !== undefined && view.isAnswered;
  if (isDone) return c.html(thanksPage(view));
  if (view.state !== "open") return c.html(messagePage(view.state, view), STATUS[view.state]);
  return ask(c, view, await personAt(c, edge, view));
}

/** Asks for the answer, or first who it is. */
export function ask(
  c: AppContext,
  view: LinkView,
  person: Person,
  rejected?: Rejected,
): Response | Promise<Response> {
  if (person.kind === "stranger") return c.html(signInPage(view), c.req.method === "POST" ? 401 : 200);
  const who = person.kind === "user" ? signedIn(view, person.user) : undefined;
  const denial = denialOf(view, person);
  if (denial) return c.html(messagePage(denial, view, who), 403);
  return c.html(question(view, rejected, who), rejected ? 422 : 200);
}

function denialOf(_view: LinkView, person: Person): "notAllowed" | undefined {
  return person.kind === "user" && !person.mayAnswer ? "notAllowed" : undefined;
}

function question(view: LinkView, rejected: Rejected | undefined, who: Markup | undefined): Markup {
  return questionPage(view, fieldsOf(view.schema, view.texts), rejected, who);
}
