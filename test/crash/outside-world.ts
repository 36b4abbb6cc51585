import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { Outside, type Seen } from "../support/outside.ts";
import type { Desk, User } from "./desk.ts";
import { LAST_LETTER } from "./flows.ts";
import type { OutsideRequest } from "./history.ts";
import { Mailbox } from "./mailbox.ts";
import type { Random } from "./random.ts";

const Asked = z.object({
  run: z.string(),
  block: z.string(),
  token: z.string(),
  callback: z.string().optional(),
  link: z.string().optional(),
});

/** The server that blocks ask: it answers, fails, hangs, and calls back before it has answered. */
export class OutsideWorld {
  readonly requests: OutsideRequest[] = [];
  /** Set by the killer: the next request of such a block gets no answer in this life of the server. */
  holds: ((block: string) => boolean) | undefined;
  readonly #server: Outside;
  readonly #random: Random;
  #desk: Desk | undefined;
  #mailbox: Mailbox | undefined;
  /** How letters are answered, by their keys. */
  readonly #letters = new Map<string, number>();
  readonly #handed = new Set<string>();
  /** Callbacks that are still on their way. */
  readonly #calling = new Set<Promise<unknown>>();

  private constructor(server: Outside, random: Random) {
    this.#server = server;
    this.#random = random;
    server.answer = (seen) => this.#answer(seen);
  }

  static async open(random: Random): Promise<OutsideWorld> {
    return new OutsideWorld(await Outside.open(), random);
  }

  get url(): string {
    return this.#server.url;
  }

  /** Callbacks from outside go through the same desk as all others. */
  meet(desk: Desk, users: readonly User[]): void {
    this.#desk = desk;
    this.#mailbox = new Mailbox(desk, users, this.#random);
  }

  get links(): Mailbox["links"] {
    return this.#mailbox?.links ?? [];
  }

  /** Once all that was begun has its answer; from then on people only read. */
  async settled(): Promise<void> {
    if (this.#mailbox) this.#mailbox.isClosed = true;
    await this.#mailbox?.settled();
    while (this.#calling.size > 0) await Promise.all(this.#calling);
  }

  close(): void {
    this.#server.close();
  }

  async #answer({ headers, body }: Seen): Promise<number> {
    const { run, block, token, callback, link } = Asked.parse(JSON.parse(body));
    const key = String(headers["idempotency-key"]);
    this.requests.push({ at: Date.now(), key, run, block, token });
    if (callback !== undefined) this.#callBack(callback, run, key);
    if (link !== undefined) this.#mailbox?.receive(link, { block: block === "poll" ? "vote" : "sign", key });
    const isHeld = this.holds?.(block) ?? false;
    if (isHeld) this.holds = undefined;
    this.#desk?.line.notify({ what: "asked", kind: block });
    if (isHeld) return new Promise<number>(() => {});
    const dice = this.#random.next();
    if (dice < 0.1) return 503;
    // Longer than the block waits.
    if (dice < 0.12) return sleep(3_000, 200);
    if (dice < 0.4) await sleep(this.#random.between(1, 200));
    setImmediate(() => this.#desk?.line.notify({ what: "told", kind: block }));
    return link === undefined ? 200 : this.#answerToLetter(key);
  }

  /** The same for the same letter. */
  #answerToLetter(key: string): number {
    const isLast = this.#mailbox?.isClosed || this.#random.chance(0.5);
    const status = this.#letters.get(key) ?? (isLast ? LAST_LETTER : 200);
    this.#letters.set(key, status);
    return status;
  }

  /** Once for one key, as an outside does that knows its duplicates. */
  #callBack(url: string, run: string, key: string): void {
    if (!this.#desk || this.#handed.has(key)) return;
    this.#handed.add(key);
    const sending = { kind: "handoff", flow: "handoff", block: "taken", execution: run, url, key } as const;
    const call = this.#desk.callback(sending).finally(() => this.#calling.delete(call));
    this.#calling.add(call);
  }
}
