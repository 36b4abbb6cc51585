import { strayAnswers } from "../support/link-answers.ts";
import { type Evidence, groups, type Rule } from "./evidence.ts";
import type { HandedLink } from "./history.ts";
import type { Leaving, SeenWait } from "./waits.ts";

/** What must hold of links, whoever has them. */
export const LINK_RULES: Record<string, Rule> = {
  /** As what it was handed out for; however often a block asks, with the same one. */
  *"a link that is handed out is known by its run"({ links, runs }) {
    for (const link of links) {
      const { token, run, number, block, by, attempts } = link;
      const found = { tokens: [token], runs: [run] };
      const known = runs.find(({ id }) => id === run)?.links.find((each) => each.number === number);
      if (!known) yield { says: `the run doesn't know its link ${number}`, ...found };
      else if (known.block !== block || known.by !== by)
        yield { says: `link ${number} is known as one to ${known.block}, by the ${known.by}`, ...found };
      if (attempts.some(({ answer }) => answer?.status === 404))
        yield { says: `link ${number} was nowhere`, ...found };
    }
    for (const [name, handed] of groups(links, ({ key }) => key)) {
      if (handed.length > 1)
        yield { says: `${name} handed out ${handed.length} links`, tokens: handed.map(({ token }) => token) };
    }
  },

  /** The wait for which it was made, and no other. */
  *"a link answers its own visit, once"(evidence) {
    for (const [run, answered] of groups(answersOf(evidence), ({ wait }) => wait.run.id)) {
      const links = answered[0]?.wait.run.links ?? [];
      const answers = answered.map(({ wait: { block }, visit, number }) => ({ number, block, visit }));
      for (const says of strayAnswers(links, answers)) yield { says, runs: [run] };
    }
  },

  /** The run has gone on by it, or by another one for the same visit where both came before the run did. */
  *"who is thanked has answered"(evidence) {
    const answers = answersOf(evidence);
    for (const link of evidence.links) {
      const { token, run, number } = link;
      const visit = visitOf(evidence, link);
      const answer = answers.find((each) => each.wait.run.id === run && each.visit === visit);
      for (const { endedAt, answer: given } of link.attempts) {
        if (given?.outcome !== "thanked") continue;
        const isEarly = answer !== undefined && endedAt < (answer.wait.openedAt ?? 0);
        if (answer?.number !== number && !isEarly)
          yield { says: `was thanked, but link ${answer?.number} answered`, tokens: [token], runs: [run] };
      }
      // Votes are callbacks of their own: see the rules for approvals.
      if (answer?.number !== number || link.block === "vote") continue;
      const receipts = link.attempts.map(({ answer: given }) => given?.receipt ?? null);
      if (!receipts.includes(answer.leaving.receipt) && !receipts.includes(null))
        yield { says: "answered under a receipt that nobody was given", tokens: [token], runs: [run] };
    }
  },

  /** What was sent before counts. */
  *"a revoked link lets nothing go on"(evidence) {
    const answers = answersOf(evidence);
    for (const { token, run, number, revocations } of evidence.links) {
      const revokedAt = evidence.runs
        .find(({ id }) => id === run)
        ?.links.find((each) => each.number === number)?.revokedAt;
      const found = { tokens: [token], runs: [run] };
      if (revocations.some(({ answer }) => answer?.status === 204) && typeof revokedAt !== "number")
        yield { says: `link ${number} isn't revoked, though that was acknowledged`, ...found };
      const answer = answers.find((each) => each.wait.run.id === run && each.number === number);
      if (answer && typeof revokedAt === "number" && answer.leaving.receivedAt > revokedAt)
        yield {
          says: `link ${number} answered ${answer.leaving.receivedAt - revokedAt} ms after it was revoked`,
          ...found,
        };
    }
  },

  *"a good link is answered while its run waits"(evidence) {
    for (const link of evidence.links) {
      const { token, run, block, attempts, revocations } = link;
      if (revocations.length > 0) continue;
      const visit = visitOf(evidence, link);
      const wait = evidence.waits.filter((each) => each.run.id === run && each.block === block)[
        (visit ?? 0) - 1
      ];
      const [openedAt, leftAt] = [wait?.openedAt ?? Infinity, wait?.left[0]?.at ?? 0];
      for (const { sentAt, endedAt, answer } of attempts) {
        const isAway = answer && answer.outcome !== "thanked" && answer.status !== 503;
        if (isAway && sentAt > openedAt && endedAt < leftAt)
          yield { says: `got ${answer.status} while its run waited`, tokens: [token], runs: [run] };
      }
    }
  },
};

interface LinkAnswer {
  wait: SeenWait;
  leaving: Leaving;
  /** Of the wait: the how-many-th at its block. */
  visit: number;
  /** Of the link. */
  number: number;
}

/** All that links let go on, as the receipts say. */
function answersOf({ runs, waits, receipts }: Evidence): LinkAnswer[] {
  const byRun = groups(waits, ({ run }) => run.id);
  return runs.flatMap(({ id }) => {
    const visits = new Map<string, number>();
    return (byRun.get(id) ?? []).flatMap((wait) => {
      const visit = (visits.get(wait.block) ?? 0) + 1;
      visits.set(wait.block, visit);
      return wait.left.flatMap((leaving) => {
        const number = receipts[leaving.receipt ?? ""]?.link ?? null;
        return number === null ? [] : [{ wait, leaving, visit, number }];
      });
    });
  });
}

function visitOf({ runs }: Evidence, { run, number }: HandedLink): number | undefined {
  return runs.find(({ id }) => id === run)?.links.find((each) => each.number === number)?.visit;
}
