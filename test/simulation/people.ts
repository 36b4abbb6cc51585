import { type Authentication, isByToken } from "../../src/blocks/authentication.ts";
import { type Credential, keptUser } from "../../src/triggers/callback.ts";
import type { Caller } from "../../src/users/caller.ts";
import { effectiveRoles, newUser, type User } from "../../src/users/user.ts";
import type { Platform } from "./platform.ts";

interface Person {
  user: User;
  roles: readonly string[];
}

function person(name: string, assigned: readonly string[], accountType: User["accountType"]): Person {
  const user = newUser({ email: `${name}@hold.example` }, { objectId: name, created: 0, accountType });
  return { user, roles: effectiveRoles(user, assigned) };
}

/** Everybody who calls, by name, which is also the id and the token. */
export const PEOPLE: Readonly<Record<string, Person>> = {
  carla: person("carla", ["Cashier"], "BACKENDLESS"),
  bob: person("bob", ["Cashier", "Boss"], "BACKENDLESS"),
  paul: person("paul", [], "BACKENDLESS"),
  gil: person("gil", [], "GUEST"),
};

/** How long a location may go on to believe what a user was, in milliseconds (KV). */
export const STALE_MS = 60_000;

/** The users of one history: one of them may lose her roles. */
export class People {
  /** By name: when, in milliseconds since the beginning. */
  readonly revoked = new Map<string, number>();
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  revoke(name: string): void {
    this.#platform.note(() => ["operator", `takes the roles of ${name}`]);
    this.revoked.set(name, this.#platform.scheduler.elapsed);
  }

  /** Who shows that credential. What comes from a cache may be what was true a minute ago. */
  callerOf(credential: Credential, authentication: Authentication): Caller {
    const name = credential.kind === "token" ? credential.token : keptUser(credential);
    if (name === null) return { kind: "anonymous" };
    const fresh = isByToken(authentication) && authentication.fresh;
    const known = PEOPLE[name];
    if (!known) return { kind: "unknown" };
    const isCached = credential.kind === "token" && !fresh && this.#platform.random.chance(0.5);
    const roles = this.rolesAt(name, this.#platform.scheduler.elapsed - (isCached ? STALE_MS : 0));
    return { kind: "user", user: known.user, roles };
  }

  rolesAt(name: string, at: number): readonly string[] {
    const roles = PEOPLE[name]?.roles ?? [];
    const isRevoked = (this.revoked.get(name) ?? Number.POSITIVE_INFINITY) <= at;
    return isRevoked ? roles.filter((role) => role === "AuthenticatedUser" || role === "GuestUser") : roles;
  }
}
