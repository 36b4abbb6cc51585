import { env } from "cloudflare:workers";
import { app } from "../../src/app.ts";
import { Users, type UsersPorts } from "../../src/users/store.ts";
import type { User } from "../../src/users/user.ts";

export const OPEN = { ...env, REGISTRATION: "open", GUESTS: "open" };
export const CLOSED = { ...env, REGISTRATION: "closed", GUESTS: "closed" };
export const MANAGER = { authorization: `Bearer ${env.ADMIN_KEY}` };

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** Sends `METHOD /path` with a JSON body (a string goes as it is) and reads the answer. */
export async function call(
  request: string,
  {
    body,
    token,
    headers = {},
    bindings = OPEN,
  }: { body?: unknown; token?: string | undefined; headers?: Record<string, string>; bindings?: Env } = {},
): Promise<Answer> {
  const [method = "", path = ""] = request.split(" ");
  const init: RequestInit = {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { "user-token": token }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
  const response = await app.request(path, init, bindings);
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

export function manage(request: string, body?: unknown): Promise<Answer> {
  return call(request, { headers: MANAGER, ...(body !== undefined && { body }) });
}

/** The store over the test's bindings, with any of its ports replaced. */
export function store(ports: Partial<UsersPorts> = {}): Users {
  return new Users({ db: env.DB, cache: env.CACHE, now: Date.now, ...ports });
}

export function newEmail(): string {
  return `${crypto.randomUUID()}@example.com`;
}

export function newRole(): string {
  return `Role ${crypto.randomUUID()}`;
}

/** A user without a password, logged in: costs no scrypt. */
export async function loggedIn(users = store()): Promise<{ user: User; id: string; token: string }> {
  const { user } = await users.register({ email: newEmail() });
  return { user, id: user.objectId, token: await login(user.objectId, users) };
}

export async function login(id: string, users = store()): Promise<string> {
  const session = await users.sessions.open(id);
  if (session === undefined) throw new Error("no such user");
  return session.token;
}
