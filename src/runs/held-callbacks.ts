import type { World } from "./decide.ts";
import type { RunHost } from "./host.ts";
import type { Intake } from "./intake.ts";
import type { RunPorts } from "./ports.ts";
import { fitOf, taken, waitFor } from "./reception.ts";

/** The callbacks that came too early: each is offered to its wait once that has begun. */
export class HeldCallbacks {
  readonly #ports: Pick<RunPorts, "now">;
  readonly #run: RunHost;
  readonly #intake: Intake;
  /** Those that didn't fit a wait: "receipt occurrence". */
  readonly #declined = new Set<string>();

  constructor(ports: Pick<RunPorts, "now">, run: RunHost, intake: Intake) {
    this.#ports = ports;
    this.#run = run;
    this.#intake = intake;
  }

  /** Answers whether one was taken, or others came in meanwhile: then there is more to do. */
  async offer(world: World): Promise<boolean> {
    for (const { block, until, callback } of this.#run.current().held) {
      const trigger = world.version.triggerByBlock(block);
      const asked = trigger && { trigger, callback, occurrence: undefined };
      const wait = asked && waitFor(this.#run.current(), asked);
      const name = `${callback.receipt} ${wait?.occurrence}`;
      if (!asked || !wait || until <= this.#ports.now() || this.#declined.has(name)) continue;
      const admission = await this.#intake.admit(trigger, callback);
      // Others came in meanwhile.
      const state = this.#run.state();
      const isHeld = state?.held.some(({ callback: { receipt } }) => receipt === callback.receipt);
      const open = state && waitFor(state, asked);
      if (!state || !isHeld || open?.occurrence !== wait.occurrence) return true;
      const now = this.#ports.now();
      // An alarm stands at that moment.
      if (open.timeoutAt !== null && open.timeoutAt <= now) continue;
      const { user } = admission;
      const admitted = { ...asked, user };
      if (!admission.admitted || !fitOf(wait, world, admitted).fits) {
        this.#declined.add(name);
        continue;
      }
      const received = taken(state, open, admitted);
      if ("answer" in received) {
        this.#declined.add(name);
        continue;
      }
      this.#intake.take(world, admitted, received, now);
      return true;
    }
    return false;
  }
}
