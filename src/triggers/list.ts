import { Wakes } from "../durable/wakes.ts";
import { activateAll } from "./all.ts";
import { activateAny } from "./any.ts";
import { type Outcome, refused } from "./callback.ts";
import { Claims, type Once, type StartClaim } from "./claims.ts";
import { ClaimsTable } from "./claims-table.ts";
import { HeldTable } from "./held-table.ts";
import { Holding } from "./holding.ts";
import { Jobs } from "./jobs.ts";
import { ListReceipts } from "./list-receipts.ts";
import { ListStorage } from "./list-schema.ts";
import type { ObjectPorts } from "./object-ports.ts";
import { Offers } from "./offers.ts";
import type { ListNews, ListPeer, RunPeer, WaitEntry } from "./ports.ts";
import type { Receipt } from "./receipt.ts";
import type { ListedReceipt, ReceiptQuery } from "./receipts-table.ts";
import { Selection } from "./selection.ts";
import { unmatched } from "./unmatched.ts";
import { receiptFrom, receiptFromKept, type Unnamed } from "./unnamed.ts";
import { type Place, WaitsTable } from "./waits-table.ts";

export interface ListPorts extends ObjectPorts {
  run(runId: string): RunPeer;
}

/** So many callbacks are worked on at once; further ones are sent away. */
const MOST_AT_ONCE = 1_000;

/** How often a list that remembers something looks for what has had its time. */
const HOUSEKEEPING_MS = 6 * 3_600_000;

/**
 * The waits at one trigger, of all versions, and what belongs to no run: held callbacks, deduplication keys,
 * receipts. It finds quickly; whatever it says of a run, the run decides.
 */
export class List implements ListPeer {
  readonly #ports: ListPorts;
  readonly #waits: WaitsTable;
  readonly #claimsTable: ClaimsTable;
  readonly #receipts: ListReceipts;
  readonly #offers: Offers;
  readonly #claims: Claims;
  readonly #holding: Holding;
  readonly #jobs: Jobs;
  #busy = 0;
  readonly #wakes: Wakes;
  /** Where forgetting goes on. */
  #forgotTo: Place | undefined;

  constructor(ports: ListPorts) {
    this.#ports = ports;
    this.#wakes = new Wakes(ports.storage);
    const storage = new ListStorage(ports.storage);
    this.#waits = new WaitsTable(storage);
    this.#claimsTable = new ClaimsTable(storage);
    this.#receipts = new ListReceipts(ports.storage);
    this.#offers = new Offers(ports, this.#waits);
    this.#claims = new Claims(this.#claimsTable);
    this.#jobs = new Jobs(ports, storage, this.#offers);
    this.#holding = new Holding(ports, new HeldTable(storage), this.#offers, {
      wake: (at) => this.#wakeBy(at),
      placed: (kept, outcome) => this.#receipts.add(receiptFromKept(kept, outcome, false)),
      expired: (kept, until) =>
        this.#receipts.replace(receiptFromKept(kept, { outcome: "held", until }, true)),
    });
  }

  async open(waits: readonly WaitEntry[]): Promise<void> {
    for (const wait of waits) {
      this.#offers.opened(wait);
      this.#waits.open(wait);
    }
    await Promise.all(waits.map((wait) => this.#holding.opened(wait)));
  }

  async tell({ left, receipts }: ListNews): Promise<void> {
    for (const departure of left) {
      this.#waits.leave(departure);
      this.#offers.forget(departure);
    }
    for (const receipt of receipts) this.#receipts.add(receipt);
    await this.#keepHouse();
  }

  /** Waits of one version, or of all, in the order of the index. `after`: the last one of the page before. */
  page(versionId: string | null, after: Place | null, limit: number): WaitEntry[] {
    this.#offers.settle();
    return this.#waits.browse(versionId, after, limit);
  }

  receipts(query: ReceiptQuery): ListedReceipt[] {
    return this.#receipts.page(query, this.#ports.now());
  }

  receipt(id: string): Receipt | undefined {
    const receipt = this.#receipts.find(id);
    if (receipt?.outcome !== "held") return receipt;
    return { ...receipt, ...this.#holding.find(id) };
  }

  /** Of a callback to this trigger that was answered without asking anybody. */
  async note(receipt: Receipt): Promise<void> {
    this.#receipts.add(receipt);
    await this.#keepHouse();
  }

  any(input: Unnamed): Promise<Outcome> {
    return this.#answer(
      input,
      async (once, selection) => {
        const answer = await activateAny(this.#offers, input, selection, once);
        return answer.outcome === "unmatched"
          ? this.#unmatched(input, "any", { selection, approved: answer.approved })
          : answer;
      },
      async (receipt) => {
        // The run that took it tells so itself: nothing is written here before the answer.
        if (receipt.outcome === "activated" || receipt.outcome === "approved") this.#receipts.expect(receipt);
        else await this.note(receipt);
      },
    );
  }

  /** 500 before the answer, more after it. */
  all(input: Unnamed): Promise<Outcome> {
    return this.#answer(
      input,
      async (once, selection) => {
        const { answer, resume } = await activateAll(this.#offers, input, selection, once);
        if (resume) {
          this.#jobs.add(input, resume.after, once.firstAt ?? this.#ports.now());
          this.#wakeBy();
        }
        return answer.outcome === "unmatched"
          ? this.#unmatched(input, "all", { selection, approved: answer.approved })
          : answer;
      },
      (receipt) => this.note(receipt),
    );
  }

  /** `runId`: for a new run. See `Claims.start`. */
  async claimStart(dedupe: string, bodyHash: string, runId: string): Promise<StartClaim> {
    const claimed = this.#claims.start({ dedupe, bodyHash, at: this.#ports.now() }, runId);
    await this.#keepHouse();
    return claimed;
  }

  /** The same for who starts none: undefined where the key is a new one. */
  claimedStart(dedupe: string, bodyHash: string): StartClaim | undefined {
    return this.#claims.started({ dedupe, bodyHash, at: this.#ports.now() });
  }

  /** That start came to nothing. */
  async releaseStart(dedupe: string): Promise<void> {
    this.#claims.release(dedupe);
  }

  /** Does what is due and sets the next alarm. It never throws: what fails is tried again with doubling pauses. */
  async alarm(): Promise<void> {
    this.#wakes.over();
    try {
      await this.#jobs.carryOn();
      await this.#holding.retry();
      if (this.#forget()) this.#wakeBy(this.#ports.now() + (this.#forgotTo ? 0 : HOUSEKEEPING_MS));
    } catch (thrown) {
      this.#ports.problem("list alarm failed", {}, thrown);
      this.#wakeBy(this.#ports.now() + 60_000);
    }
    this.#wakeBy();
  }

  /** A callback's way in and out, whatever it asks for: once per key, with a receipt. */
  async #answer(
    input: Unnamed,
    work: (once: Once, selection: Selection) => Promise<Outcome>,
    keep: (receipt: Receipt) => Promise<void>,
  ): Promise<Outcome> {
    if (this.#busy >= MOST_AT_ONCE) return refused(70503);
    this.#busy += 1;
    try {
      const selection = new Selection(input, this.#ports.signer);
      const answer = await this.#claims.once(input.callback, this.#ports.now(), (once) =>
        work(once, selection),
      );
      const outcome = await this.#unlessTurnedAway(input, selection, answer);
      await keep(receiptFrom(input, outcome));
      return outcome;
    } finally {
      this.#busy -= 1;
    }
  }

  /** Who isn't let in doesn't learn either that such a callback came before. */
  async #unlessTurnedAway(input: Unnamed, selection: Selection, answer: Outcome): Promise<Outcome> {
    const tells = answer.outcome === "duplicate" || (answer.outcome === "refused" && answer.code === 70422);
    if (!tells || selection.wasLetIn) return answer;
    const admission = selection.admission(await this.#offers.version(input.speaker));
    return admission.admitted ? answer : admission.outcome;
  }

  async #unmatched(
    input: Unnamed,
    mode: "any" | "all",
    { selection, approved }: { selection: Selection; approved: readonly string[] },
  ): Promise<Outcome> {
    // It is no early one either, that another run might take later.
    if (approved.length > 0) {
      selection.wasLetIn = true;
      return { outcome: "duplicate", executionIds: approved };
    }
    // Both are at hand since the waits were looked for: nobody comes in between.
    const speaker = await this.#offers.version(input.speaker);
    const sources = await this.#offers.sources(input, selection);
    const versions = input.versionId === null ? this.#waits.versions() : [input.versionId];
    this.#offers.settle();
    const verdict = unmatched(input, mode, {
      selection,
      speaker,
      isWaitedFor: () => versions.some((id) => this.#waits.hasAny(id)),
      tombstones: () => sources.flatMap((source) => this.#waits.tombstones(source, this.#ports.now())),
    });
    return "answer" in verdict ? verdict.answer : this.#holding.hold(input, verdict.hold, verdict.until);
  }

  /** Answers whether there is anything left to forget. */
  #forget(): boolean {
    const now = this.#ports.now();
    this.#holding.expire(now);
    const waits = this.#waits.forget(now, this.#forgotTo);
    this.#forgotTo = waits.next;
    const others = [this.#claimsTable.forget(now), this.#receipts.forget(now), this.#holding.isHolding];
    return waits.next !== undefined || waits.remembers || others.includes(true);
  }

  /** Something is remembered from now on: sees to it that it is forgotten some day. */
  async #keepHouse(): Promise<void> {
    if (!(await this.#wakes.stands())) this.#wakeBy(this.#ports.now() + HOUSEKEEPING_MS);
  }

  /** The alarm that stands may be unknown, and one for what the tables say is due: it isn't put off. */
  #wakeBy(at?: number): void {
    this.#wakes.by(at, this.#jobs.due, this.#holding.due);
  }
}
