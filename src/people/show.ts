import { html } from "hono/html";
import type { TextKey } from "../blocks/callback/page-texts.ts";
import type { AppContext } from "../hono.ts";
import type { LinkView } from "../runs/link-view.ts";
import type { LinkState } from "../runs/links.ts";
import type { EdgePorts } from "../triggers/edge.ts";
import { fieldsOf } from "./form.ts";
import { type Markup, messagePage, says, thanksPage } from "./page.ts";
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
  const person = await personAt(c, edge, view);
  const isDone = c.req.query(DONE) !== undefined && view.answeredBy.some((user) => isSame(person, user));
  if (isDone && view.state !== "open") return c.html(thanksPage(view));
  if (view.state !== "open") return c.html(messagePage(view.state, view), STATUS[view.state]);
  return ask(c, view, person);
}

function isSame(person: Person, user: string | null): boolean {
  return person.kind === "anybody" || (person.kind === "user" && person.user.objectId === user);
}

/** Asks for the answer, or first who it is. */
export function ask(
  c: AppContext,
  view: LinkView,
  person: Person,
  rejected?: Rejected,
): Response | Promise<Response> {
  if (person.kind === "stranger") return c.html(signInPage(view), c.req.method === "POST" ? 401 : 200);
  if (person.kind === "anybody") return c.html(question(view, rejected), rejected ? 422 : 200);
  const below = html`${standingOf(view)}${signedIn(view, person.user)}`;
  const denial = denialOf(view, person);
  if (denial) return c.html(messagePage(denial, view, signedIn(view, person.user)), 403);
  const hasApproved = view.approvals?.given.includes(person.user.objectId);
  if (hasApproved) return c.html(messagePage("approved", view, below));
  return c.html(question(view, rejected, below), rejected ? 422 : 200);
}

function denialOf(
  { approvals }: LinkView,
  { user, mayAnswer }: Person & { kind: "user" },
): TextKey | undefined {
  if (!mayAnswer) return "notAllowed";
  return approvals?.excluded === user.objectId ? "starter" : undefined;
}

/** How many approvals there are of those that are needed. */
function standingOf({ approvals, texts }: LinkView): Markup {
  if (!approvals) return html``;
  const { needed, given } = approvals;
  return says(texts, "approvals", { given: given.length, needed });
}

function question(view: LinkView, rejected: Rejected | undefined, below?: Markup): Markup {
  return questionPage(view, fieldsOf(view.schema, view.texts), rejected, below);
}
