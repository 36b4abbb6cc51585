import type { Json } from "../json.ts";
import type { Ending } from "./state.ts";

/** So many callers wait at most for the end of one run. */
const MOST_WAITING = 100;

/** What a caller who waited for it learns of a run's end. */
export type End =
  | { status: "completed"; result: Json }
  | { status: "failed" | "terminated"; message: string };

/** Those who wait for a run to end. Memory only: whoever asks once more is answered from the journal. */
export class Ends {
  readonly #waiting = new Set<() => void>();

  /** The run has ended. */
  reached(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Settles when the run ends or the pause is over; at once, where too many wait already. */
  async wait(pause: Promise<void>): Promise<void> {
    if (this.#waiting.size >= MOST_WAITING) return;
    const { promise: ended, resolve: wake } = Promise.withResolvers<void>();
    this.#waiting.add(wake);
    await Promise.race([ended, pause]);
    this.#waiting.delete(wake);
  }
}

export function endOf(ending: Ending): End {
  switch (ending.status) {
    case "completed":
      return { status: "completed", result: ending.result };
    case "failed":
      return { status: "failed", message: ending.error.message };
    case "terminated":
      return { status: "terminated", message: ending.reason };
    default:
      return ending satisfies never;
  }
}
