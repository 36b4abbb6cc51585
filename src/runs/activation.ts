import type { Callback } from "../triggers/callback.ts";
import { howSent } from "../triggers/receipt.ts";
import type { User } from "../users/user.ts";
import type { Said } from "./answering.ts";
import type { ActivatedBy, Approval, TriggerOutput } from "./facts.ts";

/** What a callback brings to the blocks after its trigger, and what the journal keeps of it besides. */
export function activationBy(
  callback: Callback,
  user: User | null,
  say: (output: TriggerOutput) => Said = () => ({}),
  approvals?: readonly Approval[],
): { output: TriggerOutput; by: ActivatedBy } {
  const { data, receivedAt, receipt, bodyHash, dedupe, sender, to } = callback;
  const isAnyones = receipt.startsWith("t-") && to.execution !== "all";
  const by = {
    receipt,
    at: receivedAt,
    bodyHash,
    ...(dedupe !== undefined && { dedupe }),
    user: user?.objectId ?? null,
    sender,
    ...howSent(callback),
    ...(isAnyones && { to }),
  };
  const { headers, query, warning } = callback;
  const output = {
    data,
    user,
    receivedAt,
    ...(headers && { headers }),
    ...(query && { query }),
    ...(approvals && { approvals }),
  };
  const { answer, warning: ofAnswer } = say(output);
  const warnings = [warning, ofAnswer].filter((each) => each !== undefined).join(" ");
  return { output, by: { ...by, ...(answer && { answer }), ...(warnings !== "" && { warning: warnings }) } };
}
