import { type Authentication, isByToken, rolesOf } from "../blocks/authentication.ts";
import { expressionOf } from "../blocks/evaluate.ts";
import { Budget, ExpressionError } from "../expressions/index.ts";
import type { Signer } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { Caller } from "../users/caller.ts";
import type { User } from "../users/user.ts";
import { type Callback, type IgnoredWhy, type Outcome, refused } from "./callback.ts";
import { seenOf } from "./envelope.ts";

/** `user`: who it is, let in or not. */
export type Admission = { user: User | null } & ({ admitted: true } | { admitted: false; outcome: Outcome });

/**
 * Authentication and roles (specification, "Required Authentication"). Every required role has to be there.
 * A guest is no authenticated user: it passes only where its role is required by name.
 */
export function admit(authentication: Authentication, caller: Caller): Admission {
  if (authentication.type === undefined || authentication.type === "NONE") {
    if (caller.kind === "unknown") return { admitted: false, user: null, outcome: refused(3064) };
    return { admitted: true, user: caller.kind === "user" ? caller.user : null };
  }
  const requiredRoles = rolesOf(authentication);
  // It proved to be who it has to be, and nobody with roles.
  if (caller.kind === "verified" && !isByToken(authentication) && requiredRoles.length === 0) {
    return { admitted: true, user: null };
  }
  if (caller.kind === "unavailable") {
    return { admitted: false, user: null, outcome: { outcome: "refused", code: 70503, warning: caller.why } };
  }
  if (caller.kind !== "user") {
    const status = caller.kind === "verified" ? 403 : 401;
    return turnAway(
      authentication,
      null,
      "authentication",
      status,
      caller.kind === "unknown" ? caller.why : undefined,
    );
  }
  const lacks = requiredRoles.some((role) => !caller.roles.includes(role));
  const uninvitedGuest = caller.roles.includes("GuestUser") && !requiredRoles.includes("GuestUser");
  if (lacks || uninvitedGuest) return turnAway(authentication, caller.user, "roles", 403);
  return { admitted: true, user: caller.user };
}

/** What becomes of a callback that isn't let in. */
export function turnAway(
  { onFail }: Authentication,
  user: User | null,
  why: IgnoredWhy,
  status: 401 | 403,
  detail?: string,
): Admission {
  const outcome: Extract<Outcome, { outcome: "refused" | "ignored" }> =
    onFail === "ERROR" ? { outcome: "refused", code: 1000, status } : { outcome: "ignored", why };
  return { admitted: false, user, outcome: detail === undefined ? outcome : { ...outcome, warning: detail } };
}

export type Fit = { fits: true } | { fits: false; outcome: Outcome; fuel?: number };

/**
 * The condition on one wait (specification, "Conditional Trigger Activation"). `inputs` is the run as it was
 * when the wait began. A condition that can't be evaluated is FALSE, with a warning for the operator.
 */
export function judge(
  condition: string | undefined,
  {
    block,
    inputs,
    callback,
    user,
  }: { block: string; inputs: JsonObject; callback: Callback; user: User | null },
  { signer, budget = budgetFor(callback, signer) }: { signer: Signer; budget?: Budget },
): Fit {
  if (condition === undefined) return { fits: true };
  try {
    const verdict = expressionOf(condition).evaluate({ ...inputs, [block]: seenOf(callback, user) }, budget);
    if (verdict === true) return { fits: true };
    return { fits: false, outcome: { outcome: "ignored", why: "condition" } };
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return { fits: false, outcome: { outcome: "ignored", why: "condition-failed", warning: thrown.message } };
  }
}

/** `now()` and `uuid()` in a condition are fixed when the callback arrives. */
export function budgetFor({ receipt, receivedAt }: Callback, signer: Signer, fuel?: number): Budget {
  let drawn = 0;
  return new Budget({ now: receivedAt, uuid: () => signer.uuid(receipt, 0, drawn++) }, fuel);
}
