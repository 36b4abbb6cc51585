import type { RunSummary } from "../../src/runs/summary.ts";
import type { Caller, Platform } from "./platform.ts";

/** The queue to the run index, and the index: messages repeat and overtake each other. */
export class RunIndex {
  readonly rows = new Map<string, RunSummary>();
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async send(caller: Caller, summaries: readonly RunSummary[]): Promise<void> {
    const { random, weather } = this.#platform;
    const accept = () => {
      this.#deliver(summaries);
      if (random.chance(weather.repeat)) this.#deliver(summaries);
    };
    await this.#platform.ask(caller, weather.outage, accept);
  }

  #deliver(summaries: readonly RunSummary[]): void {
    this.#platform.after(this.#platform.random.below(5_000), () => {
      for (const summary of summaries) {
        const known = this.rows.get(summary.id);
        if (!known || known.seq < summary.seq) this.rows.set(summary.id, summary);
      }
    });
  }
}
