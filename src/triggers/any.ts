import { refused } from "./callback.ts";
import type { ListAnswer, Unnamed } from "./list.ts";
import { isFailure, type Offers, PAGE } from "./offers.ts";
import type { WaitEntry } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Position } from "./waits-table.ts";

const MOST_ROUNDS = 1_000;

/** Activates the longest-waiting run that the callback satisfies. */
export async function activateAny(offers: Offers, input: Unnamed, selection: Selection): Promise<ListAnswer> {
  const refusedBy = new Set<string>();
  const waitForLease = offers.patience();
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
    const next = await nextFit(offers, input, selection, (wait) => !refusedBy.has(keyOf(wait)));
    if (next === undefined)
      return selection.isExhausted ? refused(70503) : (selection.verdict ?? { outcome: "nobody" });
    if (next === "leased") {
      // Should one of those come free, it is ours; never "nobody" meanwhile.
      if (selection.isExhausted || !(await waitForLease())) return refused(70503);
      continue;
    }
    const answer = await offers.offer(next, input);
    if (answer.outcome === "activated" || isFailure(answer)) return answer;
    refusedBy.add(keyOf(next));
    if (answer.outcome !== "gone") selection.note(answer);
  }
  return refused(70503);
}

function keyOf({ runId, occurrence }: WaitEntry): string {
  return `${runId}:${occurrence}`;
}

/** The first fitting wait, leased; `leased`: all that fit are. Nothing is awaited between finding and leasing. */
async function nextFit(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  isWanted: (wait: WaitEntry) => boolean,
): Promise<WaitEntry | "leased" | undefined> {
  let leased = false;
  for (let after: Position = null; ; ) {
    const page = await offers.read(input, selection, after);
    for (const { wait, version } of page) {
      if (selection.isExhausted) break;
      if (!isWanted(wait) || !selection.fits(wait, version)) continue;
      if (!offers.leases.has(wait)) {
        offers.leases.take(wait);
        return wait;
      }
      leased = true;
    }
    after = page.at(-1)?.wait ?? null;
    if (page.length < PAGE || selection.isExhausted) return leased ? "leased" : undefined;
  }
}
