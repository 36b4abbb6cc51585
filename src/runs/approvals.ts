import { approvalsOf } from "../blocks/callback/people.ts";
import type { Trigger } from "../flows/version.ts";
import { type Callback, ownHash } from "../triggers/callback.ts";
import type { User } from "../users/user.ts";
import type { ActivatedBy, Approval } from "./facts.ts";
import type { LeftWait, RunState, Wait } from "./state.ts";

/** What of a comment is kept with an approval, in characters: the callback's data may be a megabyte. */
const COMMENT_LENGTH = 2_000;

/**
 * How a callback that fits a wait stands to the approvals of its trigger. `decides`: it lets the run go on, `approvals`: those
 * that were given; `approves`: others have to, too; `approved`: the same user once more.
 */
export type Verdict =
  | { verdict: "decides"; approvals: readonly Approval[] | undefined }
  | { verdict: "approves"; approval: Approval }
  | { verdict: "approved" };

/** The first choice, and whatever is none of the others, needs as many users as the trigger says. */
export function judgeApproval(
  { settings }: Trigger,
  { approvals: given = [] }: Wait,
  { data, receivedAt }: Pick<Callback, "data" | "receivedAt">,
  user: User | null,
): Verdict {
  const wanted = approvalsOf(settings);
  if (!wanted || !user) return { verdict: "decides", approvals: undefined };
  const approvals = given.map(({ approval }) => approval);
  const { choice, comment } = data;
  const [first, ...others] = settings.page?.choices ?? [];
  if (others.some(({ id }) => id === choice)) return { verdict: "decides", approvals };
  if (approvals.some((each) => each.user.objectId === user.objectId)) return { verdict: "approved" };
  const { objectId, email, name } = user;
  const approval: Approval = {
    user: { objectId, email, name },
    at: receivedAt,
    choice: first !== undefined && first.id === choice ? first.id : null,
    comment: typeof comment === "string" ? comment.slice(0, COMMENT_LENGTH) : null,
  };
  if (approvals.length + 1 < wanted.count) return { verdict: "approves", approval };
  return { verdict: "decides", approvals: [...approvals, approval] };
}

/** The callbacks that a wait has taken: approvals, and the one that let it go on. */
export function takenBy(wait: Wait | LeftWait): ActivatedBy[] {
  const approvals = (wait.approvals ?? []).map(({ by }) => by);
  return "by" in wait && wait.by ? [...approvals, wait.by] : approvals;
}

/** By what a list knows once more what a wait that is over has taken (see `Departure`). */
export function hashesOf(wait: LeftWait): string | null {
  if (!wait.approvals) return wait.by?.bodyHash ?? null;
  return takenBy(wait)
    .map(({ bodyHash, user }) => ownHash(bodyHash, user))
    .join(" ");
}

/** Who may not answer, because she started the run; by id. */
export function excludedStarter(
  { startedBy }: Pick<RunState, "startedBy">,
  { settings }: Trigger,
): string | null {
  return approvalsOf(settings)?.exceptStarter ? startedBy : null;
}
