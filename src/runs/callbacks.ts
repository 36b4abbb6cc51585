import { callerKey } from "../blocks/authentication.ts";
import type { Trigger, Version } from "../flows/version.ts";
import { type Callback, keptCredential, type Outcome, ownDedupe } from "../triggers/callback.ts";
import { judge } from "../triggers/judgement.ts";
import type { CallbackToRun, RunAnswer } from "../triggers/ports.ts";
import { type Receipt, receiptOf, refusalIn } from "../triggers/receipt.ts";
import { ReceiptsTable } from "../triggers/receipts-table.ts";
import type { Caller } from "../users/caller.ts";
import type { User } from "../users/user.ts";
import { activationBy } from "./activation.ts";
import { answerIn } from "./answering.ts";
import { heed } from "./asked.ts";
import { decideDue, decideHeld, decideStartByCallback, type Start, type World } from "./decide.ts";
import type { ActivatedBy } from "./facts.ts";
import type { RunHost } from "./host.ts";
import type { Intake } from "./intake.ts";
import type { RunPorts } from "./ports.ts";
import { receiptIn } from "./receipts.ts";
import { type Admitted, receive, waitFor } from "./reception.ts";
import { answeredBefore, duplicateOf, repetition, said, twinOf } from "./repetition.ts";
import type { Teller } from "./teller.ts";

/** Of callbacks that activated nothing. */
const RECEIPTS = { rows: 200, bytes: 2 * 1_048_576 };

/** What a row of the journal says by itself. */
const JOURNALED: ReadonlySet<Outcome["outcome"]> = new Set([
  "activated",
  "approved",
  "held",
  "rejected",
  "extended",
]);

/** The callbacks that come to a run: judged, taken, held, heeded or turned away, each with a receipt. */
export class Callbacks {
  readonly #ports: RunPorts;
  readonly #run: RunHost;
  readonly #intake: Intake;
  readonly #teller: Teller;
  readonly #receipts: ReceiptsTable;
  /** What is being answered, by receipt and wait. */
  readonly #underWay = new Map<string, Promise<RunAnswer>>();

  /** `hasReceipts`: the object has a table of them, so that there is none to look for before each callback. */
  constructor(
    ports: RunPorts,
    run: RunHost,
    { intake, teller, hasReceipts }: { intake: Intake; teller: Teller; hasReceipts: boolean },
  ) {
    this.#ports = ports;
    this.#run = run;
    this.#intake = intake;
    this.#teller = teller;
    this.#receipts = new ReceiptsTable(ports.storage, RECEIPTS, hasReceipts);
  }

  /** A callback at the first block: judged before anything is written, so that a refused one makes no run. */
  async start(start: Start, versionId: string, callback: Callback): Promise<Outcome> {
    const { runId, origin } = start;
    const world = await this.#run.world(versionId);
    const trigger = world.version.triggerByBlock(world.version.document.start);
    const admission = await this.#intake.admit(trigger, callback);
    const existing = this.#run.state();
    const first = existing?.left[0]?.by;
    const own = first?.receipt === callback.receipt ? first : undefined;
    if (!admission.admitted && !own) return admission.outcome;
    if (existing) {
      // The first time may have been cut off before anybody knew of the run's waits.
      await this.#run.carryOn(await this.#run.world(existing.versionId));
      return own ? started(runId, own) : duplicateOf(existing, first);
    }
    const { user } = admission;
    const fit = judge(
      trigger?.condition,
      { block: world.version.document.start, inputs: {}, callback, user },
      this.#ports,
    );
    if (!fit.fits) return fit.outcome;
    const now = this.#ports.now();
    const initial = { data: {}, user };
    const { flowId } = world.version;
    const run = { runId, flowId, versionId, origin, initial, outputs: {}, startedAt: now };
    const by = activationBy(callback, user, answerIn(run, world, { trigger, occurrence: 1, now }));
    this.#run.commit(decideStartByCallback({ runId, origin, initial }, by, world, now));
    await this.#run.carryOn(world);
    return started(runId, by.by);
  }

  /** Where a connection broke, the runtime asks once more meanwhile: who it is may have changed, the answer is one. */
  callback(input: CallbackToRun): Promise<RunAnswer> {
    const name = `${input.callback.receipt} ${input.occurrence}`;
    const known = this.#underWay.get(name);
    if (known) return known;
    const answer = this.#answer(input).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, answer);
    return answer;
  }

  /** Judges in the order of product.md: who it is, whether there is such a wait, whether it fits. */
  async #answer({ flow, trigger: triggerId, occurrence, callback }: CallbackToRun): Promise<RunAnswer> {
    const state = this.#run.state();
    if (!state || (flow !== state.versionId && flow !== state.flowId)) return { outcome: "gone" };
    const world = await this.#run.world(state.versionId);
    const trigger = this.#triggerOf(world.version, triggerId);
    if (!trigger) return { outcome: "gone" };
    // What a list asks once more has been let in before; what its sender may learn of it, the list decides.
    const asked = { trigger, callback, occurrence };
    const repeated =
      occurrence !== undefined &&
      (answeredBefore(this.#run.current(), asked) ??
        repetition(this.#run.current(), asked, this.#ports.now()));
    if (repeated) return repeated;
    const admission = await this.#intake.admit(trigger, callback);
    // The awaits are over: from here to the commit nobody comes in between.
    if (!this.#run.state()) return { outcome: "gone" };
    const { user } = admission;
    const isPersonal = occurrence === undefined && trigger.settings.approvals !== undefined;
    const sent = isPersonal ? ownDedupe(callback, user) : callback;
    const answer =
      answeredBefore(this.#run.current(), asked) ??
      (occurrence === undefined ? this.#notedBefore(asked) : undefined) ??
      (admission.admitted
        ? this.#take(world, { trigger, callback: sent, user, occurrence }, admission.caller)
        : admission.outcome);
    if (occurrence === undefined) this.#note(trigger, sent, user, answer);
    // Also news that a crash has lost goes out again as soon as anybody comes by.
    if (this.#teller.owes(this.#run.current())) this.#run.later(this.#run.carryOn(world));
    return answer;
  }

  /** May the sender of a callback to that trigger learn how the run ends? */
  async tellsResult(triggerId: string): Promise<boolean> {
    const { versionId } = this.#run.state() ?? {};
    if (versionId === undefined) return false;
    const { version } = await this.#run.world(versionId);
    const trigger = this.#run.state() && this.#triggerOf(version, triggerId);
    return trigger !== undefined && trigger.settings.response?.wait !== false;
  }

  /** Of a callback that named this run. */
  async receipt(id: string): Promise<Receipt | undefined> {
    const { versionId } = this.#run.state() ?? {};
    if (versionId === undefined) return undefined;
    const { version } = await this.#run.world(versionId);
    const state = this.#run.state();
    return this.#receipts.find(id) ?? (state && receiptIn(state, version, id));
  }

  #take(world: World, admitted: Admitted, caller: Caller): RunAnswer {
    const now = this.#ports.now();
    const { callback } = admitted;
    // The time of a wait may be over although the alarm is late. One transition may not do all that is due.
    for (;;) {
      const timeoutAt = waitFor(this.#run.current(), admitted)?.timeoutAt ?? Infinity;
      if (timeoutAt > now) break;
      this.#run.commit(decideDue(this.#run.current(), world, now));
    }
    if (!callback.asks) return this.#receive(world, admitted, caller, now);
    const { outcome, draft } = heed(this.#run.current(), world, admitted, callback.asks, now);
    if (draft) this.#run.commit(draft);
    return outcome;
  }

  #receive(world: World, admitted: Admitted, caller: Caller, now: number): RunAnswer {
    const { trigger, callback } = admitted;
    const state = this.#run.current();
    const received = receive(state, world, admitted, now);
    if ("answer" in received) return received.answer;
    if ("hold" in received) {
      const credential = keptCredential(caller, callerKey(trigger.authentication));
      const kept = { ...callback, credential };
      const fact = { type: "held", block: trigger.block, until: received.hold, callback: kept } as const;
      this.#run.commit(decideHeld(state, fact, now));
      return { outcome: "held", until: received.hold };
    }
    const say = answerIn(state, world, { trigger, occurrence: received.wait.occurrence, now });
    return this.#intake.take(world, admitted, received, now, say);
  }

  /** Likewise of one that changed nothing: judged anew, it might come to something else. */
  #notedBefore(asked: Omit<Admitted, "user">): RunAnswer | undefined {
    const before = this.#receipts.find(asked.callback.receipt);
    if (before?.outcome === "duplicate")
      return duplicateOf(this.#run.current(), twinOf(this.#run.current(), asked));
    return before && refusalIn(before);
  }

  /** What a callback by name came to, where no row of the journal says so. */
  #note(trigger: Trigger, callback: Callback, user: User | null, answer: RunAnswer): void {
    if (answer.outcome === "gone" || answer.outcome === "approved-before") return;
    if (JOURNALED.has(answer.outcome)) return;
    const keepsBody = answer.outcome !== "duplicate";
    const receipt = receiptOf(callback, answer, { user: user?.objectId ?? null, keepsBody });
    this.#receipts.add(receipt);
    this.#run.later(this.#teller.show(trigger.id, receipt));
  }

  /** Receipts that are no part of the journal: the relay may have lost them. */
  showAgain(version: Version): void {
    const all = { outcome: undefined, before: undefined, limit: RECEIPTS.rows };
    for (const receipt of this.#receipts.page(all, this.#ports.now())) {
      const trigger = this.#triggerOf(version, receipt.to.trigger);
      if (trigger) this.#run.later(this.#teller.show(trigger.id, receipt));
    }
  }

  /** By the trigger's own id or by the one that `urls.<block>` shows for this run. */
  #triggerOf(version: Version, id: string): Trigger | undefined {
    const { runId } = this.#run.current();
    const derived = ({ block }: Trigger) => this.#ports.signer.runTriggerId(runId, block) === id;
    return version.triggerById(id) ?? version.triggers.find(derived);
  }
}

function started(runId: string, by: ActivatedBy): Outcome {
  return { outcome: "started", executionIds: [runId], ...said(by) };
}
