import { html } from "hono/html";
import { say } from "../blocks/callback/page-texts.ts";
import type { User } from "../users/user.ts";
import { type Frame, type Markup, page, says } from "./page.ts";
import { nameOf, type SignInProblem } from "./person.ts";

/** What a button of the page does that doesn't answer: the form's field `act`. */
export const SIGN_IN = "sign-in";
export const SIGN_OUT = "sign-out";

/** A page that asks who somebody is; what it is about, others don't read. `failed`: it was tried as `login`. */
export function signInPage(frame: Frame, failed?: { login: string; problem: SignInProblem }): Markup {
  const { texts } = frame;
  const problem = failed
    ? html`<p class="problem" role="alert" id="e0">${wordsOf(frame, failed.problem)}</p>`
    : says(texts, "signInFirst");
  const described = failed ? html` aria-describedby="e0"` : "";
  return page(
    frame,
    html`${problem}<form method="post" novalidate><div class="field"><label for="login">${say(texts, "login")}</label><input id="login" name="login" type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${failed?.login ?? ""}"${described}></div><div class="field"><label for="password">${say(texts, "password")}</label><input id="password" name="password" type="password" autocomplete="current-password" required${described}></div><div class="choices"><button class="primary" name="act" value="${SIGN_IN}">${say(texts, "signIn")}</button></div></form>`,
  );
}

function wordsOf({ texts }: Frame, { code, retryAfter = 60 }: SignInProblem): string {
  switch (code) {
    case 3003:
      return say(texts, "wrongPassword");
    case 3036:
      return say(texts, "locked", { minutes: Math.ceil(retryAfter / 60) });
    case 3090:
      return say(texts, "disabled");
    default:
      return code satisfies never;
  }
}

/** Who is signed in, with the way out. */
export function signedIn({ texts }: Frame, user: User): Markup {
  return html`<form method="post" class="who"><p>${say(texts, "signedInAs", { name: nameOf(user) })}</p><button class="plain" name="act" value="${SIGN_OUT}">${say(texts, "signOut")}</button></form>`;
}
