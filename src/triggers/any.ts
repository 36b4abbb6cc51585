import { type Outcome, refused } from "./callback.ts";
import { type Candidate, isFailure, type Offers } from "./offers.ts";
import { nameOf, type RunAnswer, type WaitKey } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Unnamed } from "./unnamed.ts";

const MOST_ROUNDS = 1_000;

/** Where it is written down to whom a callback is offered, before it is: after a crash those are asked first. */
export interface Offering {
  readonly asked: readonly WaitKey[];
  /** True where the one that was asked may be a run that is just about to start: its "no" doesn't count yet. */
  readonly isStarting?: boolean;
  /** These are asked now, in place of those before. It commits before anything leaves the object. */
  begin(waits: readonly WaitKey[]): void;
}

/** `unmatched`: no wait was taken; why stands in the selection. `approved`: by runs that this user has approved already. */
export type AnyAnswer = Outcome | { outcome: "unmatched"; approved: readonly string[] };

/** Activates the longest-waiting run that the callback satisfies. */
export async function activateAny(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  offering?: Offering,
): Promise<AnyAnswer> {
  const refusedBy = new Set<string>();
  const approved: string[] = [];
  const waitForLease = offers.patience();
  for (const asked of offering?.asked ?? []) {
    while (offers.leases.has(asked)) if (!(await waitForLease())) return refused(70503);
    offers.leases.take(asked);
    const answer = await offers.offerLazily(asked, input);
    if (isTaken(answer) || answer.outcome === "duplicate" || isFailure(answer)) return answer;
    if (answer.outcome === "approved-before") {
      if (answer.isSame) return { outcome: "duplicate", executionIds: answer.executionIds };
      approved.push(...answer.executionIds);
    }
    if (offering?.isStarting) return refused(70503);
    refusedBy.add(nameOf(asked));
  }
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const next = await nextFit(
      offers,
      input,
      selection,
      (wait) => refusedBy.size === 0 || !refusedBy.has(nameOf(wait)),
    );
    if (next === undefined)
      return selection.isExhausted ? refused(70503) : { outcome: "unmatched", approved };
    if (next === "leased") {
      // Should one of those come free, it is ours; never "nobody" meanwhile.
      if (selection.isExhausted || !(await waitForLease())) return refused(70503);
      continue;
    }
    offering?.begin([next]);
    const answer = await offers.offerLazily(next, input);
    if (isTaken(answer) || isFailure(answer)) return answer;
    refusedBy.add(nameOf(next));
    if (answer.outcome === "approved-before") approved.push(...answer.executionIds);
    else if (answer.outcome !== "gone" && answer.outcome !== "duplicate") selection.note(answer);
  }
  return refused(70503);
}

/** The run went on by it, or took it as one of the approvals that it needs. */
function isTaken(answer: RunAnswer): answer is Outcome & { outcome: "activated" | "approved" } {
  return answer.outcome === "activated" || answer.outcome === "approved";
}

/** The first fitting wait, leased; `leased`: all that fit are. Nothing is awaited between finding and leasing. */
async function nextFit(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  isWanted: (wait: WaitKey) => boolean,
): Promise<WaitKey | "leased" | undefined> {
  const sources = await offers.sources(input, selection);
  const leased: Candidate[] = [];
  for (const candidate of offers.candidates(sources, null)) {
    if (selection.isExhausted) break;
    const { wait, version } = candidate;
    if (!isWanted(wait)) continue;
    // Whether these fit is asked only where no other one does.
    if (offers.leases.has(wait)) leased.push(candidate);
    else if (selection.fits(wait, version)) {
      offers.leases.take(wait);
      return wait;
    }
  }
  return leased.some(({ wait, version }) => selection.fits(wait, version)) ? "leased" : undefined;
}
