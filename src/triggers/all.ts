import type { AnyAnswer } from "./any.ts";
import { refused } from "./callback.ts";
import { BATCH, type Candidate, isFailure, type Offers } from "./offers.ts";
import type { RunAnswer, WaitEntry } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Unnamed } from "./unnamed.ts";
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

/** Which waits are meant: those after that place, and those that had begun by then. */
export interface Range {
  after: Position;
  until: number;
}

/** Activates every waiting run that the callback satisfies: up to 500, what is over stands in `resume`. */
export async function activateAll(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  until: number,
): Promise<{ answer: AnyAnswer; resume: Batch["resume"] }> {
  const waitForLease = offers.patience();
  for (;;) {
    const { activated, resume, blocked } = await batchOf(offers, input, selection, { after: null, until });
    if (activated.length > 0) return { answer: { outcome: "activated", executionIds: activated }, resume };
    if (selection.isExhausted || blocked === "failed") return { answer: refused(70503), resume: undefined };
    if (blocked === undefined) return { answer: { outcome: "unmatched" }, resume };
    if (!(await waitForLease())) return { answer: refused(70503), resume: undefined };
  }
}

/** One batch. */
export async function batchOf(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  range: Range,
): Promise<Batch> {
  const sources = await offers.sources(input, selection);
  const { fits, end } = gather(offers.candidates(sources, range.after), selection, range);
  const activated: string[] = [];
  let stuck: { after: Position; why: "leased" | "failed" } | undefined;
  for (let index = 0; index < fits.length; index += AT_ONCE) {
    const slice = fits.slice(index, index + AT_ONCE);
    const answers = await Promise.all(slice.map(({ wait }) => offerUnlessLeased(offers, wait, input)));
    for (const [place, answer] of answers.entries()) {
      if (answer === "leased" || isFailure(answer)) {
        stuck ??= { after: slice[place]?.before ?? null, why: answer === "leased" ? "leased" : "failed" };
      } else if (answer.outcome === "activated" || answer.outcome === "duplicate") {
        activated.push(...answer.executionIds);
      } else if (answer.outcome !== "gone") selection.note(answer);
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
function gather(candidates: Iterable<Candidate>, selection: Selection, { after: from, until }: Range) {
  const fits: { wait: WaitEntry; before: Position }[] = [];
  let after = from;
  for (const { wait, version } of candidates) {
    // Not meant for those who began to wait since then.
    if (wait.since > until) break;
    if (fits.length === BATCH) return { fits, end: { after } };
    const isFit = selection.fits(wait, version);
    // The last one was judged with too little fuel, perhaps: it is the first one of the next batch.
    if (selection.isExhausted) return { fits, end: { after } };
    if (isFit) fits.push({ wait, before: after });
    after = wait;
  }
  return { fits, end: undefined };
}
