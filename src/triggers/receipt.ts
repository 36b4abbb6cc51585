import { randomBytes } from "node:crypto";
import { GUID } from "../ids.ts";

/** The answer's header that names what became of a callback. */
export const RECEIPT_HEADER = "holdpoint-receipt";

/**
 * A receipt's id tells where the receipt lives: `r-` with the run, `t-` with the trigger's list, `n-` nowhere
 * (the callback addressed nothing).
 */
export function newReceipt({ runId, triggerId }: { runId?: string | undefined; triggerId: string }): string {
  const nonce = randomBytes(9).toString("base64url");
  if (runId !== undefined) return `r-${runId}-${nonce}`;
  return GUID.test(triggerId) ? `t-${triggerId}-${nonce}` : `n-${nonce}`;
}
