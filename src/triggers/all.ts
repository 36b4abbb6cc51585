import type { AnyAnswer } from "./any.ts";
import { refused } from "./callback.ts";
import type { Once } from "./claims.ts";
import { BATCH, type Candidate, isFailure, type Offers } from "./offers.ts";
import { nameOf, type RunAnswer, type WaitKey } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Unnamed } from "./unnamed.ts";
import type { Position } from "./waits-table.ts";

const AT_ONCE = 50;

/** What one go through the list brought. */
export interface Batch {
  activated: string[];
  /** Those that took it as one of the approvals that they need, and those that this user has approved before. */
  approved: string[];
  approvedBefore: string[];
  /** Where to go on: at the first wait that could not be settled, or where the batch was full. */
  resume: { after: Position } | undefined;
  /** Why such waits could not be settled; a failure counts more. */
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
  once: Pick<Once, "asked" | "firstAt" | "begin">,
): Promise<{ answer: AnyAnswer; resume: Batch["resume"] }> {
  const range = { after: null, until: once.firstAt ?? Infinity };
  const waitForLease = offers.patience();
  // Those that were asked before a crash know whether it was by this callback.
  const before = await offerEach(offers, input, selection, once.asked);
  for (;;) {
    const batch = await batchOf(offers, input, selection, range, (waits) =>
      once.begin(unique([...once.asked, ...waits])),
    );
    const activated = [...new Set([...before.activated, ...batch.activated])];
    const approved = [...new Set([...before.approved, ...batch.approved])];
    if (activated.length === 0 && approved.length > 0) {
      return { answer: { outcome: "approved", executionIds: approved }, resume: batch.resume };
    }
    // One that another callback is under way to may have been activated by this one.
    const blocked = before.unsettled.size > 0 ? "failed" : batch.blocked;
    if (activated.length > 0) {
      return { answer: { outcome: "activated", executionIds: activated }, resume: batch.resume };
    }
    if (selection.isExhausted || blocked === "failed") return { answer: refused(70503), resume: undefined };
    if (blocked === undefined) {
      return { answer: { outcome: "unmatched", approved: batch.approvedBefore }, resume: batch.resume };
    }
    if (!(await waitForLease())) return { answer: refused(70503), resume: undefined };
  }
}

/** One that said no before may fit now. */
function unique(waits: readonly WaitKey[]): readonly WaitKey[] {
  return [...new Map(waits.map((wait) => [nameOf(wait), wait])).values()];
}

/** One batch. `begin`: before these are asked. */
export async function batchOf(
  offers: Offers,
  input: Unnamed,
  selection: Selection,
  range: Range,
  begin: (waits: readonly WaitKey[]) => void = () => {},
): Promise<Batch> {
  const sources = await offers.sources(input, selection);
  const { fits, end } = gather(offers.candidates(sources, range.after), selection, range);
  if (fits.length > 0) begin(fits.map(({ wait }) => wait));
  const { unsettled, failed, ...taken } = await offerEach(
    offers,
    input,
    selection,
    fits.map(({ wait }) => wait),
  );
  const stuck = fits.find(({ wait }) => unsettled.has(wait));
  // A run that failed may have been activated all the same: that nobody was can't be said any more.
  const blocked = failed ? "failed" : stuck && "leased";
  return { ...taken, resume: stuck ? { after: stuck.before } : end, blocked };
}

/** Offers the callback to all of these, some at once. `unsettled`: another callback is under way to them, or they failed. */
async function offerEach(offers: Offers, input: Unnamed, selection: Selection, waits: readonly WaitKey[]) {
  const activated: string[] = [];
  const approved: string[] = [];
  const approvedBefore: string[] = [];
  const unsettled = new Set<WaitKey>();
  let failed = false;
  for (let index = 0; index < waits.length; index += AT_ONCE) {
    const slice = waits.slice(index, index + AT_ONCE);
    const answers = await Promise.all(slice.map((wait) => offerUnlessLeased(offers, wait, input)));
    for (const [place, wait] of slice.entries()) {
      const answer = answers[place];
      if (!answer || answer === "leased" || isFailure(answer)) {
        unsettled.add(wait);
        failed ||= answer !== "leased";
      } else if (answer.outcome === "activated" || answer.outcome === "duplicate") {
        activated.push(...answer.executionIds);
      } else if (answer.outcome === "approved") approved.push(...answer.executionIds);
      else if (answer.outcome === "approved-before") approvedBefore.push(...answer.executionIds);
      else if (answer.outcome !== "gone") selection.note(answer);
    }
  }
  return { activated, approved, approvedBefore, unsettled, failed };
}

async function offerUnlessLeased(
  offers: Offers,
  wait: WaitKey,
  input: Unnamed,
): Promise<RunAnswer | "leased"> {
  if (offers.leases.has(wait)) return "leased";
  offers.leases.take(wait);
  return offers.offer(wait, input);
}

/** Up to 500 waits that fit, each with the place before it; `end`: where to go on when there may be more. */
function gather(candidates: Iterable<Candidate>, selection: Selection, { after: from, until }: Range) {
  const fits: { wait: WaitKey; before: Position }[] = [];
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
