/** What a trigger of the modelled flow is like. Durations in hours. */
interface Shape {
  next: string;
  timeout?: { after: number; next: string };
  heartbeat?: { extend?: number; most: number };
  /** Without it, a rejection fails the run. */
  onReject?: string;
  /** How long early callbacks are held; 0: never. */
  hold: number;
  /** Which triggers a run that waits here can still come to. */
  reaches: string;
}

export const HOUR = 3_600_000;
const AROUND = "abc";

/** `ask` is a request to the outside, `more` decides whether to go around again, `end` is the end of a branch. */
export const TRIGGERS: Readonly<Record<string, Shape>> = {
  a: {
    next: "b",
    timeout: { after: 1, next: "b" },
    heartbeat: { most: 4 },
    onReject: "c",
    hold: 24,
    reaches: AROUND,
  },
  b: { next: "ask", timeout: { after: 2, next: "c" }, onReject: "end", hold: 3, reaches: AROUND },
  c: { next: "more", hold: 0, reaches: AROUND },
  d: {
    next: "e",
    timeout: { after: 5, next: "end" },
    heartbeat: { extend: 3, most: 7 },
    hold: 24,
    reaches: "e",
  },
  e: { next: "end", hold: 24, reaches: "" },
};

/** The flow of which that is a model: its branches begin at these triggers. */
export function blocksOf(branches: readonly string[]): Record<string, unknown> {
  const triggers = Object.entries(TRIGGERS).map(([id, { next, timeout, heartbeat, onReject, hold }]) => {
    const after = timeout && { timeout: { after: `PT${timeout.after}H`, next: timeout.next } };
    const condition = id === "b" && { condition: "b.data.n >= a.data.n" };
    const deadline = heartbeat && {
      heartbeat: {
        most: `PT${heartbeat.most}H`,
        ...(heartbeat.extend !== undefined && { extend: `PT${heartbeat.extend}H` }),
      },
    };
    const more = { ...after, ...condition, ...deadline, ...(onReject !== undefined && { onReject }) };
    return [id, { type: "external-callback", early: { hold: `PT${hold}H` }, next, ...more }];
  });
  return {
    begin: { type: "set", values: 0, next: branches.map((_, index) => `begin${index}`) },
    ...Object.fromEntries(
      branches.map((next, index) => [`begin${index}`, { type: "set", values: index, next }]),
    ),
    ...Object.fromEntries(triggers),
    ask: {
      type: "http-request",
      request: { url: "https://x.example/" },
      retry: { attempts: 1 },
      next: "c",
    },
    more: { type: "condition", when: "has(c.data.again)", yes: "a", no: "end" },
    end: { type: "set", values: 0 },
  };
}

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
  /** Of a failed run: which block failed, and who waited. */
  #suspended: { block: string; waits: ModelWait[] } = { block: "", waits: [] };
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
    this.#offerHeld();
    return "activated";
  }

  /** The alarm: all that is due at this moment. */
  timeOut(): void {
    for (const wait of this.waits.filter((each) => this.#isOverdue(each))) {
      this.ends.push("timed-out");
      this.#leave(wait, {}, TRIGGERS[wait.block]?.timeout?.next);
    }
    this.#offerHeld();
  }

  release(occurrence: number, body: Body): string {
    const wait = this.#open(occurrence);
    if (typeof wait === "string") return wait;
    this.ends.push("released");
    this.#leave(wait, body);
    this.#offerHeld();
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
    this.#enter(this.#suspended.block);
    this.#offerHeld();
    return "done";
  }

  #repeated({ block, body, dedupe, receipt }: Sent, occurrence: number | undefined) {
    const past = this.past.filter(
      (each) => each.block === block && (occurrence === undefined || each.occurrence === occurrence),
    );
    if (past.some((each) => each.receipt === receipt)) return "duplicate";
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
      if (this.isOutsideUp) return this.#enter("c");
      this.#fail(block);
    } else if (this.waits.length === 0) this.status = "completed";
  }

  #fail(block: string): void {
    this.status = "failed";
    this.#suspended = { block, waits: this.waits };
    this.waits = [];
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
    this.#offerHeld();
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
