import { decideAttempt, type World } from "./decide.ts";
import type { RunHost } from "./host.ts";
import { attempt } from "./outbound.ts";
import type { RunPorts } from "./ports.ts";
import type { Request } from "./state.ts";

/** The outbound requests of a run that are under way in this process. */
export class Requests {
  readonly #ports: RunPorts;
  readonly #run: RunHost;
  /** By occurrence. */
  readonly #inFlight = new Set<number>();

  constructor(ports: RunPorts, run: RunHost) {
    this.#ports = ports;
    this.#run = run;
  }

  /** Sends those whose moment has come, each once. */
  sendDue(world: World): void {
    const now = this.#ports.now();
    for (const branch of this.#run.state()?.branches ?? []) {
      if (branch.at !== "request" || branch.retryAt > now || this.#inFlight.has(branch.occurrence)) continue;
      this.#inFlight.add(branch.occurrence);
      this.#run.later(this.#send(branch, world));
    }
  }

  async #send(request: Request, world: World): Promise<void> {
    const block = world.version.block(request.block);
    const runId = this.#run.state()?.runId;
    if (block.type !== "http-request" || !runId) throw new Error(`${request.block} is no http-request`);
    const result = await attempt(this.#ports, world.version, runId, request, block);
    this.#inFlight.delete(request.occurrence);
    const state = this.#run.state();
    const now = state?.branches.find(
      (branch) => branch.at === "request" && branch.occurrence === request.occurrence,
    );
    // Cancelled, ended or tried by another process meanwhile: the result counts no more.
    if (!state || now?.at !== "request" || now.attempt !== request.attempt) return;
    const moment = { at: this.#ports.now(), random: this.#ports.random() };
    try {
      this.#run.commit(decideAttempt(state, request, block, result, world, moment));
    } catch (thrown) {
      // Trying again would ask the outside again and stumble again.
      this.#ports.problem("a response could not be taken", { run: state.runId }, thrown);
      const error = { code: "internal", message: "The response could not be taken" };
      const failed = { ok: false, error, retryable: false, retryAfter: 0 } as const;
      this.#run.commit(decideAttempt(state, request, block, failed, world, moment));
    }
    await this.#run.carryOn(world);
  }
}
