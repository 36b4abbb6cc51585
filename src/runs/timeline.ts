import { byteLength } from "../json.ts";
import type { Entry, Fact } from "./facts.ts";

/**
 * A journal may be as large as 64 MiB, and an answer of an object must not: what a run knows is shown as its
 * context, and of what it once knew as much as fits in this.
 */
const TIMELINE_BYTES = 4 * 1024 * 1024;

/** What is no larger is always shown. */
const SMALL_BYTES = 512;

/** What of a fact is of no use to people: where in the tree of branches it happened, what was captured. */
const HIDDEN = new Set(["path", "place", "inputs", "key", "by", "callback", "origin"]);

/** A fact for people. Where it would take too much, its bytes are told instead: `omittedBytes`. */
export type TimelineItem = Record<string, unknown> & { at: number; type: string };

/** The facts of a journal in order. Takes the rows one by one, since they may not fit in memory together. */
export function timelineOf(entries: Iterable<Entry>): TimelineItem[] {
  const items: TimelineItem[] = [];
  let left = TIMELINE_BYTES;
  for (const { at, facts } of entries) {
    for (const fact of facts) {
      const item = { at, ...told(fact) };
      const bytes = byteLength(JSON.stringify(item));
      const fits = bytes <= Math.max(left, SMALL_BYTES);
      items.push(fits ? item : { at, ...outlineOf(fact), omittedBytes: bytes });
      if (fits) left -= bytes;
    }
  }
  return items;
}

function told(fact: Fact): Record<string, unknown> & { type: string } {
  if (fact.type === "linked") return { ...fact };
  const { type, ...rest } = fact;
  const shown = Object.fromEntries(Object.entries(rest).filter(([key]) => !HIDDEN.has(key)));
  const receipt = "by" in fact ? fact.by.receipt : "callback" in fact ? fact.callback.receipt : undefined;
  return { type, ...shown, ...(receipt !== undefined && { receipt }) };
}

function outlineOf(fact: Fact) {
  if (!("block" in fact)) return { type: fact.type };
  const { type, block } = fact;
  return { type, block, ...("occurrence" in fact && { occurrence: fact.occurrence }) };
}
