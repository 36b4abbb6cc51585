import { NO_AUTHENTICATION } from "../blocks/authentication.ts";
import type { Trigger } from "../flows/version.ts";
import type { Callback } from "../triggers/callback.ts";
import { type Admission, admit, turnAway } from "../triggers/judgement.ts";
import type { RunAnswer } from "../triggers/ports.ts";
import type { Caller } from "../users/caller.ts";
import { activationBy } from "./activation.ts";
import { excludedStarter } from "./approvals.ts";
import { decideActivation, decideApproval, type World } from "./decide.ts";
import type { RunHost } from "./host.ts";
import type { RunPorts } from "./ports.ts";
import type { Admitted, Fitting } from "./reception.ts";
import { said, takenAt } from "./repetition.ts";

type Say = Parameters<typeof activationBy>[2];

/** Whom a run lets in, and what a callback that fits a wait does to it: the same for one that comes and one that was held. */
export class Intake {
  readonly #ports: Pick<RunPorts, "caller">;
  readonly #run: RunHost;

  constructor(ports: Pick<RunPorts, "caller">, run: RunHost) {
    this.#ports = ports;
    this.#run = run;
  }

  async admit(
    trigger: Trigger | undefined,
    { credential }: Callback,
  ): Promise<Admission & { caller: Caller }> {
    const authentication = trigger?.authentication ?? NO_AUTHENTICATION;
    const caller = await this.#ports.caller(credential, authentication);
    const admission = admit(authentication, caller);
    const state = this.#run.state();
    const { user } = admission;
    const isExcluded = state && trigger && user && excludedStarter(state, trigger) === user.objectId;
    if (!admission.admitted || !isExcluded) return { ...admission, caller };
    return { ...turnAway(authentication, user, "roles", 403), caller };
  }

  /** The run goes on at that wait, or has one approval more. `say`: what its sender is answered. */
  take(world: World, admitted: Admitted, fitting: Fitting, now: number, say?: Say): RunAnswer {
    const { callback, user, occurrence } = admitted;
    const state = this.#run.current();
    const executionIds = [state.runId];
    const { wait } = fitting;
    if ("approval" in fitting) {
      const { by } = activationBy(callback, user);
      this.#run.commit(decideApproval(state, wait, { approval: fitting.approval, by }, now));
      return { outcome: "approved", executionIds };
    }
    const by = activationBy(callback, user, say, fitting.approvals);
    this.#run.commit(decideActivation(state, wait, by, world, now));
    // A list knows of one callback alone, the one that it has offered.
    const isOne = occurrence === undefined || fitting.approvals === undefined;
    const all = isOne ? {} : takenAt(this.#run.current(), wait.occurrence);
    return { outcome: "activated", executionIds, ...said(by.by), ...all };
  }
}
