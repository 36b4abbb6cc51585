import { type Caller, resolveCaller } from "../users/caller.ts";
import type { Users } from "../users/store.ts";
import { effectiveRoles } from "../users/user.ts";
import type { Credential } from "./callback.ts";

/** Who sent a callback, by the user store behind its cache. A kept callback's user counts as of now. */
export async function callerOf(
  users: Users,
  credential: Credential,
  options: { fresh: boolean },
): Promise<Caller> {
  switch (credential.kind) {
    case "none":
      return { kind: "anonymous" };
    case "token":
      return resolveCaller(users, credential.token, options);
    case "user": {
      const record = await users.find(credential.userId);
      if (!record || record.user.userStatus === "DISABLED") return { kind: "unknown" };
      return { kind: "user", user: record.user, roles: effectiveRoles(record.user, record.roles) };
    }
    default:
      return credential satisfies never;
  }
}
