import type { Happened, RunRecord } from "./record.ts";

/** The waits at a trigger, in the order in which they began: what links count. A start by callback is one, too. */
export function occurrencesAt(run: RunRecord, block: string, before = run.facts.length): number[] {
  const begun = run.facts.slice(0, before).flatMap(({ fact }) => {
    const isBegun = (fact.type === "waiting" || fact.type === "activated") && fact.block === block;
    return isBegun ? [fact.occurrence] : [];
  });
  return [...new Set(begun)].toSorted((a, b) => a - b);
}

/** The visit that whoever makes a link means, before that fact: of the oldest open wait, else of the coming one. */
export function visitMeant(run: RunRecord, block: string, before: number): number {
  const begun = occurrencesAt(run, block, before);
  const place = new Map<Happened, number>(run.facts.map((happened, index) => [happened, index]));
  const at = (happened: Happened | undefined) =>
    (happened && place.get(happened)) ?? Number.POSITIVE_INFINITY;
  const isOpen = (occurrence: number) =>
    run.waits.some(
      (wait) => wait.occurrence === occurrence && at(wait.opened) < before && at(wait.left) >= before,
    );
  const open = begun.findIndex(isOpen);
  return open < 0 ? begun.length + 1 : open + 1;
}

/** The wait that a link is for; undefined: the run never came to it. */
export function occurrenceOf(run: RunRecord, number: number): number | undefined {
  const made = run.facts.find(({ fact }) => fact.type === "linked" && fact.number === number)?.fact;
  return made?.type === "linked" ? occurrencesAt(run, made.block)[made.visit - 1] : undefined;
}
