import { tablesIn } from "../durable/tables.ts";
import { Wakes } from "../durable/wakes.ts";
import type { Version } from "../flows/version.ts";
import type { Callback, Outcome } from "../triggers/callback.ts";
import type { CallbackToRun, RunAnswer } from "../triggers/ports.ts";
import type { Receipt } from "../triggers/receipt.ts";
import { Callbacks } from "./callbacks.ts";
import * as decide from "./decide.ts";
import type { Draft } from "./draft.ts";
import { type End, Ends, endOf } from "./ends.ts";
import { foldEntry } from "./fold.ts";
import { HeldCallbacks } from "./held-callbacks.ts";
import type { RunHost } from "./host.ts";
import { Intake } from "./intake.ts";
import { Journal } from "./journal.ts";
import { Operator } from "./operator.ts";
import type { RunPorts } from "./ports.ts";
import { Requests } from "./requests.ts";
import { RunLinks } from "./run-links.ts";
import type { RunState } from "./state.ts";
import { type RunSummary, summaryOf } from "./summary.ts";
import { Teller } from "./teller.ts";
import { dueAt, ownMoments, RETENTION_MS, standingAt } from "./timers.ts";
import { type ReadContext, type RunView, readContextOf, viewOf } from "./view.ts";

/**
 * One run: loads, has `decide` decide, commits once, then lets the effects happen. Whatever awaits the
 * outside looks at the state again afterwards, since other calls come in meanwhile. Memory only caches the
 * journal: a run that was evicted or killed goes on from its rows.
 */
export class Run {
  readonly links: RunLinks;
  readonly operator: Operator;
  readonly #ports: RunPorts;
  readonly #journal: Journal;
  readonly #teller: Teller;
  readonly #callbacks: Callbacks;
  readonly #held: HeldCallbacks;
  readonly #ends = new Ends();
  readonly #requests: Requests;
  readonly #wakes: Wakes;
  #state: RunState | undefined;

  constructor(ports: RunPorts) {
    this.#ports = ports;
    this.#journal = new Journal(ports.storage.sql);
    const tables = tablesIn(ports.storage.sql);
    let told = 0;
    if (tables.has("journal")) {
      for (const entry of this.#journal.entries()) {
        this.#state = foldEntry(this.#state, entry);
        told = entry.told;
      }
    }
    this.#teller = new Teller(ports, told);
    // Nothing more is known of the alarm that stands: what is owed besides may have had none, or one that is over.
    this.#wakes = new Wakes(ports.storage, this.#state && Math.min(...ownMoments(this.#state)));
    const host: RunHost = {
      state: () => this.#state,
      current: () => this.#current(),
      world: (versionId) => this.#world(versionId),
      commit: (draft) => this.#commit(draft),
      carryOn: (world) => this.#carryOn(world),
      later: (work) => this.#later(work),
    };
    this.#requests = new Requests(ports, host);
    this.links = new RunLinks(ports, host);
    this.operator = new Operator(ports, host);
    const intake = new Intake(ports, host);
    this.#held = new HeldCallbacks(ports, host, intake);
    const hasReceipts = tables.has("receipts");
    this.#callbacks = new Callbacks(ports, host, { intake, teller: this.#teller, hasReceipts });
  }

  /** Starts the run; once it answers, its first waits are known to their lists. Repeating it changes nothing. */
  async start(start: decide.Start, versionId: string): Promise<void> {
    // Repeated under its key, it may come when another version is LIVE.
    const world = await this.#world(this.#state?.versionId ?? versionId);
    if (!this.#state) this.#commit(decide.decideStart(start, world, this.#ports.now()));
    await this.#carryOn(world);
  }

  /** A callback at the first block: judged before anything is written, so that a refused one makes no run. */
  startByCallback(start: decide.Start, versionId: string, callback: Callback): Promise<Outcome> {
    return this.#callbacks.start(start, versionId, callback);
  }

  callback(input: CallbackToRun): Promise<RunAnswer> {
    return this.#callbacks.callback(input);
  }

  /** The run as it stands, for who looks on; undefined: it never started, or its time is over. */
  async standing(): Promise<RunState | undefined> {
    return this.#state;
  }

  /**
   * How the run ended, for the sender of a callback that let it go on at that trigger; it is waited for up to so many
   * milliseconds. Undefined: it hasn't, or the trigger tells nobody.
   */
  async ended(triggerId: string, waitMs: number): Promise<End | undefined> {
    if (!this.#state || !(await this.#callbacks.tellsResult(triggerId))) return undefined;
    if (!this.#state.ending) await this.#ends.wait(this.#ports.pause(waitMs));
    return this.#state?.ending && endOf(this.#state.ending);
  }

  /** Of a callback that named this run. */
  receipt(id: string): Promise<Receipt | undefined> {
    return this.#callbacks.receipt(id);
  }

  /** All about it, from its whole journal. Like all readings undefined for a run that never was or is over for long. */
  view(): Promise<RunView | undefined> {
    return this.#read((state, { version, signer }) => viewOf(state, this.#journal, version, signer));
  }

  context(): Promise<ReadContext | undefined> {
    return this.#read((state, { version, signer }) => readContextOf(state, version, signer));
  }

  summary(): Promise<RunSummary | undefined> {
    return this.#read(summaryOf);
  }

  async #read<View>(view: (state: RunState, world: decide.World) => View): Promise<View | undefined> {
    if (!this.#state) return undefined;
    const world = await this.#world(this.#state.versionId);
    // Retention may have come in between.
    if (!this.#state) return undefined;
    // News that a crash has lost goes out again as soon as somebody looks.
    if (this.#teller.owes(this.#state)) this.#later(this.#carryOn(world));
    return view(this.#state, world);
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
      this.#callbacks.showAgain(world.version);
    } catch (thrown) {
      this.#teller.tries += 1;
      this.#ports.problem("alarm failed", { run: state.runId, tries: this.#teller.tries }, thrown);
    }
    if (this.#state) this.#wakes.by(this.#due(this.#state), standingAt(this.#state, this.#ports.now()));
  }

  /** Ends an ended run's time, once it owes nobody anything. */
  async #removed(): Promise<boolean> {
    const { ending } = this.#current();
    if (!ending || ending.at + RETENTION_MS > this.#ports.now() || this.#teller.owes(this.#current()))
      return false;
    this.#state = undefined;
    await this.#ports.storage.deleteAlarm();
    await this.#ports.storage.deleteAll();
    this.#ports.removed();
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
    const before = this.#state;
    const ended = draft.state.ending !== undefined && before?.ending !== draft.state.ending;
    this.#state = draft.state;
    this.#wakeInTime(isFirst);
    this.#ports.moved(before, draft.state);
    if (ended) this.#ends.reached();
    if (ended) this.#ports.ended(summaryOf(draft.state));
  }

  #due(state: RunState, registers = this.#teller.registers(state)): number | undefined {
    return dueAt(state, { now: this.#ports.now(), registers, tries: this.#teller.tries });
  }

  /**
   * Where something has a moment of its own; else the alarm that stands is enough (see `standingAt`). A run that starts hasn't
   * answered anybody: a crash before its waits are registered leaves one that nobody knows, and who started it does so again.
   */
  #wakeInTime(starts = false): void {
    const due = this.#due(this.#current(), starts ? false : undefined);
    if (starts || due !== undefined) this.#wakes.by(due, standingAt(this.#current(), this.#ports.now()));
  }

  /** The effects of what is committed. What a crash cuts off is done again by the alarm. */
  async #carryOn(world: decide.World, promptly = false): Promise<void> {
    do {
      while (this.#current().branches.some(({ at }) => at === "ready")) {
        this.#commit(decide.decideContinuation(this.#current(), world, this.#ports.now()));
        // What is committed reaches the disk when the event loop turns, and a long run may be cut off.
        await this.#ports.pause(0);
      }
    } while (await this.#held.offer(world));
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
