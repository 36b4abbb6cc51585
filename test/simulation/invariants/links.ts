import type { Fact } from "../../../src/runs/facts.ts";
import { strayAnswers } from "../../support/link-answers.ts";
import type { HandedLink } from "../history.ts";
import type { Happened, RunRecord } from "../record.ts";
import { occurrencesAt, visitMeant } from "../visits.ts";
import { type Evidence, nameOf } from "./evidence.ts";

type OfLink = Happened & { fact: Extract<Fact, { type: "linked" | "link-revoked" }> };

/** Before anybody has it, its run has written down what it was made for, and that is the wait that its maker meant. */
export function linksAreKnown({ world: { history }, runs }: Evidence): string[] {
  const handed = history.links.flatMap((link) => {
    const made = madeIn(runs, link);
    const isRight =
      made?.fact.type === "linked" &&
      made.fact.block === link.block &&
      made.fact.by === link.by &&
      made.fact.expiresAt === link.expiresAt &&
      made.at <= link.handedAt;
    return isRight ? [] : [`${nameLink(link)} was handed out, its run says ${JSON.stringify(made?.fact)}`];
  });
  const meant = runs.flatMap((run) =>
    run.facts.flatMap((happened, index) => {
      const { fact } = happened;
      if (fact.type !== "linked" || fact.visit === visitMeant(run, fact.block, index)) return [];
      return [`${nameOf(run)}: link ${fact.number} is for visit ${fact.visit} of ${fact.block}`];
    }),
  );
  return [...handed, ...meant];
}

/** A link lets its own wait go on, once, by a request that was sent by it: whoever only looks lets nothing go on. */
export function linksAnswerTheirOwnWait({
  world: { history },
  runs,
  activations,
  approvals,
}: Evidence): string[] {
  const strays = runs.flatMap((run) => {
    const links = linksOf(run).flatMap(({ fact }) => (fact.type === "linked" ? [fact] : []));
    const answersOf = (taken: Evidence["approvals"]) =>
      taken.flatMap((each) => {
        const { block, occurrence, link } = each;
        if (each.run !== run || link === undefined) return [];
        return [{ number: link, block, visit: occurrencesAt(run, block).indexOf(occurrence) + 1 }];
      });
    const found = [
      ...strayAnswers(links, answersOf(activations)),
      // Several users may approve by one link.
      ...answersOf(approvals).flatMap((answer) => [...strayAnswers(links, [answer])]),
    ];
    return found.map((what) => `${nameOf(run)}: ${what}`);
  });
  const unsent = [...activations, ...approvals].flatMap(({ run, link, receipt }) => {
    const call = history.calls.find(({ attempts }) => attempts.some(({ receipts }) => receipts.has(receipt)));
    const isRight = link === call?.link?.number && (link === undefined || call?.link?.runId === run.runId);
    return isRight ? [] : [`${nameOf(run)} counts as by link ${link} what sender ${call?.n} sent otherwise`];
  });
  return [...strays, ...unsent];
}

/** What comes when a link is revoked or its time is over, lets nothing go on; what was held before still does. */
export function linksEnd({ world: { history }, runs }: Evidence): string[] {
  const forgotten = history.links.flatMap((link) => {
    const { revokedAt } = link;
    const isRevoked = runs.some(
      (run) =>
        run.runId === link.runId &&
        linksOf(run).some(
          ({ fact, at }) =>
            fact.type === "link-revoked" && fact.number === link.number && at <= (revokedAt ?? 0),
        ),
    );
    return revokedAt === undefined || isRevoked
      ? []
      : [`${nameLink(link)} isn't revoked, though that was said`];
  });
  const late = runs.flatMap((run) =>
    linksOf(run).flatMap(({ fact: made }) => {
      if (made.type !== "linked") return [];
      const end = run.facts.findIndex(
        ({ fact }) => fact.type === "link-revoked" && fact.number === made.number,
      );
      return takenBy(run, made.number)
        .filter(({ index, clock }) => (end >= 0 && index > end) || clock >= made.expiresAt)
        .map(({ fact }) => `${nameOf(run)}: ${fact.type} by link ${made.number}, which was good no more`);
    }),
  );
  return [...forgotten, ...late];
}

/** Nobody is told that a link leads nowhere, or is good no more while it is; who came by none hears of none. */
export function linksAreGoodUntilTheyEnd({ heard }: Evidence): string[] {
  return heard.flatMap(({ call, attempt, answer }) => {
    const { link } = call;
    if (answer.outcome !== "refused") return [];
    const { answeredAt = 0, clock = 0 } = attempt;
    const isOver = link && (clock >= link.expiresAt || (link.withdrawnAt ?? Infinity) <= answeredAt);
    const isWrong = answer.code === 70404 || (answer.code === 70411 && !isOver);
    return isWrong ? [`sender ${call.n} heard ${answer.code} by ${link ? nameLink(link) : "no link"}`] : [];
  });
}

/** Links are made by blocks that read them and by the operator, and revoked by him: looking at one changes nothing. */
export function onlyTheOperatorMeddles({ world: { history }, runs }: Evidence): string[] {
  return runs.flatMap((run) => {
    const facts = linksOf(run).map(({ fact }) => fact);
    const made = facts.filter((fact) => fact.type === "linked" && fact.by === "operator").length;
    const wanted = history.wantedLinks.get(run.runId) ?? 0;
    const unasked = facts.filter(
      (fact) =>
        fact.type === "link-revoked" &&
        !history.links.some(
          ({ runId, number, withdrawnAt }) =>
            runId === run.runId && number === fact.number && withdrawnAt !== undefined,
        ),
    );
    return [
      ...(made > wanted ? [`${nameOf(run)} has ${made} links of the operator, who wanted ${wanted}`] : []),
      ...unasked.map(({ number }) => `${nameOf(run)}: nobody wanted link ${number} revoked`),
    ];
  });
}

/** Whoever chooses what is against it isn't one of those who approve. */
export function whoIsAgainstDoesNotApprove({ world: { history }, approvals }: Evidence): string[] {
  return approvals.flatMap(({ run, block, userId, receipt }) => {
    const call = history.calls.find(({ attempts }) => attempts.some(({ receipts }) => receipts.has(receipt)));
    const isAgainst = run.plan.triggers[block]?.choices && call?.data["choice"] === "against";
    return isAgainst ? [`${nameOf(run)}: ${userId} is against it and counts as being for it`] : [];
  });
}

function linksOf(run: RunRecord): OfLink[] {
  return run.facts.flatMap((happened) => {
    const { fact } = happened;
    return fact.type === "linked" || fact.type === "link-revoked" ? [{ ...happened, fact }] : [];
  });
}

function madeIn(runs: readonly RunRecord[], { runId, number }: HandedLink): OfLink | undefined {
  const run = runs.find((each) => each.runId === runId);
  return run && linksOf(run).find(({ fact }) => fact.type === "linked" && fact.number === number);
}

/** What came by that link and was taken: held, or at once; with its place in the journal. */
function takenBy(run: RunRecord, number: number): (Happened & { index: number })[] {
  const seen = new Set<string>();
  return run.facts.flatMap((happened, index) => {
    const by = senderOf(happened.fact);
    if (by?.link !== number || seen.has(by.receipt)) return [];
    seen.add(by.receipt);
    return [{ ...happened, index }];
  });
}

function senderOf(fact: Fact): { link?: number; receipt: string } | undefined {
  if (fact.type === "held") return fact.callback;
  return "by" in fact && typeof fact.by === "object" ? fact.by : undefined;
}

function nameLink({ runId, number }: Pick<HandedLink, "runId" | "number">): string {
  return `link ${number} of run ${runId.slice(0, 4)}`;
}
