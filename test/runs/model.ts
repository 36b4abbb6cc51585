import { HOUR, TRIGGERS } from "./model-flow.ts";

export interface Body {
  n: number;
  again?: true;
}

/** A callback as the model knows it. */
export interface Sent {
  receipt: string;
  block: string;
  body: Body;
  dedupe: string | undefined;
  at: number;
}

export interface ModelWait {
  block: string;
  since: number;
  timeoutAt: number | null;
  /** What the condition of `b` saw of `a` when the wait began. */
  least: number | undefined;
  /** Read from the run, which numbers them. */
  occurrence?: number;
}

type Status = "waiting" | "completed" | "failed" | "terminated";

/** One run, as product.md says it behaves. Everything happens at once and nothing is ever lost. */
export class Model {
  now: number;
  status: Status = "waiting";
  isOutsideUp = true;
  waits: ModelWait[] = [];
  asked = 0;
  /** How waits ended: by which callback or rejection, or `timed-out`, `released` or `rejected`. */
  readonly ends: string[] = [];
  readonly past: (Sent & { occurrence: number | undefined })[] = [];
  readonly rejected: Sent[] = [];
  held: (Sent & { until: number })[] = [];
  /** How many requests are out: they are answered once all that is held was offered. */
  #asking = 0;
  /** Of a failed run: which block failed, who waited, and how many requests were out. */
  #suspended: { block: string; waits: ModelWait[]; asking: number } = { block: "", waits: [], asking: 0 };
  readonly #outputs: Record<string, Partial<Body>> = {};

  constructor(branches: readonly string[], now: number) {
    this.now = now;
    for (const block of branches) this.#enter(block);
  }

  /** `occurrence`: a list offers it to that wait alone. Gives the outcome, or the code that refuses it. */
  callback(sent: Sent, occurrence?: number): string | number {
    const { block, body } = sent;
    while (this.#isOverdue(this.#oldest(block, occurrence))) this.timeOut();
    const answer = this.#repeated(sent, occurrence);
    if (answer !== undefined) return answer;
    const wait = this.#oldest(block, occurrence);
    if (wait && !fits(wait, body)) return "ignored";
    if (wait) this.#activate(wait, sent);
    else if (occurrence !== undefined) return "gone";
    else return this.#withoutWait(sent);
    this.#goOn();
    return "activated";
  }

  /** The alarm: all that is due at this moment. */
  timeOut(): void {
    for (const wait of this.waits.filter((each) => this.#isOverdue(each))) {
      this.ends.push("timed-out");
      this.#leave(wait, {}, TRIGGERS[wait.block]?.timeout?.next);
    }
    this.#goOn();
  }

  release(occurrence: number, body: Body): string {
    const wait = this.#open(occurrence);
    if (typeof wait === "string") return wait;
    this.ends.push("released");
    this.#leave(wait, body);
    this.#goOn();
    return "done";
  }

  /** By a sender. Gives the outcome, or the code that refuses it. */
  reject(sent: Sent): string | number {
    const { block, body, dedupe } = sent;
    while (this.#isOverdue(this.#oldest(block))) this.timeOut();
    const isAlike = (each: Sent) => each.block === block && same(each.body, body);
    const known = this.rejected.find(
      (each) =>
        dedupe !== undefined &&
        each.block === block &&
        each.dedupe === dedupe &&
        each.at > this.now - 24 * HOUR,
    );
    if (known) return isAlike(known) ? "duplicate" : 70422;
    const wait = this.#oldest(block);
    if (!wait) return this.rejected.some(isAlike) ? "duplicate" : this.#absent(block);
    this.rejected.push(sent);
    this.#turnDown(wait, body, sent.receipt);
    return "rejected";
  }

  rejectByHand(occurrence: number): string {
    const wait = this.#open(occurrence);
    if (typeof wait === "string") return wait;
    this.#turnDown(wait, {}, "rejected");
    return "done";
  }

  /** A heartbeat, which may say for how many hours. */
  beat(block: string, hours: number | undefined): string | number {
    while (this.#isOverdue(this.#oldest(block))) this.timeOut();
    const wait = this.#oldest(block);
    if (!wait) return this.#absent(block);
    const { heartbeat, timeout } = TRIGGERS[block] ?? {};
    const { since, timeoutAt } = wait;
    if (!heartbeat || !timeout || timeoutAt === null) return 70426;
    const bound = since + heartbeat.most * HOUR;
    if (timeoutAt >= bound) return 70426;
    const wanted = this.now + (hours ?? heartbeat.extend ?? timeout.after) * HOUR;
    wait.timeoutAt = Math.max(timeoutAt, Math.min(wanted, bound));
    return "extended";
  }

  moveByHand(occurrence: number, hours: number): string {
    const wait = this.#open(occurrence);
    if (typeof wait === "string") return wait;
    if (wait.timeoutAt === null) return "no-deadline";
    if (this.#isOverdue(wait)) return "left";
    wait.timeoutAt = this.now + hours * HOUR;
    return "done";
  }

  terminate(): boolean {
    if (this.status !== "waiting") return false;
    this.status = "terminated";
    this.waits = [];
    return true;
  }

  retry(): string {
    if (this.status !== "failed") return "not-failed";
    this.status = "waiting";
    this.waits = this.#suspended.waits;
    this.#asking = this.#suspended.asking;
    this.#enter(this.#suspended.block);
    this.#goOn();
    return "done";
  }

  #repeated({ block, body, dedupe, receipt }: Sent, occurrence: number | undefined) {
    const past = this.past.filter(
      (each) => each.block === block && (occurrence === undefined || each.occurrence === occurrence),
    );
    if (past.some((each) => each.receipt === receipt)) return "activated";
    const known = [...past, ...(occurrence === undefined ? this.held : [])].find(
      (each) =>
        dedupe !== undefined &&
        each.block === block &&
        each.dedupe === dedupe &&
        each.at > this.now - 24 * HOUR,
    );
    return known && (same(known.body, body) ? "duplicate" : 70422);
  }

  #withoutWait(sent: Sent): string | number {
    const { block, body, at } = sent;
    const { hold = 0 } = TRIGGERS[block] ?? {};
    if (this.past.some((each) => each.block === block && same(each.body, body))) return "duplicate";
    if (this.status !== "waiting") return 28136;
    if (!this.waits.some((wait) => TRIGGERS[wait.block]?.reaches.includes(block))) return 28100;
    if (hold === 0) return 28060;
    if (this.held.filter(({ until }) => until > this.now).length >= 10) return 70503;
    this.held.push({ ...sent, until: at + hold * HOUR });
    return "held";
  }

  #goOn(): void {
    this.#offerHeld();
    while (this.#asking > 0) {
      this.#asking -= 1;
      if (!this.isOutsideUp) return this.#fail("ask");
      this.#enter("c");
      this.#offerHeld();
    }
  }

  #offerHeld(): void {
    for (const held of this.held) {
      const wait = this.#oldest(held.block);
      if (!wait || held.until <= this.now || !fits(wait, held.body)) continue;
      this.#activate(wait, held);
      return this.#offerHeld();
    }
  }

  #activate(wait: ModelWait, sent: Sent): void {
    this.held = this.held.filter(({ receipt }) => receipt !== sent.receipt);
    this.past.push({ ...sent, occurrence: wait.occurrence });
    this.ends.push(sent.receipt);
    this.#leave(wait, sent.body);
  }

  #leave(wait: ModelWait, body: Partial<Body>, next = TRIGGERS[wait.block]?.next ?? "end"): void {
    this.waits = this.waits.filter((each) => each !== wait);
    this.#outputs[wait.block] = body;
    this.#enter(next);
  }

  #enter(block: string): void {
    const trigger = TRIGGERS[block];
    if (trigger) {
      const timeoutAt = trigger.timeout ? this.now + trigger.timeout.after * HOUR : null;
      this.waits.push({ block, since: this.now, timeoutAt, least: this.#outputs["a"]?.n });
    } else if (block === "more") {
      this.#enter(this.#outputs["c"]?.again ? "a" : "end");
    } else if (block === "ask") {
      this.asked += 1;
      this.#asking += 1;
    } else if (this.waits.length === 0 && this.#asking === 0) this.status = "completed";
  }

  #fail(block: string): void {
    this.status = "failed";
    this.#suspended = { block, waits: this.waits, asking: this.#asking };
    this.waits = [];
    this.#asking = 0;
  }

  #turnDown(wait: ModelWait, body: Partial<Body>, by: string): void {
    this.ends.push(by);
    const { onReject } = TRIGGERS[wait.block] ?? {};
    if (onReject !== undefined) this.#leave(wait, body, onReject);
    else {
      this.#outputs[wait.block] = body;
      this.waits = this.waits.filter((each) => each !== wait);
      this.#fail(wait.block);
    }
    this.#goOn();
  }

  /** Why there is no wait to reject or to extend. */
  #absent(block: string): number {
    if (this.status !== "waiting") return 28136;
    return this.waits.some((wait) => TRIGGERS[wait.block]?.reaches.includes(block)) ? 28060 : 28100;
  }

  #open(occurrence: number): ModelWait | "ended" | "left" {
    if (this.status !== "waiting") return "ended";
    return this.waits.find((each) => each.occurrence === occurrence) ?? "left";
  }

  #oldest(block: string, occurrence?: number): ModelWait | undefined {
    return this.waits.find(
      (wait) => wait.block === block && (occurrence === undefined || wait.occurrence === occurrence),
    );
  }

  #isOverdue(wait: ModelWait | undefined): boolean {
    return (wait?.timeoutAt ?? Infinity) <= this.now;
  }
}

function fits({ block, least = Infinity }: ModelWait, { n }: Body): boolean {
  return block !== "b" || n >= least;
}

function same(a: Body, b: Body): boolean {
  return a.n === b.n && a.again === b.again;
}
