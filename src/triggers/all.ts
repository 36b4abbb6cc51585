import { refused } from "./callback.ts";
import type { ListAnswer, Unnamed } from "./list.ts";
import { isFailure, type Offers, PAGE } from "./offers.ts";
import type { RunAnswer, WaitEntry } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Position } from "./waits-table.ts";

const AT_ONCE = 50;

/** What one go through the list brought. */
export interface Batch {
  activated: string[];
  /** Where to go on: at the first wait that could not be settled, or where the batch was full. */
  resume: { after: Position } | undefined;
  /** Why the first such wait could not be settled. */
  blocked: "leased" | "failed" | undefined;
}

/** Activates every waiting run that the callback satisfies: up to 500, what is over stands in `resume`. */
export async function activateAll(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
): Promise<{ answer: ListAnswer; resume: Batch["resume"] }> {
  const waitForLease = offers.patience();
  for (;;) {
    const { activated, resume, blocked } = await batchOf(offers, input, selection, null);
    if (activated.length > 0) return { answer: { outcome: "activated", executionIds: activated }, resume };
    if (selection.isExhausted || blocked === "failed") return { answer: refused(70503), resume: undefined };
    if (blocked === undefined) return { answer: selection.verdict ?? { outcome: "nobody" }, resume };
    if (!(await waitForLease())) return { answer: refused(70503), resume: undefined };
  }
}

/** One batch. `from` is where a former one ended, null for the first. */
export async function batchOf(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  from: Position,
): Promise<Batch> {
  const { fits, end } = await gather(offers, input, selection, from);
  const activated: string[] = [];
  let stuck: { after: Position; why: "leased" | "failed" } | undefined;
  for (let index = 0; index < fits.length; index += AT_ONCE) {
    const slice = fits.slice(index, index + AT_ONCE);
    const answers = await Promise.all(slice.map(({ wait }) => offerUnlessLeased(offers, wait, input)));
    for (const [place, answer] of answers.entries()) {
      if (answer === "leased" || isFailure(answer)) {
        stuck ??= { after: slice[place]?.before ?? null, why: answer === "leased" ? "leased" : "failed" };
      } else if (answer.outcome === "activated") activated.push(...answer.executionIds);
      else if (answer.outcome !== "gone") selection.note(answer);
    }
  }
  return { activated, resume: stuck ?? end, blocked: stuck?.why };
}

async function offerUnlessLeased(
  offers: Offers,
  wait: WaitEntry,
  input: Unnamed,
): Promise<RunAnswer | "leased"> {
  if (offers.leases.has(wait)) return "leased";
  offers.leases.take(wait);
  return offers.offer(wait, input);
}

/** Up to 500 waits that fit, each with the place before it; `end`: where to go on when there may be more. */
async function gather(offers: Offers, input: Unnamed, selection: Selection, from: Position) {
  const fits: { wait: WaitEntry; before: Position }[] = [];
  for (let after = from; ; ) {
    const page = await offers.read(input, selection, after);
    for (const { wait, version } of page) {
      // What goes on after the answer is not meant for those who began to wait meanwhile.
      if (from !== null && wait.since > input.callback.receivedAt) return { fits, end: undefined };
      if (fits.length === PAGE) return { fits, end: { after } };
      const isFit = selection.fits(wait, version);
      // The last one was judged with too little fuel, perhaps: it is the first one of the next batch.
      if (selection.isExhausted) return { fits, end: { after } };
      if (isFit) fits.push({ wait, before: after });
      after = wait;
    }
    if (page.length < PAGE) return { fits, end: undefined };
  }
}
