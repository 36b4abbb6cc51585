import { dedupeHash, type Outcome } from "../../../src/triggers/callback.ts";
import { userOf } from "../opinion.ts";
import type { Activation, Happened } from "../record.ts";
import { type Evidence, endOf, type Heard, isTaken, isTurnedAway, scopeOf, whereOf } from "./evidence.ts";

/**
 * Under one deduplication key, of one trigger and `execution`, one wait is activated; with `all`, none that began
 * after the first one was answered, by the clocks too, which may have been put back. After the first 200, the same body is a duplicate and another one an error.
 */
export function oneKeyActivatesOnce({ world, heard, activations }: Evidence): string[] {
  const { history, launches } = world;
  const scopes = new Set(history.calls.flatMap((call) => scopeOf(call) ?? []));
  return [...scopes].flatMap((scope) => {
    const calls = history.calls.filter((call) => scopeOf(call) === scope);
    const [one] = calls;
    // With a launch it may come to be the user's own key, or not to.
    if (!one?.key || launches.askingApprovals(one) === "some") return [];
    const dedupe = dedupeHash([one.to.execution], one.key);
    const dedupes = [dedupe, dedupeHash([userOf(one) ?? ""], dedupe)];
    const own = activations.filter(
      (each) =>
        dedupes.includes(each.dedupe ?? "") &&
        each.block === one.block &&
        each.run.state.flowId === one.flowId,
    );
    // With a launch it may come to start a run, or not to: then it is judged afresh.
    const isAnother = one.to.execution === "" && launches.startsAt(one, "some");
    const answers = heard
      .filter(({ call, answer }) => calls.includes(call) && !(isAnother && answer.outcome === "ignored"))
      .toSorted((a, b) => endOf(a) - endOf(b));
    // Of who has approved by another callback, none under the key was taken.
    const isRepetition = ({ answer }: Heard) =>
      answer.outcome === "duplicate" && launches.askingApprovals(one) === "all";
    const first = answers.find((each) => isTaken(each.answer) && !isRepetition(each));
    const late = first && own.filter((each) => isLater(opened(each), first));
    const twice = one.to.execution === "all" ? (late ?? []).length > 0 : own.length > 1;
    return [
      ...(twice ? [`key "${one.key}" activated ${own.map(whereOf).join(" and ")}`] : []),
      ...answers.flatMap((each) =>
        first && each.attempt.sentAt > endOf(first) ? afterFirst(first, each) : [],
      ),
      ...answers.flatMap((each) => afterActivation(own, each)),
    ];
  });
}

function afterFirst(first: Heard, { call, answer }: Heard): string[] {
  const isSame = call.data["n"] === first.call.data["n"];
  const isRight = isSame
    ? isRepeated(first.answer, answer)
    : answer.outcome === "refused" && answer.code === 70422;
  return isRight || isTurnedAway(answer)
    ? []
    : [
        `sender ${call.n} heard ${JSON.stringify(answer)} after ${JSON.stringify(first.answer)} under key "${call.key}"`,
      ];
}

/** "duplicate", or once more the very same; an `all` may have found more in the meantime. */
function isRepeated(first: Outcome, answer: Outcome): boolean {
  if (answer.outcome === "duplicate") return true;
  if (!("executionIds" in answer) || !("executionIds" in first)) return false;
  return first.executionIds.every((id) => answer.executionIds.includes(id));
}

/** Who tries again what has activated a run, although nobody said so, isn't sent away. */
function afterActivation(own: readonly Activation[], { call, attempt, answer }: Heard): string[] {
  const isDone = own.some(
    ({ data, happened }) => data["n"] === call.data["n"] && happened.at < attempt.sentAt,
  );
  if (!isDone || isTaken(answer) || isTurnedAway(answer)) return [];
  return [
    `sender ${call.n} heard ${JSON.stringify(answer)} of what has activated a run under key "${call.key}"`,
  ];
}

function opened({ run, occurrence }: Activation): Happened | undefined {
  return run.waits.find((wait) => wait.occurrence === occurrence)?.opened;
}

function isLater(happened: Happened | undefined, heard: Heard): boolean {
  const { clock = 0 } = heard.attempt;
  return happened !== undefined && happened.at > endOf(heard) && happened.clock > clock;
}
