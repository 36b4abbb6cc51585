import { NO_AUTHENTICATION } from "../blocks/external-callback.ts";
import type { Trigger, Version } from "../flows/version.ts";
import type { JsonObject } from "../json.ts";
import { type Callback, keptCredential, type Outcome } from "../triggers/callback.ts";
import { type Admission, admit, judge } from "../triggers/judgement.ts";
import type { CallbackToRun, RunAnswer } from "../triggers/ports.ts";
import { type Receipt, receiptOf } from "../triggers/receipt.ts";
import { ReceiptsTable } from "../triggers/receipts-table.ts";
import type { User } from "../users/user.ts";
import { activationBy } from "./activation.ts";
import * as decide from "./decide.ts";
import type { Draft } from "./draft.ts";
import { foldEntry } from "./fold.ts";
import { Journal } from "./journal.ts";
import { decideRelease, decideRetry, type Released, type Retried } from "./operate.ts";
import type { RunPorts } from "./ports.ts";
import { receiptIn } from "./receipts.ts";
import { type Admitted, fitOf, oldestWait, receive, repetition } from "./reception.ts";
import { Requests } from "./requests.ts";
import type { RunState } from "./state.ts";
import { summaryOf } from "./summary.ts";
import { Teller } from "./teller.ts";
import { dueAt, firstAt, ownMoments, RETENTION_MS, standingAt } from "./timers.ts";
import { type RunView, viewOf } from "./view.ts";
import { Wakes } from "./wakes.ts";

/** Of callbacks that activated nothing. */
const RECEIPTS = { rows: 200, bytes: 2 * 1_048_576 };

/**
 * One run: loads, has `decide` decide, commits once, then lets the effects happen. Whatever awaits the
 * outside looks at the state again afterwards, since other calls come in meanwhile. Memory only caches the
 * journal: a run that was evicted or killed goes on from its rows.
 */
export class Run {
  readonly #ports: RunPorts;
  readonly #journal: Journal;
  readonly #teller: Teller;
  readonly #receipts: ReceiptsTable;
  /** Held callbacks that didn't fit a wait: "receipt occurrence". */
  readonly #declined = new Set<string>();
  readonly #requests: Requests;
  readonly #wakes: Wakes;
  #state: RunState | undefined;

  constructor(ports: RunPorts) {
    this.#ports = ports;
    this.#journal = new Journal(ports.storage.sql);
    this.#receipts = new ReceiptsTable(ports.storage, RECEIPTS);
    let told = 0;
    if (this.#journal.exists) {
      for (const entry of this.#journal.entries()) {
        this.#state = foldEntry(this.#state, entry);
        told = entry.told;
      }
    }
    this.#teller = new Teller(ports, told);
    // Nothing more is known of the alarm that stands: what is owed besides may have had none, or one that is over.
    this.#wakes = new Wakes(ports.storage, Math.min(...(this.#state ? ownMoments(this.#state) : [])));
    this.#requests = new Requests(ports, {
      state: () => this.#state,
      commit: (draft) => this.#commit(draft),
      carryOn: (world) => this.#carryOn(world),
      later: (work) => this.#later(work),
    });
  }

  /** Starts the run; once it answers, its first waits are known to their lists. Repeating it changes nothing. */
  async start(start: decide.Start, versionId: string): Promise<void> {
    // Repeated under its key, it may come when another version is LIVE.
    const world = await this.#world(this.#state?.versionId ?? versionId);
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
    // What a list asks once more has been let in before; what its sender may learn of it, the list decides.
    const asked = { trigger, callback, occurrence };
    const repeated = occurrence !== undefined && repetition(this.#state, asked, this.#ports.now());
    if (repeated) return repeated;
    const admission = await this.#admit(trigger, callback);
    // The awaits are over: from here to the commit nobody comes in between.
    if (!this.#state) return { outcome: "gone" };
    const { user } = admission;
    const answer = admission.admitted
      ? this.#receive(world, { trigger, callback, user, occurrence })
      : admission.outcome;
    if (occurrence === undefined) this.#note(trigger, callback, user, answer);
    // Also news that a crash has lost goes out again as soon as anybody comes by.
    if (this.#teller.owes(this.#current())) this.#later(this.#carryOn(world));
    return answer;
  }

  #receive(world: decide.World, admitted: Admitted): RunAnswer {
    const now = this.#ports.now();
    const { trigger, callback, user, occurrence } = admitted;
    // The time of a wait may be over although the alarm is late. One transition may not do all that is due.
    for (;;) {
      const timeoutAt = oldestWait(this.#current(), trigger.block, occurrence)?.timeoutAt ?? Infinity;
      if (timeoutAt > now) break;
      this.#commit(decide.decideDue(this.#current(), world, now));
    }
    const state = this.#current();
    const received = receive(state, world, admitted, now);
    if ("answer" in received) return received.answer;
    if ("hold" in received) {
      const kept = { ...callback, credential: keptCredential(user?.objectId) };
      const fact = { type: "held", block: trigger.block, until: received.hold, callback: kept } as const;
      this.#commit(decide.decideHeld(state, fact, now));
      return { outcome: "held", until: received.hold };
    }
    const by = activationBy(callback, user);
    this.#commit(decide.decideActivation(state, received.wait, by, world, now));
    return { outcome: "activated", executionIds: [state.runId] };
  }

  /** What a callback by name came to, where no row of the journal says so. */
  #note(trigger: Trigger, callback: Callback, user: User | null, answer: RunAnswer): void {
    if (answer.outcome === "gone" || answer.outcome === "activated" || answer.outcome === "held") return;
    const keepsBody = answer.outcome !== "duplicate";
    const receipt = receiptOf(callback, answer, { user: user?.objectId ?? null, keepsBody });
    this.#receipts.add(receipt);
    this.#later(this.#teller.show(trigger.id, receipt));
  }

  /** Offers what was held for it to a wait that has begun. Answers whether one was activated. */
  async #offerHeld(world: decide.World): Promise<boolean> {
    for (const { block, until, callback } of this.#current().held) {
      const trigger = world.version.triggerByBlock(block);
      const wait = oldestWait(this.#current(), block);
      const name = `${callback.receipt} ${wait?.occurrence}`;
      if (!trigger || !wait || until <= this.#ports.now() || this.#declined.has(name)) continue;
      const admission = await this.#admit(trigger, callback);
      // Others came in meanwhile.
      const state = this.#state;
      const isHeld = state?.held.some(({ callback: { receipt } }) => receipt === callback.receipt);
      if (!state || !isHeld || oldestWait(state, block)?.occurrence !== wait.occurrence) return true;
      const { user } = admission;
      if (!admission.admitted || !fitOf(wait, world, { trigger, callback, user }).fits) {
        this.#declined.add(name);
        continue;
      }
      const by = activationBy(callback, user);
      this.#commit(decide.decideActivation(state, wait, by, world, this.#ports.now()));
      return true;
    }
    return false;
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

  /** Lets the wait go on by the operator's hand. */
  async release(occurrence: number, data: JsonObject): Promise<Released> {
    return this.#operate((state, world) =>
      decideRelease(state, { occurrence, data }, world, this.#ports.now()),
    );
  }

  /** Takes the failed run up where it failed. */
  async retry(): Promise<Retried> {
    return this.#operate((state, world) => decideRetry(state, world, this.#ports.now()));
  }

  async #operate<No extends string>(
    decision: (state: RunState, world: decide.World) => Draft | No,
  ): Promise<No | "done" | "no-such-run"> {
    if (!this.#state) return "no-such-run";
    const world = await this.#world(this.#state.versionId);
    // Retention may have come in between.
    if (!this.#state) return "no-such-run";
    const decided = decision(this.#state, world);
    if (typeof decided === "string") return decided;
    this.#commit(decided);
    this.#later(this.#carryOn(world));
    return "done";
  }

  /** Of a callback that named this run. */
  async receipt(id: string): Promise<Receipt | undefined> {
    if (!this.#state) return undefined;
    const { version } = await this.#world(this.#state.versionId);
    return this.#receipts.find(id) ?? (this.#state && receiptIn(this.#state, version, id));
  }

  /** Undefined for a run that never was or is past its retention. */
  async view(): Promise<RunView | undefined> {
    if (!this.#state) return undefined;
    const world = await this.#world(this.#state.versionId);
    const { version } = world;
    // News that a crash has lost goes out again as soon as somebody looks.
    if (this.#teller.owes(this.#state)) this.#later(this.#carryOn(world));
    return viewOf(this.#state, this.#journal.entries(), version, this.#ports.signer);
  }

  /** Does what is due and sets the next alarm. Early, late and repeated calls do no harm; it never throws. */
  async alarm(): Promise<void> {
    this.#wakes.over();
    const state = this.#state;
    if (!state) return;
    try {
      const world = await this.#world(state.versionId);
      if (!this.#current().ending) this.#commit(decide.decideDue(this.#current(), world, this.#ports.now()));
      await this.#carryOn(world, true);
      if (await this.#removed()) return;
      this.#showAgain(world.version);
    } catch (thrown) {
      this.#teller.tries += 1;
      this.#ports.problem("alarm failed", { run: state.runId, tries: this.#teller.tries }, thrown);
    }
    if (this.#state) this.#wakes.by(this.#due(this.#state), standingAt(this.#state, this.#ports.now()));
  }

  /** Receipts that are no part of the journal: the relay may have lost them. */
  #showAgain(version: Version): void {
    const all = { outcome: undefined, before: undefined, limit: RECEIPTS.rows };
    for (const receipt of this.#receipts.page(all, this.#ports.now())) {
      const trigger = this.#triggerOf(version, receipt.to.trigger);
      if (trigger) this.#later(this.#teller.show(trigger.id, receipt));
    }
  }

  /** Ends an ended run's time, once it owes nobody anything. */
  async #removed(): Promise<boolean> {
    const { ending } = this.#current();
    if (!ending || ending.at + RETENTION_MS > this.#ports.now() || this.#teller.owes(this.#current()))
      return false;
    this.#state = undefined;
    await this.#ports.storage.deleteAlarm();
    await this.#ports.storage.deleteAll();
    return true;
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
    const isFirst = !this.#state;
    const write = () => {
      if (isFirst) this.#journal.create();
      this.#journal.append(draft.rows, draft.at, this.#teller.told);
    };
    // One row is a transaction by itself.
    if (isFirst || draft.rows.length > 1) storage.transactionSync(write);
    else write();
    // A retry may end in the transition in which it begins.
    const ended = draft.state.ending !== undefined && this.#state?.ending !== draft.state.ending;
    this.#state = draft.state;
    if (isFirst) this.#wakes.by(firstAt(this.#ports.now()), this.#due(draft.state));
    else this.#wakeInTime();
    if (ended) this.#ports.ended(summaryOf(draft.state));
  }

  #due(state: RunState): number | undefined {
    const { tries } = this.#teller;
    return dueAt(state, { now: this.#ports.now(), registers: this.#teller.registers(state), tries });
  }

  /** Where something has a moment of its own; else the alarm that stands is enough (see `standingAt`). */
  #wakeInTime(): void {
    const due = this.#due(this.#current());
    if (due !== undefined) this.#wakes.by(due, standingAt(this.#current(), this.#ports.now()));
  }

  /** The effects of what is committed. What a crash cuts off is done again by the alarm. */
  async #carryOn(world: decide.World, promptly = false): Promise<void> {
    do {
      while (this.#current().branches.some(({ at }) => at === "ready")) {
        this.#commit(decide.decideContinuation(this.#current(), world, this.#ports.now()));
        // What is committed reaches the disk when the event loop turns, and a long run may be cut off.
        await this.#ports.pause(0);
      }
    } while (await this.#offerHeld(world));
    this.#requests.sendDue(world);
    await this.#teller.tell(() => this.#current(), world.version, promptly);
    this.#wakeInTime();
  }

  /** Work after the answer. */
  #later(work: Promise<void>): void {
    const run = this.#current().runId;
    this.#ports.background(work.catch((thrown) => this.#ports.problem("run stumbled", { run }, thrown)));
  }
}
