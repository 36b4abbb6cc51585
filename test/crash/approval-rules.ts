import { groups, isAcknowledged, means, type Rule } from "./evidence.ts";
import { COUNCIL } from "./flows.ts";
import type { Callback } from "./history.ts";
import type { SeenWait } from "./waits.ts";

/** What must hold of waits that several users have to approve. */
export const APPROVAL_RULES: Record<string, Rule> = {
  /** It is one of those that its run knows, or those that were enough, or it has decided. */
  *"an acknowledged vote is not lost"({ callbacks, waits }) {
    const all = votes(waits);
    for (const callback of callbacks) {
      const { token, kind, user, attempts } = callback;
      if ((kind !== "vote" && kind !== "veto") || !attempts.some(isAcknowledged)) continue;
      const wait = all.find((each) => means(callback, each));
      const found = { tokens: [token], runs: wait ? [wait.run.id] : [] };
      const isKnown =
        kind === "vote"
          ? wait !== undefined && approversOf(wait).includes(user ?? "")
          : wait?.left.some((leaving) => leaving.token === token);
      // What came before the wait was held for it, and may have come to nothing when others were quicker.
      const isEarly = attempts.some(
        (attempt) => isAcknowledged(attempt) && attempt.sentAt <= (wait?.openedAt ?? 0),
      );
      if (!isKnown && !isEarly)
        yield { says: `was acknowledged, and that ${user} said so is lost`, ...found };
      for (const { answer } of attempts) {
        if (answer?.executionIds.some((id) => id !== wait?.run.id))
          yield { says: `an answer names ${answer.executionIds.join()}`, ...found };
      }
    }
  },

  /** Each of them once; whoever is against it decides alone. */
  *"a run goes on by as many approvals as it needs, each of another user"({ waits, callbacks }) {
    const byToken = groups(callbacks, ({ token }) => token);
    for (const wait of votes(waits)) {
      const runs = [wait.run.id];
      const given = wait.approvals.map(({ user }) => user);
      if (new Set(given).size < given.length) yield { says: `${given.join()} approved`, runs };
      if (given.length >= COUNCIL) yield { says: `waited on after ${given.length} approvals`, runs };
      for (const { token, approvers } of wait.left) {
        const isVote = byToken.get(token ?? "")?.some(({ kind }) => kind === "vote") ?? false;
        const needed = isVote ? COUNCIL : given.length;
        if (approvers.length !== needed || new Set(approvers).size < needed)
          yield { says: `went on by ${token} with ${approvers.length} approvals of ${needed}`, runs };
        if (given.some((user) => !approvers.includes(user)))
          yield { says: `went on without the approvals of ${given.join()}`, runs };
      }
    }
  },

  /** Under a link too: who has signed in is not asked again who she is. */
  *"a vote is heard while its run waits"({ callbacks, waits }) {
    const all = votes(waits);
    for (const callback of callbacks) {
      const { token, kind, attempts } = callback;
      if (kind !== "vote" && kind !== "veto") continue;
      const wait = all.find((each) => means(callback, each));
      const [openedAt, leftAt] = [wait?.openedAt ?? Infinity, wait?.left[0]?.at ?? 0];
      for (const attempt of attempts) {
        const { sentAt, endedAt, answer } = attempt;
        const isOpen = sentAt > openedAt && endedAt < leftAt;
        const isStranger = answer?.status === 401 || answer?.status === 403;
        if (answer && answer.status !== 503 && !isAcknowledged(attempt) && (isOpen || isStranger))
          yield {
            says: `got ${answer.status} while its run waited`,
            tokens: [token],
            runs: wait ? [wait.run.id] : [],
          };
      }
    }
  },

  /** With a key or without, by whatever way, and however far the run is by then. */
  *"an approval that comes again is a duplicate"({ callbacks, waits }) {
    const all = votes(waits);
    for (const callback of callbacks) {
      const { token, kind, attempts } = callback;
      const wait = all.find((each) => means(callback, each));
      if (kind !== "vote" || !wait || !isTheOne(callback, wait, callbacks)) continue;
      const takenAt = Math.min(...attempts.filter(isAcknowledged).map(({ endedAt }) => endedAt));
      const again = attempts.filter(({ sentAt, answer }) => answer && sentAt > takenAt);
      const refused = again.find((attempt) => !isAcknowledged(attempt));
      if (refused) yield { says: `was taken, and then got ${refused.answer?.status}`, tokens: [token] };
    }
  },

  *"nobody has approved who didn't say so"({ waits, callbacks }) {
    for (const wait of votes(waits)) {
      const { id } = wait.run;
      const sent = callbacks.filter((callback) => callback.kind === "vote" && means(callback, wait));
      for (const { user, receipt } of wait.approvals) {
        const attempts = sent.filter((vote) => vote.user === user).flatMap((vote) => vote.attempts);
        const isSent = attempts.some(({ answer }) => answer === null || answer.receipt === receipt);
        if (!isSent) yield { says: `${user} approved under a receipt that nobody was given`, runs: [id] };
      }
      for (const user of approversOf(wait)) {
        if (!sent.some((vote) => vote.user === user))
          yield { says: `${user} approved, and never said so`, runs: [id] };
      }
    }
  },
};

/** The approval itself, and not what its user has said besides, which nobody remembers. */
function isTheOne(callback: Callback, wait: SeenWait, all: readonly Callback[]): boolean {
  const receipts = [...wait.approvals, ...wait.left].map(({ receipt }) => receipt);
  if (callback.attempts.some(({ answer }) => answer && receipts.includes(answer.receipt))) return true;
  return !all.some((other) => other !== callback && other.user === callback.user && means(other, wait));
}

function votes(waits: readonly SeenWait[]): SeenWait[] {
  return waits.filter(
    ({ run, block }) => (run.flow === "council" || run.flow === "board") && block === "vote",
  );
}

function approversOf({ approvals, left }: SeenWait): string[] {
  return [...new Set([...approvals.map(({ user }) => user), ...left.flatMap(({ approvers }) => approvers)])];
}
