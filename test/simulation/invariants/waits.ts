import type { Fact } from "../../../src/runs/facts.ts";
import { fits, mayPass, userOf } from "../opinion.ts";
import { STALE_MS } from "../people.ts";
import { type Evidence, nameOf, short, whereOf } from "./evidence.ts";

const ENDS: ReadonlySet<string> = new Set(["activated", "timed-out", "released", "rejected"]);

/** A wait is left once, for one reason; rows of a journal have no gaps. */
export function eachWaitEndsOnce({ runs }: Evidence): string[] {
  return runs.flatMap((run) => {
    const ends = run.facts.flatMap(({ fact }) =>
      "occurrence" in fact && ENDS.has(fact.type) ? [fact.occurrence] : [],
    );
    const seqs = [...new Set(run.facts.map(({ seq }) => seq))];
    return [
      ...(new Set(ends).size === ends.length ? [] : [`${nameOf(run)}: a wait ended twice`]),
      ...(seqs.every((seq, index) => seq === index + 1) ? [] : [`${nameOf(run)}: a gap in the journal`]),
    ];
  });
}

/** Whatever activated a wait satisfies the whole condition of that wait. */
export function keysNeverMix({ activations }: Evidence): string[] {
  return activations
    .filter((each) => !fits(each.run, each.block, each, each.happened.seq))
    .map((each) => `${whereOf(each)} was activated by ${JSON.stringify(each.data)}, which doesn't fit`);
}

/** Whoever activated was let in, by the roles of at most a minute ago, and is who sent it. */
export function rolesAreNeverSkipped({
  world: { history, people },
  activations,
  approvals,
}: Evidence): string[] {
  return [...activations, ...approvals].flatMap((activation) => {
    const { run, block, userId, receipt, happened } = activation;
    const call = history.calls.find(({ attempts }) => attempts.some(({ receipts }) => receipts.has(receipt)));
    const sender = call && userOf(call);
    // What was read a minute ago may have been under way for a while.
    const roles = userId === undefined ? undefined : people.rolesAt(userId, happened.at - STALE_MS - 10_000);
    return [
      ...(mayPass(run, block, roles)
        ? []
        : [`${whereOf(activation)} was activated by ${userId ?? "nobody"}, who may not`]),
      ...(sender === userId
        ? []
        : [`${whereOf(activation)}: ${sender ?? "nobody"} counts as ${userId ?? "nobody"}`]),
    ];
  });
}

/**
 * Where so many users have to approve, that many have when a callback lets the wait go on, each of them once; who is against it
 * needs nobody else.
 */
export function nobodyApprovesForOthers({ activations, approvals }: Evidence): string[] {
  return activations.flatMap((activation) => {
    const { run, block, occurrence, userId, data } = activation;
    const { approvals: needed, choices } = run.plan.triggers[block] ?? {};
    if (needed === undefined) return [];
    const given = approvals.filter((each) => each.run === run && each.occurrence === occurrence);
    const users = [...given.map((each) => each.userId), userId];
    const isAgainst = choices && data["choice"] === "against";
    const isRight = isAgainst
      ? userId !== undefined && users.length <= needed
      : users.length === needed && new Set(users).size === needed && !users.includes(undefined);
    return isRight ? [] : [`${whereOf(activation)} needs ${needed} and was approved by ${users.join(", ")}`];
  });
}

/** By the run's own clock, nothing times out early, and no sender ends a wait when its time is over. */
export function timeoutsComeInTime({ runs }: Evidence): string[] {
  return runs.flatMap((run) =>
    run.waits.flatMap(({ block, timeoutAt, left }) => {
      if (timeoutAt === null || !left) return [];
      const isWrong =
        left.fact.type === "timed-out"
          ? left.clock < timeoutAt
          : isBySender(left.fact) && left.clock >= timeoutAt;
      return isWrong ? [`${nameOf(run)}: ${block} was ${left.fact.type} on the wrong side of its time`] : [];
    }),
  );
}

function isBySender(fact: Fact): boolean {
  return fact.type === "activated" || (fact.type === "rejected" && fact.by !== undefined);
}

/** A list offers a wait to one callback at a time. */
export function aWaitIsOfferedOneCallbackAtATime({ world: { history } }: Evidence): string[] {
  const { offers } = history;
  return offers.flatMap((a, index) =>
    offers
      .slice(index + 1)
      .filter(
        (b) => a.life === b.life && a.runId === b.runId && a.occurrence === b.occurrence && b.from < a.to,
      )
      .map(() => `wait ${a.occurrence} of run ${short(a.runId)} was offered two callbacks at once`),
  );
}
