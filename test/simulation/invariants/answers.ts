import type { JsonObject } from "../../../src/json.ts";
import { isDefinite } from "../history.ts";
import { userOf } from "../opinion.ts";
import type { Activation, Approved, RunRecord } from "../record.ts";
import { type Evidence, short, whereOf } from "./evidence.ts";

/** How long that may take, in milliseconds. */
export const PATIENCE_MS = 120_000;

/** When the storm is over, it takes whoever goes on trying a moment to hear what became of the callback. */
export function everySenderGetsAnAnswer({ world: { history, quietSince } }: Evidence): string[] {
  return history.calls.flatMap(({ n, attempts }) => {
    const began = Math.max(quietSince, attempts[0]?.sentAt ?? 0);
    const first = attempts.find(({ answer }) => isDefinite(answer));
    const isInTime = (first?.answeredAt ?? Infinity) < began + PATIENCE_MS;
    return isInTime ? [] : [`sender ${n} got no answer in time, in ${attempts.length} attempts`];
  });
}

/** A 200 stands: the run that it names has the activation, by that very request or by one with the same body. */
export function nothingAcknowledgedIsLost({ heard, runs, activations, approvals }: Evidence): string[] {
  return heard.flatMap(({ call, attempt, answer }) => {
    if (!("executionIds" in answer)) return [];
    // Under a key, an earlier attempt may have done it.
    const isRepeated = answer.outcome === "duplicate" || call.key !== undefined;
    const isMeant = ({ receipt, data }: Activation) =>
      attempt.receipts.has(receipt) || (isRepeated && data["n"] === call.data["n"]);
    const isHeld = (runId: string) =>
      runs.some(
        (run) =>
          run.runId === runId &&
          run.facts.some(({ fact }) => fact.type === "held" && fact.callback.data["n"] === call.data["n"]),
      );
    const isApproval = ({ receipt, userId }: Approved) =>
      answer.outcome !== "activated" &&
      (attempt.receipts.has(receipt) || (isRepeated && userId === userOf(call)));
    return answer.executionIds
      .filter((runId) => !approvals.some((each) => each.run.runId === runId && isApproval(each)))
      .filter((runId) => !activations.some((each) => each.run.runId === runId && isMeant(each)))
      .filter((runId) => answer.outcome !== "duplicate" || !isHeld(runId))
      .map(
        (runId) => `sender ${call.n} heard "${answer.outcome}" but run ${short(runId)} knows nothing of it`,
      );
  });
}

/** What the starter or the operator was told has happened, and one start key makes one run. */
export function whatWasConfirmedHappened({ world: { history }, runs }: Evidence): string[] {
  const missing = history.starts
    .filter(({ runId, answeredAt }) => answeredAt !== undefined && !runs.some((run) => run.runId === runId))
    .map(({ runId }) => `the started run ${short(runId)} is gone`);
  const several = history.starts
    .filter(
      ({ key, starter }) =>
        key && runs.filter(({ state }) => dataOf(state)["starter"] === starter).length > 1,
    )
    .map(({ starter, key }) => `starter ${starter} made several runs under "${key}"`);
  const undone = history.operated
    .filter(
      ({ runId, did }) =>
        !runs.some(
          (run) =>
            run.runId === runId &&
            run.facts.some(({ fact }) => fact.type === did || (fact.type === "ended" && fact.status === did)),
        ),
    )
    .map(({ runId, did }) => `run ${short(runId)} was ${did} and isn't`);
  return [...missing, ...several, ...undone];
}

/** A request that was refused or ignored changed nothing, and neither did one that was a duplicate. */
export function noMeansNo({ heard, activations, approvals }: Evidence): string[] {
  return heard.flatMap(({ call, attempt, answer }) => {
    if (answer.outcome === "activated" || answer.outcome === "started" || answer.outcome === "held")
      return [];
    // What is left of an `all` after its answer may be the last approval that another run needs.
    if (answer.outcome === "approved" && call.to.execution === "all") return [];
    return [...activations, ...(answer.outcome === "approved" ? [] : approvals)]
      .filter(({ receipt }) => attempt.receipts.has(receipt))
      .map((activation) => `sender ${call.n} heard "${answer.outcome}" but activated ${whereOf(activation)}`);
  });
}

/** One request activates or approves one wait; with `all`, any number of them. */
export function oneRequestActivatesOneWait({
  world: { history },
  activations,
  approvals,
}: Evidence): string[] {
  return history.calls.flatMap((call) =>
    call.attempts.flatMap(({ receipts }) => {
      const own = [...activations, ...approvals].filter(({ receipt }) => receipts.has(receipt));
      if (own.length < 2 || call.to.execution === "all") return [];
      return [`one request of sender ${call.n} activated ${own.map(whereOf).join(" and ")}`];
    }),
  );
}

/** An hour later, each answer's receipt can be read by its id; two days later, the trigger's list shows it. */
export function receiptsCanBeRead({ world: { history, storm }, heard }: Evidence): string[] {
  // What a crash loses of a run's receipts is shown again by its next alarm, which may come too late.
  const mayBeMissing = (receipt: string) => receipt.startsWith("r-") && storm.crash + storm.processCrash > 0;
  return heard.flatMap(({ call, attempt, answer }) => {
    const { receipt = "", stored } = attempt;
    if (receipt.startsWith("n-")) return [];
    const isPlaced =
      answer.outcome === "held" && (stored?.outcome === "activated" || stored?.outcome === "approved");
    // The run that it activated tells its list. What a crash loses of that comes with the run's next alarm, and so does what
    // four attempts don't bring there.
    const isLate =
      stored === undefined &&
      (answer.outcome === "activated" || answer.outcome === "approved") &&
      storm.crash + storm.processCrash + storm.lostRequest + storm.stray + storm.lostAnswer > 0 &&
      history.listed.has(receipt);
    const isRight = isLate || (stored?.id === receipt && (stored.outcome === answer.outcome || isPlaced));
    return [
      ...(isRight
        ? []
        : [
            `sender ${call.n} heard "${answer.outcome}", its receipt ${short(receipt)} says ${stored?.outcome}`,
          ]),
      ...(history.listed.has(receipt) || mayBeMissing(receipt)
        ? []
        : [`the receipt ${receipt} of sender ${call.n} isn't listed`]),
    ];
  });
}

function dataOf({ initial }: RunRecord["state"]): JsonObject {
  return initial["data"] as JsonObject;
}
