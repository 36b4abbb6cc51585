import type { Version } from "../flows/version.ts";
import { type Outcome, ownHash, refused } from "./callback.ts";
import { isKeyed, NO_KEY } from "./key.ts";
import type { Selection } from "./selection.ts";
import type { Unnamed } from "./unnamed.ts";

/** What a list knows where no wait was taken. */
export interface Circumstances {
  selection: Selection;
  /** See `Unnamed.speaker`. */
  speaker: Version;
  /** Does any run in question wait here? */
  isWaitedFor: () => boolean;
  /** The waits under the callback's key that are over; each version has its own. */
  tombstones: () => readonly { runId: string; bodyHash: string | null }[];
}

/** `hold`: keep it under that key until then. */
export type Verdict = { answer: Outcome } | { hold: string; until: number };

/**
 * What becomes of a callback that no wait was taken by (product.md, "How callbacks behave", 3, 5 to 7): the one
 * that activated a wait which is over is a duplicate, another one under its key is late; one under a key that
 * nobody had is early; one that waits were judged for and did not fit is ignored.
 */
export function unmatched(
  { block, callback }: Unnamed,
  mode: "any" | "all",
  { selection, speaker, isWaitedFor, tombstones }: Circumstances,
): Verdict {
  const { verdict } = selection;
  if (verdict) return { answer: verdict };
  const trigger = speaker.triggerByBlock(block);
  if (!trigger) return { answer: refused(28010) };
  const admission = selection.admission(speaker);
  if (!admission.admitted) return { answer: admission.outcome };
  if (mode === "all")
    return { answer: { outcome: "ignored", why: isWaitedFor() ? "condition" : "nobody-waiting" } };
  const { anonymous, holdMs } = trigger.early;
  const until = callback.receivedAt + holdMs;
  const nobody = refused(28060);
  if (isKeyed(trigger)) {
    const found = selection.keyUnder(trigger, admission);
    if ("failed" in found) {
      return { answer: { outcome: "ignored", why: "condition-failed", warning: found.failed } };
    }
    const over = tombstones();
    const own = ownHash(callback.bodyHash, admission.user?.objectId ?? null);
    const same = over.find(({ bodyHash }) =>
      bodyHash?.split(" ").some((one) => one === callback.bodyHash || one === own),
    );
    if (same) return { answer: { outcome: "duplicate", executionIds: [same.runId] } };
    if (over.length > 0) return { answer: refused(28100) };
    if (holdMs > 0) return { hold: found.key, until };
    return { answer: isWaitedFor() ? { outcome: "ignored", why: "condition" } : nobody };
  }
  return anonymous && holdMs > 0 ? { hold: NO_KEY, until } : { answer: nobody };
}
