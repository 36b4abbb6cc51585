import type { Version } from "../flows/version.ts";
import { keptUser } from "../triggers/callback.ts";
import { howSent, type Receipt } from "../triggers/receipt.ts";
import type { HeldCallback, LeftWait, RunState } from "./state.ts";

/** A receipt that lives in this run's journal, with the trigger's block. */
interface Told {
  block: string;
  receipt: Receipt;
}

/** Those of rows after `seq`. Of an `all`, whose receipt names many runs, the list keeps it by itself. */
export function receiptsSince(state: RunState, version: Version, seq: number): Told[] {
  return journaled(state, version, (row) => row > seq);
}

/** The receipt of that id, as the journal has it; with its body while it is held, or was in vain. */
export function receiptIn(state: RunState, version: Version, id: string): Receipt | undefined {
  const receipt = journaled(state, version, () => true).findLast((told) => told.receipt.id === id)?.receipt;
  const held = state.held.find(({ callback }) => callback.receipt === id);
  return receipt && held ? { ...receipt, data: held.callback.data } : receipt;
}

function journaled(state: RunState, version: Version, isWanted: (seq: number) => boolean): Told[] {
  const held = state.held.filter(({ seq }) => isWanted(seq)).map(heldReceipt);
  const activated = state.left
    .filter(({ seq, by }) => isWanted(seq) && (by?.receipt.startsWith("r-") || by?.to))
    .flatMap((wait) => activatedReceipt(state, version, wait));
  return [...held, ...activated];
}

function heldReceipt({ block, until, callback }: HeldCallback): Told {
  const { receipt: id, receivedAt: at, to, sender, credential, bodyHash } = callback;
  const user = keptUser(credential);
  const more = { until, executionIds: [], ...howSent(callback) };
  return { block, receipt: { id, at, outcome: "held", to, sender, user, bodyHash, ...more } };
}

function activatedReceipt({ runId, versionId }: RunState, version: Version, wait: LeftWait): Told[] {
  const { block, by, occurrence, opened, seq } = wait;
  if (!by) return [];
  const { receipt: id, at, bodyHash, user, sender } = by;
  // A run that a callback started has never waited for it.
  const outcome = occurrence === 1 && opened === seq ? "started" : "activated";
  const trigger = version.triggerByBlock(block)?.id ?? "";
  const { to = { flow: versionId, trigger, execution: runId } } = by;
  const { warning } = by;
  const more = { executionIds: [runId], ...howSent(by), ...(warning !== undefined && { warning }) };
  return [{ block, receipt: { id, at, outcome, to, sender, user, bodyHash, ...more } }];
}
