import type { Call } from "../history.ts";
import { fits, letsIn, userOf } from "../opinion.ts";
import type { Activation, RunRecord, WaitRecord } from "../record.ts";
import { occurrenceOf } from "../visits.ts";
import {
  type Evidence,
  hasHadEffect,
  isMeant,
  isTaken,
  isTurnedAway,
  nameOf,
  scopeOf,
  whereOf,
} from "./evidence.ts";

/** A callback isn't sent away or held that a run waited for all the time; for unnamed ones, as far as the list was told. */
export function whoIsWaitedForIsTaken({ world, heard, runs, activations, approvals }: Evidence): string[] {
  const { history, launches, people } = world;
  return heard.flatMap(({ call, attempt, answer }) => {
    // A link that is good no more lets nothing go on.
    if ("executionIds" in answer || (answer.outcome === "refused" && [70422, 70411].includes(answer.code)))
      return [];
    // An earlier one under its key was taken, perhaps by a version that lets in others.
    const isOther = (other: Call) => call.key !== undefined && scopeOf(other) === scopeOf(call);
    if (heard.some((other) => isOther(other.call) && isTaken(other.answer))) return [];
    const effects = [...activations, ...approvals];
    if (history.calls.some((other) => isOther(other) && hasHadEffect(other, effects))) return [];
    // So may have been one whose answer got lost.
    const isLost = ({ attempts }: Call) => attempts.some((each) => each.answer?.outcome === "lost");
    if (isTurnedAway(answer) && history.calls.some((other) => isOther(other) && isLost(other))) return [];
    // A location may not know the newest version yet.
    const isStale =
      answer.outcome === "refused" && answer.code === 28010 && launches.flowOf(call).versions.length > 1;
    if (isStale) return [];
    const { execution } = call.to;
    // A repeated `all` is for those who waited when it came first.
    const repeats = history.calls.filter(
      (other) => call.key !== undefined && scopeOf(other) === scopeOf(call),
    );
    const first =
      execution === "all"
        ? Math.min(attempt.sentAt, ...repeats.flatMap(({ attempts }) => attempts.map(({ sentAt }) => sentAt)))
        : attempt.sentAt;
    // At a start block, a callback without `execution` is meant for a new run.
    if (execution === "" && launches.startsAt(call, "any")) return [];
    return runs.flatMap((run) => {
      const isThere = ({ block, occurrence, opened, left }: WaitRecord) => {
        const known =
          execution === run.runId ? opened.at : history.registered.get(`${run.runId}:${occurrence}`);
        const since = known === undefined || known < opened.at ? Number.POSITIVE_INFINITY : known;
        return (
          block === call.block &&
          isOwn(call, run, occurrence) &&
          since < first &&
          (left?.at ?? Number.POSITIVE_INFINITY) > (attempt.answeredAt ?? 0) &&
          fits(run, block, { data: call.data, userId: userOf(call) }, opened.seq)
        );
      };
      const isMissed = isMeant(call, run) && letsIn(run, call.block, call, people) && run.waits.some(isThere);
      return isMissed
        ? [`sender ${call.n} heard ${JSON.stringify(answer)} though ${nameOf(run)} waited for it`]
        : [];
    });
  });
}

/** By a link, is it for that wait? */
function isOwn({ link }: Call, run: RunRecord, occurrence: number): boolean {
  return !link || occurrenceOf(run, link.number) === occurrence;
}

/** What is held has gone to whoever waited for it while it was good and all was quiet. */
export function whatIsHeldIsOffered({ world, heard, runs, activations, approvals }: Evidence): string[] {
  return heard.flatMap(({ call, attempt, answer }) => {
    const isTakenUp = [...activations, ...approvals].some(({ receipt }) => attempt.receipts.has(receipt));
    if (answer.outcome !== "held" || isTakenUp) return [];
    return runs.flatMap((run) => {
      // Another callback of that user is the approval there.
      const hasApproved = (wait: WaitRecord) =>
        approvals.some(
          (each) => each.run === run && each.occurrence === wait.occurrence && each.userId === userOf(call),
        );
      const couldTake = (wait: WaitRecord) => {
        const { block, left, opened } = wait;
        const from = Math.max(countsFrom(world, run, wait), attempt.answeredAt ?? 0, world.quietSince);
        const isGoodUntil = world.quietSince + answer.until - world.quietClock;
        const to = Math.min(left?.at ?? Number.POSITIVE_INFINITY, world.quietUntil, isGoodUntil);
        return (
          block === call.block &&
          isOwn(call, run, wait.occurrence) &&
          !hasApproved(wait) &&
          to - from > 60_000 &&
          fits(run, block, { data: call.data, userId: userOf(call) }, opened.seq)
        );
      };
      const isFound = call.to.execution === run.runId || world.launches.sharesKeys(call.flowId, call.block);
      const isForgotten =
        isFound &&
        isMeant(call, run) &&
        letsIn(run, call.block, call, world.people) &&
        run.waits.some(couldTake);
      return isForgotten ? [`what sender ${call.n} sent is held though ${nameOf(run)} waits for it`] : [];
    });
  });
}

/** Of a start that nobody heard of, a wait counts from when its list knows it: whoever started starts again. */
function countsFrom(
  { history }: Evidence["world"],
  { runId }: RunRecord,
  { occurrence, opened }: WaitRecord,
) {
  const isHeardOf =
    history.starts.some((start) => start.runId === runId && start.answeredAt !== undefined) ||
    history.calls.some(({ attempts }) =>
      attempts.some(
        ({ answer }) => answer && "executionIds" in answer && answer.executionIds.includes(runId),
      ),
    );
  if (isHeardOf || opened.seq > 1) return opened.at;
  return history.registered.get(`${runId}:${occurrence}`) ?? Number.POSITIVE_INFINITY;
}

/** The body that activated a wait, sent once more, isn't kept for the next one: it is a duplicate. */
export function whatWasTakenIsNotHeld({ world: { launches }, heard, activations }: Evidence): string[] {
  return heard.flatMap(({ call, attempt, answer }) => {
    // From the page of a link it is another one than from elsewhere.
    if (answer.outcome !== "held" || call.link) return [];
    const isNamed = !["", "any"].includes(call.to.execution);
    // Without a key, or with one for each version, the list can't tell.
    const isKnown =
      isNamed || (launches.isKeyed(call.flowId, call.block) && launches.sharesKeys(call.flowId, call.block));
    const isSame = ({ run, block, data, happened }: Activation) =>
      block === call.block &&
      data["n"] === call.data["n"] &&
      happened.at < attempt.sentAt &&
      isMeant(call, run);
    return isKnown
      ? activations
          .filter(isSame)
          .map((each) => `sender ${call.n} heard "held" of what had activated ${whereOf(each)}`)
      : [];
  });
}
