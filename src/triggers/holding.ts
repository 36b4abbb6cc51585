import { byteLength, type JsonObject } from "../json.ts";
import { type AnyAnswer, activateAny } from "./any.ts";
import { type Outcome, refused } from "./callback.ts";
import type { Held, HeldTable } from "./held-table.ts";
import type { ListPorts } from "./list.ts";
import type { Offers } from "./offers.ts";
import { keyOf, type WaitEntry } from "./ports.ts";
import { nonceOf } from "./receipt.ts";
import { Selection } from "./selection.ts";
import { type Kept, kept, taken, type Unnamed } from "./unnamed.ts";

/** What a list holds at most, and of one sender. */
const MOST_HELD = 1_000;
const MOST_BYTES = 64 * 1_048_576;
const MOST_OF_SENDER = 100;

/** When a wait that was asked and didn't answer is asked again; the pauses double. */
const AGAIN_MS = 5_000;

/** What becomes of held callbacks, told to the list. */
export interface HoldingEvents {
  /** Somebody is being asked: come back then. */
  wake(at: number): void;
  placed(kept: Kept, answer: Outcome): void;
  expired(kept: Kept, until: number): void;
}

/**
 * Early callbacks that name no run (product.md, "How callbacks behave", 6). One that fits a wait which opens is
 * offered to it like any callback, and the offer is written down before it is made: only the "no" of that run
 * frees it for another one.
 */
export class Holding {
  readonly #ports: ListPorts;
  readonly #table: HeldTable;
  readonly #offers: Offers;
  readonly #events: HoldingEvents;
  /** Being offered; true: look once more afterwards, another wait has opened. */
  readonly #underWay = new Map<string, boolean>();

  constructor(ports: ListPorts, table: HeldTable, offers: Offers, events: HoldingEvents) {
    this.#ports = ports;
    this.#table = table;
    this.#offers = offers;
    this.#events = events;
  }

  /** Keeps the callback under that key; 503 where too much is held already. */
  hold(input: Unnamed, key: string, until: number): Outcome {
    const query = JSON.stringify(kept(input));
    const bytes = byteLength(query);
    const address = input.callback.sender.address ?? "";
    const load = this.#table.load(address);
    const isFull =
      load.count >= MOST_HELD || load.bytes + bytes > MOST_BYTES || load.ofSender >= MOST_OF_SENDER;
    if (isFull) return refused(70503);
    const place = { key, nonce: nonceOf(input.callback.receipt), until };
    this.#table.put({ ...place, address, bytes, candidate: null, due: null, tries: 0, query });
    return { outcome: "held", until };
  }

  /** Offers what is held for a wait that has opened, oldest first. */
  async opened({ key }: WaitEntry): Promise<void> {
    const now = this.#ports.now();
    const keys = key === "" ? [""] : [key, ""];
    const held = keys.flatMap((each) => this.#table.under(each, now));
    for (const one of held.toSorted((a, b) => (a.nonce < b.nonce ? -1 : 1))) {
      if (this.#underWay.has(one.nonce)) this.#underWay.set(one.nonce, true);
      else await this.#place(one);
    }
  }

  get isHolding(): boolean {
    return this.#table.load("").count > 0;
  }

  /** The held callback with that receipt: its body, and until when; longer, while somebody is being asked. */
  find(receipt: string): { data: JsonObject; until: number } | undefined {
    const held = this.#table.byNonce(nonceOf(receipt));
    return held && { data: queryOf(held).callback.data, until: Math.max(held.until, held.due ?? 0) };
  }

  /** When something has to be asked again. */
  get due(): number | undefined {
    return this.#table.nextDue()?.due ?? undefined;
  }

  /** Asks those again that didn't answer. */
  async retry(): Promise<void> {
    for (let held = this.#table.nextDue(); held; held = this.#table.nextDue()) {
      if ((held.due ?? 0) > this.#ports.now()) return;
      const later = { ...held, due: this.#ports.now() + AGAIN_MS };
      this.#table.put(later);
      if (!this.#underWay.has(held.nonce)) await this.#place(later);
    }
  }

  /** Lets go what was held in vain. */
  expire(now: number): void {
    for (const held of this.#table.expired(now)) {
      if (this.#underWay.has(held.nonce)) continue;
      this.#table.remove(held);
      this.#events.expired(queryOf(held), held.until);
    }
  }

  async #place(held: Held): Promise<void> {
    const { nonce } = held;
    do {
      this.#underWay.set(nonce, false);
      const now = this.#table.find(held);
      if (now) await this.#offer(now);
    } while (this.#underWay.get(nonce) === true);
    this.#underWay.delete(nonce);
  }

  async #offer(held: Held): Promise<void> {
    const input = queryOf(held);
    let current = held;
    try {
      const query = await taken(input, this.#ports);
      const answer = await activateAny(this.#offers, query, new Selection(query, this.#ports.signer), {
        asked: held.candidate ? [held.candidate] : [],
        begin: ([wait]) => {
          const candidate = wait ? keyOf(wait) : null;
          current = { ...current, candidate, due: this.#ports.now() + AGAIN_MS };
          this.#table.put(current);
          this.#events.wake(current.due ?? 0);
        },
      });
      this.#settle(current, input, answer);
    } catch (thrown) {
      this.#ports.problem("offering a held callback failed", { tries: held.tries }, thrown);
      this.#askAgain(current);
    }
  }

  #settle(held: Held, input: Kept, answer: AnyAnswer): void {
    if (answer.outcome === "activated" || answer.outcome === "duplicate") {
      this.#table.remove(held);
      this.#events.placed(input, { ...answer, outcome: "activated" });
    } else if (answer.outcome === "approved") {
      this.#table.remove(held);
      this.#events.placed(input, answer);
    } else if (answer.outcome === "refused" && answer.code === 70503) {
      this.#askAgain(held);
    } else if (held.due !== null) {
      this.#table.put({ ...held, candidate: null, due: null, tries: 0 });
    }
  }

  /** Nobody would come back to it by himself. */
  #askAgain(held: Held): void {
    const tries = held.tries + 1;
    const due = this.#ports.now() + AGAIN_MS * 2 ** Math.min(tries, 8);
    this.#table.put({ ...held, tries, due });
    this.#events.wake(due);
  }
}

function queryOf({ query }: Held): Kept {
  return JSON.parse(query);
}
