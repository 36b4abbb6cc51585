import type { Version } from "../flows/version.ts";
import type { Departure, ListNews, WaitEntry, WaitKey } from "../triggers/ports.ts";
import type { Receipt } from "../triggers/receipt.ts";
import { hashesOf } from "./approvals.ts";
import type { RunPorts } from "./ports.ts";
import { receiptsSince } from "./receipts.ts";
import type { News } from "./relay.ts";
import { type LeftWait, type RunState, statusOf, type Wait, waitsOf } from "./state.ts";
import { summaryOf } from "./summary.ts";

/** A row of a list carries what the condition reads up to this many characters; past it, the run is asked. */
const INPUTS_LENGTH = 4_096;

/**
 * Tells the lists who waits and who left, and the run index what became of the run: everything that rows
 * after `told` owe. It repeats itself after a crash; everyone it speaks to takes that. Who waits is told at
 * once; the rest is handed to the relay, or delivered at once where an alarm has come for it.
 */
export class Teller {
  /** Up to this row, everything was delivered. Written along with the next row, for free. */
  told: number;
  /** How often in a row it failed. */
  tries = 0;
  /** Up to this row, everything was delivered or is with the relay. */
  #handed: number;
  /** With the relay, in order: up to which row each parcel goes, and whether it was delivered. */
  #parcels: { to: number; delivered: boolean }[] = [];
  readonly #ports: RunPorts;
  #telling: Promise<void> | undefined;
  #summarised: string | undefined;

  constructor(ports: RunPorts, told: number) {
    this.#ports = ports;
    this.told = told;
    this.#handed = told;
  }

  owes(state: RunState): boolean {
    return this.told < state.seq;
  }

  /** True when a list doesn't know yet that the run waits. */
  registers(state: RunState): boolean {
    return waitsOf(state).some(({ seq }) => seq > this.#handed);
  }

  /**
   * Never throws: what failed stays owed. `promptly`: delivers everything that was ever handed over and not
   * confirmed, before it settles.
   */
  async tell(current: () => RunState, version: Version, promptly = false): Promise<void> {
    while (this.#telling) await this.#telling;
    if (promptly) this.#takeBack();
    this.#telling = this.#tellAll(current, version, promptly).finally(() => {
      this.#telling = undefined;
    });
    await this.#telling;
  }

  /** A receipt that no row of the journal holds, for the list of the trigger's receipts. */
  async show(triggerId: string, receipt: Receipt): Promise<void> {
    const lists = new Map([[triggerId, { left: [], receipts: [receipt] }]]);
    await this.#ports.storage.sync();
    this.#ports.relay.send(this.#ports, { summary: undefined, lists }, () => {});
  }

  async #tellAll(current: () => RunState, version: Version, promptly: boolean): Promise<void> {
    try {
      for (let state = current(); this.#handed < state.seq; state = current()) {
        // Opener and relay speak for all runs, so that this one's output gate doesn't hold them back.
        await this.#ports.storage.sync();
        await this.#register(state, version);
        const news = this.#newsOf(state, version);
        if (promptly) await this.#deliver(news);
        if (promptly || isEmpty(news)) this.#settle({ to: state.seq, delivered: true });
        else this.#hand(news, state.seq);
        this.#handed = state.seq;
        this.#summarised = standingOf(state);
      }
      this.tries = 0;
    } catch (thrown) {
      this.tries += 1;
      this.#ports.problem("telling others failed", { run: current().runId, tries: this.tries }, thrown);
    }
  }

  /** A wait is opened before anybody can be told that it was left. */
  async #register(state: RunState, version: Version): Promise<void> {
    const { opener } = this.#ports;
    const opened = waitsOf(state).filter(({ seq }) => seq > this.#handed);
    await Promise.all(
      opened.map((wait) => opener.open(this.#ports, triggerOf(version, wait), entryOf(state, wait))),
    );
  }

  #newsOf(state: RunState, version: Version): News {
    const lists = new Map<string, { left: Departure[]; receipts: Receipt[] }>();
    const listOf = (block: string) => {
      const id = triggerOf(version, { block });
      const news = lists.get(id) ?? { left: [], receipts: [] };
      lists.set(id, news);
      return news;
    };
    for (const wait of state.left) {
      // Of one that began and was left in one row, nobody was told.
      if (wait.seq > this.#handed && wait.seq !== wait.opened) {
        listOf(wait.block).left.push(departureOf(state, wait));
      }
    }
    for (const { block, receipt } of receiptsSince(state, version, this.#handed)) {
      listOf(block).receipts.push(receipt);
    }
    const isNews = standingOf(state) !== this.#summarised;
    return { summary: isNews ? summaryOf(state) : undefined, lists };
  }

  async #deliver({ summary, lists }: News): Promise<void> {
    const told = [...lists].map(([id, news]: [string, ListNews]) => this.#ports.list(id).tell(news));
    await Promise.all([...told, summary && this.#ports.summarise([summary])]);
  }

  #hand(news: News, to: number): void {
    const parcel = { to, delivered: false };
    this.#parcels.push(parcel);
    this.#ports.relay.send(this.#ports, news, (delivered) => {
      if (!this.#parcels.includes(parcel)) return;
      if (delivered) parcel.delivered = true;
      else this.#takeBack();
      this.#advance();
    });
  }

  #settle(parcel: { to: number; delivered: boolean }): void {
    this.#parcels.push(parcel);
    this.#advance();
  }

  /** What comes after something undelivered doesn't count yet. */
  #advance(): void {
    while (this.#parcels[0]?.delivered) this.told = this.#parcels.shift()?.to ?? this.told;
  }

  #takeBack(): void {
    this.#parcels = [];
    this.#handed = this.told;
    this.#summarised = undefined;
  }
}

/** What the index shows: a retry may fail once more, later. */
function standingOf(state: RunState): string {
  return `${statusOf(state)} ${state.ending?.at}`;
}

function isEmpty({ summary, lists }: News): boolean {
  return !summary && lists.size === 0;
}

function triggerOf(version: Version, { block }: { block: string }): string {
  return version.triggerByBlock(block)?.id ?? "";
}

function keyOf({ runId, versionId }: RunState, { occurrence, since, key }: Wait | LeftWait): WaitKey {
  return { runId, versionId, occurrence, since, key };
}

function entryOf(state: RunState, wait: Wait): WaitEntry {
  const { seq, timeoutAt } = wait;
  const inputs = JSON.stringify(wait.inputs);
  return { ...keyOf(state, wait), seq, timeoutAt, inputs: inputs.length <= INPUTS_LENGTH ? inputs : null };
}

function departureOf(state: RunState, wait: LeftWait): Departure {
  const { seq, at } = wait;
  return { ...keyOf(state, wait), seq, at, bodyHash: hashesOf(wait) };
}
