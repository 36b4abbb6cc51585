import type { Receipt } from "../shared/types.ts";

/** Whom it came from didn't pass: it can be judged as somebody else only. */
export function failedAuthentication({ code, why }: Pick<Receipt, "code" | "why">): boolean {
  return code === 1000 || code === 3064 || why === "authentication" || why === "roles";
}

/** Why a callback can't be sent once more; undefined where it can. */
export function whyNoReplay({ outcome, data }: Pick<Receipt, "outcome" | "data">): string | undefined {
  if (outcome === "held") return "It is held: it is offered by itself to whoever comes to wait.";
  if (outcome !== "refused" && outcome !== "ignored" && outcome !== "expired")
    return "It did what it was sent for. Only callbacks that did nothing can be replayed.";
  return data === undefined ? "Its body was not kept, so it can't be sent again." : undefined;
}
