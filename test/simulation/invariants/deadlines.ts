import type { Fact } from "../../../src/runs/facts.ts";
import type { Outcome } from "../../../src/triggers/callback.ts";
import { type Attempt, type Call, isDefinite } from "../history.ts";
import { letsIn, mayPass, userOf } from "../opinion.ts";
import { STALE_MS } from "../people.ts";
import type { Happened, RunRecord } from "../record.ts";
import { PATIENCE_MS } from "./answers.ts";
import { type Evidence, isMeant, nameOf, short } from "./evidence.ts";

/** A wait that a sender rejected, or whose deadline a heartbeat moved. */
interface Effect {
  run: RunRecord;
  happened: Happened;
  fact: Extract<Fact, { type: "rejected" | "extended" }>;
  by: NonNullable<Extract<Fact, { type: "rejected" }>["by"]>;
}

function effectsIn(runs: readonly RunRecord[]): Effect[] {
  return runs.flatMap((run) =>
    run.facts.flatMap((happened) => {
      const { fact } = happened;
      if (fact.type !== "rejected" && fact.type !== "extended") return [];
      return fact.by ? [{ run, happened, fact, by: fact.by }] : [];
    }),
  );
}

/** Heartbeats move a deadline while it is ahead, never back, and never past the trigger's bound; so do no others. */
export function deadlinesKeepTheirBound({ runs }: Evidence): string[] {
  return runs.flatMap((run) => {
    const known = new Map<number, { since: number; timeoutAt: number | null }>();
    return run.facts.flatMap(({ fact, clock }) => {
      if (fact.type === "waiting") known.set(fact.occurrence, { since: clock, timeoutAt: fact.timeoutAt });
      if (fact.type !== "extended") return [];
      const { since = 0, timeoutAt = null } = known.get(fact.occurrence) ?? {};
      known.set(fact.occurrence, { since, timeoutAt: fact.timeoutAt });
      const { most } = run.plan.triggers[fact.block] ?? {};
      const isAhead = timeoutAt !== null && clock < timeoutAt;
      const isWithin =
        !fact.by ||
        (most !== undefined &&
          fact.timeoutAt >= (timeoutAt ?? 0) &&
          fact.timeoutAt <= Math.max(since + most, timeoutAt ?? 0));
      return isAhead && isWithin
        ? []
        : [`${nameOf(run)}: the deadline of ${fact.block} (${fact.occurrence}) was moved past its bound`];
    });
  });
}

/** What a sender was told has happened, by that very request; a "no" changed nothing. */
export function whatWasAskedHappened({ world: { history }, runs }: Evidence): string[] {
  const effects = effectsIn(runs);
  return history.asked.flatMap((call) =>
    call.attempts.flatMap((attempt) => {
      const { answer, receipts } = attempt;
      const own = effects.filter(({ by }) => receipts.has(by.receipt));
      const wrong = [`asker ${call.n} heard ${JSON.stringify(answer)}, and did ${own.length}`];
      if (own.length > 1) return wrong;
      if (!isDefinite(answer)) return [];
      return isTrue(answer, own[0]?.fact) && (answer.outcome !== "duplicate" || wasRejected(effects, call))
        ? []
        : wrong;
    }),
  );
}

function isTrue(answer: Outcome, fact: Effect["fact"] | undefined): boolean {
  if (answer.outcome === "rejected") return fact?.type === "rejected";
  if (answer.outcome !== "extended") return fact === undefined;
  return fact?.type === "extended" && fact.timeoutAt === answer.until;
}

/** By the same body. */
function wasRejected(effects: readonly Effect[], { to, block, data }: Call): boolean {
  return effects.some(
    ({ run, fact, by }) =>
      fact.type === "rejected" &&
      run.runId === to.execution &&
      fact.block === block &&
      by.bodyHash === JSON.stringify(data),
  );
}

/** What is rejected goes where the flow says, else fails its run in the same row: for the reason that was given. */
export function rejectionsLeadOn({ world: { history }, runs }: Evidence): string[] {
  return runs.flatMap((run) =>
    run.facts.flatMap(({ fact, seq }, index) => {
      if (fact.type !== "rejected") return [];
      const { by, block, error, next } = fact;
      const call = history.asked.find(({ attempts }) =>
        attempts.some(({ receipts }) => by !== undefined && receipts.has(by.receipt)),
      );
      const reason = call?.asks.ask === "reject" ? call.asks.reason : "by the operator";
      const after = run.facts[index + 1];
      const hasFailed =
        after?.seq === seq &&
        after.fact.type === "ended" &&
        after.fact.status === "failed" &&
        after.fact.error.message === reason;
      const isLed = run.plan.triggers[block]?.onReject ? next !== null : next === null && hasFailed;
      return isLed && error.message === reason
        ? []
        : [`${nameOf(run)}: ${block} was rejected ("${error.message}"), and it goes on to ${next?.join()}`];
    }),
  );
}

/** One key rejects one wait. */
export function oneKeyRejectsOnce({ runs }: Evidence): string[] {
  const keyed = effectsIn(runs).filter(({ fact, by }) => fact.type === "rejected" && by.dedupe !== undefined);
  const names = keyed.map(({ run, fact, by }) => `${run.runId} ${fact.block} ${by.dedupe}`);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} rejected twice`);
}

/** Whoever rejects or extends may call back, by the roles of at most a minute ago, and is who sent it. */
export function onlyWhoMayCallMayAsk({ world: { history, people }, runs }: Evidence): string[] {
  return effectsIn(runs).flatMap(({ run, happened, fact, by }) => {
    const call = history.asked.find(({ attempts }) =>
      attempts.some(({ receipts }) => receipts.has(by.receipt)),
    );
    const roles = by.user === null ? undefined : people.rolesAt(by.user, happened.at - STALE_MS - 10_000);
    const isRight = mayPass(run, fact.block, roles) && call && (userOf(call) ?? null) === by.user;
    return isRight ? [] : [`${nameOf(run)}: ${fact.block} was ${fact.type} by ${by.user}, who may not`];
  });
}

/** Who may, and names a run that waits there all the time, is heard: a rejection is taken, a heartbeat unless at its bound. */
export function whoAsksInTimeIsHeard({ world, runs }: Evidence): string[] {
  return world.history.asked.flatMap((call) =>
    call.attempts.flatMap((attempt) => {
      const { answer } = attempt;
      if (!isDefinite(answer) || "executionIds" in answer) return [];
      if (answer.outcome === "refused" && (answer.code === 70422 || answer.code === 70426)) return [];
      return runs
        .filter((run) => call.to.execution === run.runId && isMeant(call, run))
        .filter((run) => letsIn(run, call.block, call, world.people) && waitedAllTheTime(run, call, attempt))
        .map((run) => `asker ${call.n} heard ${JSON.stringify(answer)} though ${nameOf(run)} waited there`);
    }),
  );
}

function waitedAllTheTime(
  run: RunRecord,
  { block }: Call,
  { sentAt, answeredAt = Infinity }: Attempt,
): boolean {
  return run.waits.some(
    ({ block: at, opened, left }) =>
      at === block && opened.at < sentAt && (left?.at ?? Infinity) > answeredAt,
  );
}

/** An asker hears in time, its receipt can be read, and what had an effect is listed at its trigger. */
export function askersGetAnswersAndReceipts({ world: { history, quietSince } }: Evidence): string[] {
  return history.asked.flatMap(({ n, attempts }) => {
    const began = Math.max(quietSince, attempts[0]?.sentAt ?? 0);
    const first = attempts.find(({ answer }) => isDefinite(answer));
    const isInTime = attempts.length === 0 || (first?.answeredAt ?? Infinity) < began + PATIENCE_MS;
    const unreadable = attempts.filter(({ answer, receipt = "n-", stored }) => {
      if (!isDefinite(answer) || receipt.startsWith("n-")) return false;
      const hadEffect = answer.outcome === "rejected" || answer.outcome === "extended";
      return stored?.outcome !== answer.outcome || (hadEffect && !history.listed.has(receipt));
    });
    return [
      ...(isInTime ? [] : [`asker ${n} got no answer in time, in ${attempts.length} attempts`]),
      ...unreadable.map(
        ({ receipt = "", answer, stored }) =>
          `asker ${n} heard ${JSON.stringify(answer)}, its receipt ${short(receipt)} says ${stored?.outcome}`,
      ),
    ];
  });
}
