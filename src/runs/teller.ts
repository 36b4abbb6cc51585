import type { Version } from "../flows/version.ts";
import type { WaitKey } from "../triggers/ports.ts";
import type { RunPorts } from "./ports.ts";
import { type RunState, statusOf, type Wait, waitsOf } from "./state.ts";
import { summaryOf } from "./summary.ts";

/** A row of a list carries what the condition reads up to this many characters; past it, the run is asked. */
const INPUTS_LENGTH = 4_096;

/**
 * Tells the lists who waits and who left, and the run index what became of the run: everything that rows
 * after `told` owe. It repeats itself after a crash; everyone it speaks to takes that.
 */
export class Teller {
  /** Up to this row, everything was delivered. Written along with the next row, for free. */
  told: number;
  /** How often in a row it failed. */
  tries = 0;
  readonly #ports: RunPorts;
  #telling: Promise<void> | undefined;
  /** Waits whose list was there when they were left. */
  readonly #settled = new Set<number>();
  #summarised: string | undefined;

  constructor(ports: RunPorts, told: number) {
    this.#ports = ports;
    this.told = told;
  }

  owes(state: RunState): boolean {
    return this.told < state.seq;
  }

  /** The list that offered the callback takes the wait off by itself. */
  settle(occurrence: number): void {
    this.#settled.add(occurrence);
  }

  /** Never throws: what failed stays owed, and the alarm comes back to it. */
  async tell(current: () => RunState, version: Version): Promise<void> {
    this.#telling ??= this.#tellAll(current, version).finally(() => {
      this.#telling = undefined;
    });
    await this.#telling;
  }

  async #tellAll(current: () => RunState, version: Version): Promise<void> {
    try {
      for (let state = current(); this.owes(state); state = current()) {
        await this.#deliver(state, version);
        this.told = state.seq;
        this.tries = 0;
      }
    } catch (thrown) {
      this.tries += 1;
      this.#ports.problem("telling others failed", { run: current().runId, tries: this.tries }, thrown);
    }
  }

  /** One round after the other, so that a wait is opened before it is closed. */
  async #deliver(state: RunState, version: Version): Promise<void> {
    const listOf = (block: string) => this.#ports.list(version.triggerByBlock(block)?.id ?? "");
    const opened = waitsOf(state).filter(({ seq }) => seq > this.told);
    // A wait that began and was left in one row was never told of.
    const closed = state.left.filter(
      ({ opened: from, seq, occurrence }) =>
        seq > this.told && seq !== from && !this.#settled.has(occurrence),
    );
    const status = statusOf(state);
    await Promise.all([
      ...opened.map((wait) => listOf(wait.block).open(entryOf(state, wait))),
      ...closed.map((wait) => listOf(wait.block).close(keyOf(state, wait))),
      status === this.#summarised ? undefined : this.#ports.summarise(summaryOf(state)),
    ]);
    this.#summarised = status;
    this.#settled.clear();
  }
}

function keyOf({ runId }: RunState, { occurrence, since }: Pick<WaitKey, "occurrence" | "since">): WaitKey {
  return { runId, occurrence, since };
}

function entryOf(state: RunState, wait: Wait) {
  const inputs = JSON.stringify(wait.inputs);
  return {
    ...keyOf(state, wait),
    versionId: state.versionId,
    timeoutAt: wait.timeoutAt,
    inputs: inputs.length <= INPUTS_LENGTH ? inputs : null,
  };
}
