import { Failure } from "../errors.ts";
import type { Users } from "./store.ts";
import type { User } from "./user.ts";

/**
 * Who sent a request. `unknown`: what it shows is nobody's, such as a token that was never issued, has ended or expired, or is
 * of a disabled user; or a signature that isn't right, and why. `verified`: it proved to be who it has to be, and no user.
 */
export type Caller =
  | { kind: "anonymous" }
  | { kind: "unknown"; why?: string }
  | { kind: "verified" }
  /** Nothing can be said at the moment. */
  | { kind: "unavailable"; why: string }
  | { kind: "user"; user: User; roles: readonly string[] };

/**
 * The sender behind a `user-token` header; no header or an empty one is nobody. `fresh` reads D1 instead
 * of KV, which may be up to 60 s old.
 */
export async function resolveCaller(
  users: Users,
  token: string | undefined,
  options: { fresh?: boolean } = {},
): Promise<Caller> {
  if (!token) return { kind: "anonymous" };
  const session = await users.sessions.resolve(token, options);
  return session ? { kind: "user", user: session.user, roles: session.roles } : { kind: "unknown" };
}

/** 401 / 3064. It quotes the caller's own token, cut to 64 printable ASCII characters, and is never logged. */
export function unknownToken(token: string | undefined): Failure {
  if (!token) return new Failure(3064);
  const printable = token.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 64);
  return new Failure(3064, {
    message: `Not existing user token - ${printable}. Relogin user to update your user token`,
  });
}
