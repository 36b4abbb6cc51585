import { type Authentication, NO_AUTHENTICATION } from "../blocks/authentication.ts";
import type { Caller } from "../users/caller.ts";
import { type Callback, type Credential, keptCredential, keptUser, type Outcome } from "./callback.ts";
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
  /** As the edge resolved it, for the preselection, under the settings with that `callerKey`. */
  caller: Caller;
  under: string;
}

/** As it is kept: its user by id, its token or signature not at all. */
export type Kept = Omit<Unnamed, "caller" | "under">;

export function kept({ caller, under, callback, ...rest }: Unnamed): Kept {
  return { ...rest, callback: { ...callback, credential: keptCredential(caller, under) } };
}

/** One that was kept, to be offered: its user counts as of now. */
export async function taken(
  input: Kept,
  ports: { caller(credential: Credential, authentication: Authentication): Promise<Caller> },
): Promise<Unnamed> {
  const authentication = { ...NO_AUTHENTICATION, fresh: true };
  return { ...input, caller: await ports.caller(input.callback.credential, authentication), under: "fresh" };
}

/** The receipt of a callback that a list has answered. */
export function receiptFrom({ callback, caller }: Unnamed, outcome: Outcome): Receipt {
  const user = caller.kind === "user" ? caller.user.objectId : null;
  const keepsBody = outcome.outcome === "ignored" || outcome.outcome === "refused";
  return receiptOf(callback, outcome, { user, keepsBody });
}

/** The receipt of a callback that was kept. */
export function receiptFromKept({ callback }: Kept, outcome: Outcome, keepsBody: boolean): Receipt {
  const user = keptUser(callback.credential);
  return receiptOf(callback, outcome, { user, keepsBody });
}
