import { NO_AUTHENTICATION } from "../blocks/external-callback.ts";
import type { Trigger, Version } from "../flows/version.ts";
import type { Callback, Outcome } from "../triggers/callback.ts";
import { type Admission, admit, judge } from "../triggers/judgement.ts";
import type { CallbackToRun, RunAnswer } from "../triggers/ports.ts";
import type { User } from "../users/user.ts";
import * as decide from "./decide.ts";
import type { Draft } from "./draft.ts";
import { Journal } from "./journal.ts";
import { attempt } from "./outbound.ts";
import type { RunPorts } from "./ports.ts";
import { receive } from "./reception.ts";
import { foldEntry, type Request, type RunState } from "./state.ts";
import { summaryOf } from "./summary.ts";
import { Teller } from "./teller.ts";
import { dueAt, RETENTION_MS } from "./timers.ts";
import { type RunView, viewOf } from "./view.ts";

/**
 * One run: loads, has `decide` decide, commits once, then lets the effects happen. Whatever awaits the
 * outside looks at the state again afterwards, since other calls come in meanwhile. Memory only caches the
 * journal: a run that was evicted or killed goes on from its rows.
 */
export class Run {
  readonly #ports: RunPorts;
  readonly #journal: Journal;
  readonly #teller: Teller;
  /** Occurrences whose outbound request is under way in this process. */
  readonly #inFlight = new Set<number>();
  #state: RunState | undefined;
  #alarmAt: number | undefined;

  constructor(ports: RunPorts) {
    this.#ports = ports;
    this.#journal = new Journal(ports.storage.sql);
    let told = 0;
    if (this.#journal.exists) {
      for (const entry of this.#journal.entries()) {
        this.#state = foldEntry(this.#state, entry);
        told = entry.told;
      }
    }
    this.#teller = new Teller(ports, told);
  }

  /** Starts the run; once it answers, its first waits are known to their lists. Repeating it changes nothing. */
  async start(start: decide.Start, versionId: string): Promise<void> {
    const world = await this.#world(versionId);
    if (!this.#state) this.#commit(decide.decideStart(start, world, this.#ports.now()));
    await this.#carryOn(world);
  }

  /** A callback at the first block: judged before anything is written, so that a refused one makes no run. */
  async startByCallback(start: decide.Start, versionId: string, callback: Callback): Promise<Outcome> {
    const world = await this.#world(versionId);
    const trigger = world.version.triggerByBlock(world.version.document.start);
    const admission = await this.#admit(trigger, callback);
    if (!admission.admitted) return admission.outcome;
    if (this.#state) return { outcome: "duplicate", executionIds: [this.#state.runId] };
    const { user } = admission;
    const fit = judge(
      trigger?.condition,
      { block: world.version.document.start, inputs: {}, callback, user },
      this.#ports,
    );
    if (!fit.fits) return fit.outcome;
    const { runId, origin } = start;
    const by = activationBy(callback, user);
    const started = { runId, origin, initial: { data: {}, user } };
    this.#commit(decide.decideStartByCallback(started, by, world, this.#ports.now()));
    await this.#carryOn(world);
    return { outcome: "started", executionIds: [runId] };
  }

  /** Judges in the order of product.md: who it is, whether there is such a wait, whether it fits. */
  async callback({ flow, trigger: triggerId, occurrence, callback }: CallbackToRun): Promise<RunAnswer> {
    if (!this.#state || (flow !== this.#state.versionId && flow !== this.#state.flowId))
      return { outcome: "gone" };
    const world = await this.#world(this.#state.versionId);
    const trigger = this.#triggerOf(world.version, triggerId);
    if (!trigger) return { outcome: "gone" };
    const admission = await this.#admit(trigger, callback);
    if (!admission.admitted) return admission.outcome;
    // The awaits are over: from here to the commit nobody comes in between.
    const state = this.#state;
    if (!state) return { outcome: "gone" };
    const received = receive(state, world, { trigger, callback, user: admission.user, occurrence });
    if ("answer" in received) return received.answer;
    if (occurrence !== undefined) this.#teller.settle(occurrence);
    const by = activationBy(callback, admission.user);
    this.#commit(decide.decideActivation(state, received.wait, by, world, this.#ports.now()));
    this.#later(this.#carryOn(world), state.runId);
    return { outcome: "activated", executionIds: [state.runId] };
  }

  /** False when it had ended already, or never started. */
  async terminate(reason: string): Promise<boolean> {
    if (!this.#state) return false;
    const world = await this.#world(this.#state.versionId);
    if (this.#state.ending) return false;
    this.#commit(decide.decideTermination(this.#state, reason, this.#ports.now()));
    await this.#carryOn(world);
    return true;
  }

  /** Undefined for a run that never was or is past its retention. */
  async view(): Promise<RunView | undefined> {
    if (!this.#state) return undefined;
    const { version } = await this.#world(this.#state.versionId);
    return viewOf(this.#state, this.#journal.entries(), version, this.#ports.signer);
  }

  /** Does what is due and sets the next alarm. Early, late and repeated calls do no harm; it never throws. */
  async alarm(): Promise<void> {
    this.#alarmAt = undefined;
    const state = this.#state;
    if (!state) return;
    try {
      if (state.ending && state.ending.at + RETENTION_MS <= this.#ports.now() && !this.#teller.owes(state)) {
        this.#state = undefined;
        await this.#ports.storage.deleteAlarm();
        await this.#ports.storage.deleteAll();
        return;
      }
      const world = await this.#world(state.versionId);
      if (!this.#state?.ending) this.#commit(decide.decideDue(this.#current(), world, this.#ports.now()));
      await this.#carryOn(world);
    } catch (thrown) {
      this.#teller.tries += 1;
      this.#ports.problem("alarm failed", { run: state.runId, tries: this.#teller.tries }, thrown);
      this.#schedule(true);
    }
  }

  async #world(versionId: string): Promise<{ version: Version; signer: RunPorts["signer"] }> {
    const version = await this.#ports.version(versionId);
    if (!version) throw new Error(`no version ${versionId}`);
    return { version, signer: this.#ports.signer };
  }

  #current(): RunState {
    if (!this.#state) throw new Error("this run never started");
    return this.#state;
  }

  async #admit(trigger: Trigger | undefined, { credential }: Callback): Promise<Admission> {
    const authentication = trigger?.authentication ?? NO_AUTHENTICATION;
    return admit(authentication, await this.#ports.caller(credential, authentication));
  }

  /** By the trigger's own id or by the one that `urls.<block>` shows for this run. */
  #triggerOf(version: Version, id: string): Trigger | undefined {
    const { runId } = this.#current();
    const derived = ({ block }: Trigger) => this.#ports.signer.runTriggerId(runId, block) === id;
    return version.triggerById(id) ?? version.triggers.find(derived);
  }

  /** The rows of one transition and the alarm that stands behind what they owe, in one commit. */
  #commit(draft: Draft): void {
    if (draft.isEmpty) return;
    const { storage } = this.#ports;
    storage.transactionSync(() => {
      if (!this.#state) this.#journal.create();
      this.#journal.append(draft.rows, draft.at, this.#teller.told);
    });
    const ended = draft.state.ending !== undefined && this.#state?.ending === undefined;
    this.#state = draft.state;
    this.#schedule();
    if (ended) this.#ports.ended(summaryOf(draft.state));
  }

  /** Sets the alarm where the one that stands is too late. One that is too early does no harm. */
  #schedule(failed = false): void {
    const state = this.#current();
    const now = this.#ports.now();
    const owes = failed || this.#teller.owes(state);
    const due = dueAt(state, { now, owes, tries: this.#teller.tries });
    if (due === undefined || (this.#alarmAt !== undefined && this.#alarmAt <= due)) return;
    this.#alarmAt = due;
    // Not awaited: it belongs to the same commit as the rows before it.
    void this.#ports.storage.setAlarm(due);
  }

  /** The effects of what is committed. What a crash cuts off is done again by the alarm. */
  async #carryOn(world: decide.World): Promise<void> {
    while (this.#current().branches.some(({ at }) => at === "ready")) {
      this.#commit(decide.decideContinuation(this.#current(), world, this.#ports.now()));
      // What is committed reaches the disk when the event loop turns, and a long run may be cut off.
      await this.#ports.pause(0);
    }
    this.#sendDue(world);
    await this.#teller.tell(() => this.#current(), world.version);
    this.#schedule();
  }

  #sendDue(world: decide.World): void {
    const { branches, runId } = this.#current();
    const now = this.#ports.now();
    for (const branch of branches) {
      if (branch.at !== "request" || branch.retryAt > now || this.#inFlight.has(branch.occurrence)) continue;
      this.#inFlight.add(branch.occurrence);
      this.#later(this.#request(branch, world), runId);
    }
  }

  /** Work after the answer. */
  #later(work: Promise<void>, runId: string): void {
    this.#ports.background(
      work.catch((thrown) => this.#ports.problem("run stumbled", { run: runId }, thrown)),
    );
  }

  async #request(request: Request, world: decide.World): Promise<void> {
    const block = world.version.block(request.block);
    if (block.type !== "http-request") throw new Error(`${request.block} is no http-request`);
    const result = await attempt(this.#ports, world.version, this.#current().runId, request, block);
    this.#inFlight.delete(request.occurrence);
    const state = this.#state;
    const now = state?.branches.find(
      (branch) => branch.at === "request" && branch.occurrence === request.occurrence,
    );
    // Cancelled, ended or tried by another process meanwhile: the result counts no more.
    if (!state || now?.at !== "request" || now.attempt !== request.attempt) return;
    const moment = { at: this.#ports.now(), random: this.#ports.random() };
    try {
      this.#commit(decide.decideAttempt(state, request, block, result, world, moment));
    } catch (thrown) {
      // Trying again would ask the outside again and stumble again.
      this.#ports.problem("a response could not be taken", { run: state.runId }, thrown);
      const error = { code: "internal", message: "The response could not be taken" };
      const failed = { ok: false, error, retryable: false, retryAfter: 0 } as const;
      this.#commit(decide.decideAttempt(state, request, block, failed, world, moment));
    }
    await this.#carryOn(world);
  }
}

function activationBy(callback: Callback, user: User | null) {
  const { data, receivedAt, receipt, bodyHash } = callback;
  return { output: { data, user, receivedAt }, by: { receipt, bodyHash } };
}
