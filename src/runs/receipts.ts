import type { Version } from "../flows/version.ts";
import { type Asks, keptUser } from "../triggers/callback.ts";
import { howSent, type Receipt } from "../triggers/receipt.ts";
import type { ActivatedBy } from "./facts.ts";
import { type HeldCallback, type LeftWait, type RunState, waitsOf } from "./state.ts";

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
    .filter(({ seq, by }) => isWanted(seq) && by && isOwn(by))
    .flatMap((wait) => activatedReceipt(state, version, wait));
  const rejected = state.left
    .filter(({ seq }) => isWanted(seq))
    .flatMap(({ block, rejectedBy: by }) =>
      by ? [askedReceipt(state, version, { block, by, asks: "reject" })] : [],
    );
  const extended = state.extensions
    .filter(({ seq }) => isWanted(seq))
    .map((extension) => askedReceipt(state, version, { ...extension, asks: "heartbeat" }));
  const approved = [...state.left, ...waitsOf(state)].flatMap(({ block, approvals = [] }) =>
    approvals
      .filter(({ seq, by }) => isWanted(seq) && isOwn(by))
      .map(({ by }) => takenReceipt(state, version, { block, by, outcome: "approved" })),
  );
  return [...held, ...approved, ...activated, ...rejected, ...extended];
}

/** It named this run, or a list has offered it to this run alone. */
function isOwn({ receipt, to }: ActivatedBy): boolean {
  return receipt.startsWith("r-") || to !== undefined;
}

function heldReceipt({ block, until, callback }: HeldCallback): Told {
  const { receipt: id, receivedAt: at, to, sender, credential, bodyHash } = callback;
  const user = keptUser(credential);
  const more = { until, executionIds: [], ...howSent(callback) };
  return { block, receipt: { id, at, outcome: "held", to, sender, user, bodyHash, ...more } };
}

function activatedReceipt(state: RunState, version: Version, wait: LeftWait): Told[] {
  const { block, by, occurrence, opened, seq } = wait;
  if (!by) return [];
  // A run that a callback started has never waited for it.
  const outcome = occurrence === 1 && opened === seq ? "started" : "activated";
  return [takenReceipt(state, version, { block, by, outcome })];
}

function takenReceipt(
  state: RunState,
  version: Version,
  { outcome, ...of }: { block: string; by: ActivatedBy; outcome: Receipt["outcome"] },
): Told {
  return { block: of.block, receipt: { ...commonOf(state, version, of), outcome } };
}

/** Of a rejection or a heartbeat. */
function askedReceipt(
  state: RunState,
  version: Version,
  { asks, until, ...of }: { block: string; by: ActivatedBy; asks: Asks["ask"]; until?: number },
): Told {
  const outcome = asks === "reject" ? "rejected" : "extended";
  const receipt = {
    ...commonOf(state, version, of),
    outcome,
    asks,
    ...(until !== undefined && { until }),
  } as const;
  return { block: of.block, receipt };
}

function commonOf(
  { runId, versionId }: RunState,
  version: Version,
  { block, by }: { block: string; by: ActivatedBy },
): Omit<Receipt, "outcome"> {
  const { receipt: id, at, bodyHash, user, sender } = by;
  const trigger = version.triggerByBlock(block)?.id ?? "";
  const { to = { flow: versionId, trigger, execution: runId } } = by;
  const { warning } = by;
  const more = { executionIds: [runId], ...howSent(by), ...(warning !== undefined && { warning }) };
  return { id, at, to, sender, user, bodyHash, ...more };
}
