import { Time } from "../../ui/index.ts";
import { whyOf } from "./outcomes.ts";
import type { Receipt } from "./types.ts";

/** Why a callback did nothing, or until when it is held. */
export function Why({
  receipt,
}: {
  receipt: Pick<Receipt, "outcome" | "why" | "code" | "status" | "until">;
}) {
  if (receipt.outcome === "held" && receipt.until !== undefined) {
    return (
      <>
        {"Kept until "}
        <Time at={receipt.until} />
      </>
    );
  }
  return whyOf(receipt) ?? <span className="hp-muted">–</span>;
}
