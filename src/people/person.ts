import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { Failure } from "../errors.ts";
import type { AppContext } from "../hono.ts";
import type { LinkView } from "../runs/link-view.ts";
import type { EdgePorts } from "../triggers/edge.ts";
import { admit } from "../triggers/judgement.ts";
import { logIn } from "../users/login.ts";
import { usersOf } from "../users/store.ts";
import type { User } from "../users/user.ts";

/** Holds the token of whoever has signed in on the page of a link; scripts can't read it. */
const COOKIE = "holdpoint-person";

/** Who looks at a page. `anybody`: it doesn't matter who. */
export type Person =
  | { kind: "anybody" }
  | { kind: "stranger" }
  | { kind: "user"; user: User; mayAnswer: boolean };

/** Only somebody who has signed in may answer. */
export function asksWho({ authentication }: Pick<LinkView, "authentication">): boolean {
  return authentication.type === "BACKENDLESS";
}

export function tokenOf(c: AppContext): string | undefined {
  return getCookie(c, COOKIE) || undefined;
}

export async function personAt(c: AppContext, edge: EdgePorts, view: LinkView): Promise<Person> {
  if (!asksWho(view)) return { kind: "anybody" };
  const token = tokenOf(c);
  if (token === undefined) return { kind: "stranger" };
  const caller = await edge.caller({ kind: "token", token }, view.authentication);
  if (caller.kind !== "user") return { kind: "stranger" };
  return { kind: "user", user: caller.user, mayAnswer: admit(view.authentication, caller).admitted };
}

/** As people know themselves. */
export function nameOf({ name, email, objectId }: User): string {
  return name || email || objectId;
}

/** Why somebody isn't signed in: the failure of the API in the page's words. */
export type SignInProblem = { code: 3003 | 3036 | 3090; retryAfter: number | undefined };

/** Signs in, and out again whoever was. Undefined: it is done. Throws 997. */
export async function signIn(
  c: AppContext,
  credentials: { login: string; password: string },
): Promise<SignInProblem | undefined> {
  const users = usersOf(c.env);
  try {
    const { token } = await logIn(users, credentials);
    await endSession(c);
    setCookie(c, COOKIE, token, attributes(c));
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const { code, details } = thrown;
    if (code !== 3003 && code !== 3036 && code !== 3090) throw thrown;
    return { code, retryAfter: details.retryAfter };
  }
}

export async function signOut(c: AppContext): Promise<void> {
  await endSession(c);
  deleteCookie(c, COOKIE, attributes(c));
}

async function endSession(c: AppContext): Promise<void> {
  const token = tokenOf(c);
  if (token !== undefined) await usersOf(c.env).sessions.end(token);
}

/** Lax: links are opened from mails and chats. It ends with the browser, as on a machine that several people use. */
function attributes(c: AppContext) {
  return {
    path: "/link",
    httpOnly: true,
    sameSite: "Lax",
    // The local server speaks plain HTTP.
    secure: new URL(c.req.url).protocol === "https:",
  } as const;
}
