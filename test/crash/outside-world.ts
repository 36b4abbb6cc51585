import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { Outside, type Seen } from "../support/outside.ts";
import type { Desk } from "./desk.ts";
import type { OutsideRequest } from "./history.ts";
import type { Random } from "./random.ts";

const Asked = z.object({
  run: z.string(),
  block: z.string(),
  token: z.string(),
  callback: z.string().optional(),
});

/** The server that blocks ask: it answers, fails, hangs, and calls back before it has answered. */
export class OutsideWorld {
  readonly requests: OutsideRequest[] = [];
  /** Set by the killer: the next request gets no answer in this life of the server. */
  holdNext = false;
  readonly #server: Outside;
  readonly #random: Random;
  #desk: Desk | undefined;
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
  meet(desk: Desk): void {
    this.#desk = desk;
  }

  /** Once every callback that was begun has its answer. */
  async settled(): Promise<void> {
    while (this.#calling.size > 0) await Promise.all(this.#calling);
  }

  close(): void {
    this.#server.close();
  }

  async #answer({ headers, body }: Seen): Promise<number> {
    const { run, block, token, callback } = Asked.parse(JSON.parse(body));
    const key = String(headers["idempotency-key"]);
    this.requests.push({ at: Date.now(), key, run, block, token });
    if (callback !== undefined) this.#callBack(callback, run, key);
    const isHeld = this.holdNext;
    this.holdNext = false;
    this.#desk?.notify({ what: "asked", kind: block });
    if (isHeld) return new Promise<number>(() => {});
    const dice = this.#random.next();
    if (dice < 0.1) return 503;
    // Longer than the block waits.
    if (dice < 0.12) return sleep(3_000, 200);
    if (dice < 0.4) await sleep(this.#random.between(1, 200));
    setImmediate(() => this.#desk?.notify({ what: "told", kind: block }));
    return 200;
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
