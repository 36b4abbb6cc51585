import { type Authentication, callerKey, isByToken } from "../blocks/authentication.ts";
import { verify } from "../signatures/index.ts";
import { type Caller, resolveCaller } from "../users/caller.ts";
import type { Users } from "../users/store.ts";
import { effectiveRoles } from "../users/user.ts";
import type { Credential } from "./callback.ts";

/** What tells who a caller is. */
export interface CallerSources {
  users: Users;
  /** The secret of that name, undefined when it isn't set. */
  secret: (name: string) => string | undefined;
  now: () => number;
}

/**
 * Who sent a callback, under a trigger's settings: by the user store behind its cache, or by its signature. A kept
 * callback's user counts as of now.
 */
export async function callerOf(
  sources: CallerSources,
  credential: Credential,
  authentication: Authentication,
): Promise<Caller> {
  if (isByToken(authentication)) return userOf(sources.users, credential, authentication);
  switch (credential.kind) {
    case "none":
    case "token":
      return { kind: "anonymous" };
    case "link":
      return { kind: "verified" };
    case "request":
      return verify(authentication, credential.request, sources);
    case "user":
      return byId(sources.users, credential.userId);
    case "verified": {
      const { under, user, roles } = credential;
      if (under !== callerKey(authentication)) return { kind: "anonymous" };
      return user ? { kind: "user", user, roles } : { kind: "verified" };
    }
    case "operator": {
      const named = credential.userId === null ? undefined : await byId(sources.users, credential.userId);
      return named?.kind === "user" ? named : { kind: "verified" };
    }
    default:
      return credential satisfies never;
  }
}

async function userOf(users: Users, credential: Credential, options: { fresh: boolean }): Promise<Caller> {
  switch (credential.kind) {
    case "none":
    case "link":
    case "verified":
      return { kind: "anonymous" };
    case "token":
      return resolveCaller(users, credential.token, options);
    case "request":
      return resolveCaller(users, credential.request.headers["user-token"], options);
    case "user":
      return byId(users, credential.userId);
    case "operator":
      return credential.userId === null ? { kind: "anonymous" } : byId(users, credential.userId);
    default:
      return credential satisfies never;
  }
}

async function byId(users: Users, id: string): Promise<Caller> {
  const record = await users.find(id);
  if (!record || record.user.userStatus === "DISABLED") return { kind: "unknown" };
  return { kind: "user", user: record.user, roles: effectiveRoles(record.user, record.roles) };
}
