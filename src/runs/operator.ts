import type { JsonObject } from "../json.ts";
import { decideTermination, type World } from "./decide.ts";
import type { Draft } from "./draft.ts";
import type { RunHost } from "./host.ts";
import {
  decideMove,
  decideRejectionByHand,
  decideRelease,
  decideRetry,
  type Moved,
  type Rejected,
  type Released,
  type Retried,
} from "./operate.ts";
import type { RunPorts } from "./ports.ts";
import type { RunState } from "./state.ts";

/** The operator's hand in a run. */
export class Operator {
  readonly #ports: Pick<RunPorts, "now">;
  readonly #run: RunHost;

  constructor(ports: Pick<RunPorts, "now">, run: RunHost) {
    this.#ports = ports;
    this.#run = run;
  }

  /** False when it had ended already, or never started. */
  async terminate(reason: string): Promise<boolean> {
    const { versionId } = this.#run.state() ?? {};
    if (versionId === undefined) return false;
    const world = await this.#run.world(versionId);
    // It may have ended in between, or its time.
    const state = this.#run.state();
    if (!state || state.ending) return false;
    this.#run.commit(decideTermination(state, reason, this.#ports.now()));
    await this.#run.carryOn(world);
    return true;
  }

  /** Lets the wait go on. */
  async release(occurrence: number, data: JsonObject): Promise<Released> {
    return this.#operate((state, world) =>
      decideRelease(state, { occurrence, data }, world, this.#ports.now()),
    );
  }

  /** Turns the wait down. */
  async reject(occurrence: number, reason: string): Promise<Rejected> {
    return this.#operate((state, world) =>
      decideRejectionByHand(state, { occurrence, reason }, world, this.#ports.now()),
    );
  }

  /** Gives the wait another deadline, in epoch milliseconds. */
  async moveDeadline(occurrence: number, to: number): Promise<Moved> {
    return this.#operate((state) => decideMove(state, { occurrence, to }, this.#ports.now()));
  }

  /** Takes the failed run up where it failed. */
  async retry(): Promise<Retried> {
    return this.#operate((state, world) => decideRetry(state, world, this.#ports.now()));
  }

  async #operate<No extends string>(
    decision: (state: RunState, world: World) => Draft | No,
  ): Promise<No | "done" | "no-such-run"> {
    const { versionId } = this.#run.state() ?? {};
    if (versionId === undefined) return "no-such-run";
    const world = await this.#run.world(versionId);
    // Retention may have come in between.
    const state = this.#run.state();
    if (!state) return "no-such-run";
    const decided = decision(state, world);
    if (typeof decided === "string") return decided;
    this.#run.commit(decided);
    this.#run.later(this.#run.carryOn(world));
    return "done";
  }
}
