import type { Caller } from "../users/caller.ts";
import { type Callback, keptCredential, type Outcome } from "./callback.ts";
import { type Receipt, receiptOf } from "./receipt.ts";

/** A callback that names no run. */
export interface Unnamed {
  triggerId: string;
  block: string;
  /** Only waits of this version; null: of all versions of the flow. */
  versionId: string | null;
  /** The version that speaks where no run does: its authentication, key and holding count then. */
  speaker: string;
  callback: Callback;
  /** As the edge resolved it, for the preselection. */
  caller: Caller;
}

/** As it is kept: its user by id, its token not at all. */
export type Kept = Omit<Unnamed, "caller">;

export function kept({ caller, callback, ...rest }: Unnamed): Kept {
  const credential = keptCredential(caller.kind === "user" ? caller.user.objectId : null);
  return { ...rest, callback: { ...callback, credential } };
}

/** The receipt of a callback that a list has answered. */
export function receiptFrom({ callback, caller }: Unnamed, outcome: Outcome): Receipt {
  const user = caller.kind === "user" ? caller.user.objectId : null;
  const keepsBody = outcome.outcome === "ignored" || outcome.outcome === "refused";
  return receiptOf(callback, outcome, { user, keepsBody });
}

/** The receipt of a callback that was kept. */
export function receiptFromKept({ callback }: Kept, outcome: Outcome, keepsBody: boolean): Receipt {
  const user = callback.credential.kind === "user" ? callback.credential.userId : null;
  return receiptOf(callback, outcome, { user, keepsBody });
}
