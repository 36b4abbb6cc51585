import fc from "fast-check";
import { expect, test } from "vitest";
import type { Callback } from "../../src/triggers/callback.ts";
import type { RunAnswer } from "../../src/triggers/ports.ts";
import { answer, callbackOf, NOON, RunWorld } from "../support/ports.ts";
import { type Body, Model } from "./model.ts";
import { blocksOf, HOUR } from "./model-flow.ts";
import { type Step, step } from "./model-steps.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 100);

test(
  "a run behaves as its model does, whatever callbacks, timeouts, evictions and operators come",
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(["a"], ["a", "d"], ["a", "a"], ["d", "e", "a"]),
        fc.array(step, { minLength: 5, maxLength: 45, size: "max" }),
        async (branches, steps) => {
          const walk = new Walk(branches);
          await walk.begin();
          for (const each of steps) {
            const came = await walk.take(each);
            seen.set(came, (seen.get(came) ?? 0) + 1);
          }
          walk.checkJournal();
        },
      ),
      { numRuns: RUNS },
    );
    const outcomes = [
      "activated",
      "duplicate",
      "70422",
      "ignored",
      "gone",
      "held",
      "28060",
      "28100",
      "28136",
      "rejected",
      "extended",
      "70426",
    ];
    for (const outcome of [...outcomes, "done"]) {
      expect(seen.get(outcome) ?? 0, JSON.stringify([...seen])).toBeGreaterThan(5);
    }
  },
  60_000 + RUNS * 50,
);

/** The run beside its model. */
class Walk {
  readonly #world: RunWorld;
  readonly #model: Model;
  #offered: { callback: Callback; occurrence: number; block: string } | undefined;
  /** All waits there ever were: occurrence and block. */
  readonly #known = new Map<number, string>();

  constructor(branches: readonly string[]) {
    this.#world = new RunWorld(blocksOf(branches));
    this.#world.respond = () => answer(this.#model.isOutsideUp ? 200 : 503, {});
    this.#model = new Model(branches, NOON);
  }

  async begin(): Promise<void> {
    await this.#world.start();
    await this.#compare();
  }

  async take(each: Step): Promise<string> {
    const came = await this.#do(each);
    await this.#world.settle();
    await this.#compare();
    return came;
  }

  async #do(each: Step): Promise<string> {
    const [world, model] = [this.#world, this.#model];
    switch (each.do) {
      case "call":
        return this.#call(each);
      case "offer":
        return this.#offer(each);
      case "wait":
        world.now += each.hours * HOUR;
        model.now = world.now;
        if (!each.alarms) return "late";
        model.timeOut();
        await this.#fireDue();
        return "on-time";
      case "evict":
        world.restart();
        return "evicted";
      case "release": {
        const occurrence = this.#waitOf(each.to);
        const data = { ...each.body };
        const expected = model.release(occurrence, each.body);
        expect(await world.run.operator.release(occurrence, data)).toBe(expected);
        return expected;
      }
      case "reject":
        return this.#reject(each);
      case "beat":
        return this.#beat(each);
      case "rejectByHand": {
        const occurrence = this.#waitOf(each.to);
        const expected = model.rejectByHand(occurrence);
        expect(await world.run.operator.reject(occurrence, "by hand")).toBe(expected);
        return expected;
      }
      case "moveByHand": {
        const occurrence = this.#waitOf(each.to);
        const expected = model.moveByHand(occurrence, each.hours);
        expect(await world.run.operator.moveDeadline(occurrence, world.now + each.hours * HOUR)).toBe(
          expected,
        );
        return expected;
      }
      case "outside":
        model.isOutsideUp = each.up;
        return "outside";
      case "retry": {
        const expected = model.retry();
        expect(await world.run.operator.retry()).toBe(expected);
        return expected;
      }
      case "terminate":
        if (each.really > 0) return "spared";
        expect(await world.run.operator.terminate("by hand")).toBe(model.terminate());
        return "terminated";
      default:
        return each satisfies never;
    }
  }

  async #call({ block: to, body: data, dedupe: key, dies }: Extract<Step, { do: "call" }>): Promise<string> {
    const callback = this.#callback(data, key);
    const { receipt, receivedAt: at } = callback;
    const expected = this.#model.callback({ receipt, at, block: to, body: data, dedupe: key });
    await this.#send(to, callback, { expected, dies });
    return String(expected);
  }

  async #reject({
    block: to,
    body: data,
    dedupe: key,
    dies,
  }: Extract<Step, { do: "reject" }>): Promise<string> {
    const callback: Callback = { ...this.#callback(data, key), asks: { ask: "reject", reason: "no" } };
    const { receipt, receivedAt: at } = callback;
    const expected = this.#model.reject({ receipt, at, block: to, body: data, dedupe: key });
    await this.#send(to, callback, { expected, dies });
    return String(expected);
  }

  async #beat({ block: to, hours, dies }: Extract<Step, { do: "beat" }>): Promise<string> {
    const forMs = hours === undefined ? undefined : hours * HOUR;
    const callback: Callback = {
      ...this.#callback({ n: 0 }, undefined),
      asks: { ask: "heartbeat", forMs },
    };
    const expected = this.#model.beat(to, hours);
    await this.#send(to, callback, { expected, dies });
    return String(expected);
  }

  /** `dies`: the answer may be out or not, what follows it is lost. The runtime asks once more. */
  async #send(
    to: string,
    callback: Callback,
    { expected, dies }: { expected: string | number; dies: boolean },
  ) {
    const ask = async () => fate(await this.#world.run.callback(this.#to(to, callback)));
    expect(await ask()).toBe(expected);
    if (!dies) return;
    this.#world.restart();
    expect(await ask()).toBe(expected);
  }

  async #offer({ to, body: data, dedupe: key, again }: Extract<Step, { do: "offer" }>): Promise<string> {
    const occurrence = this.#waitOf(to);
    const fresh = {
      callback: this.#callback(data, key),
      occurrence,
      block: this.#known.get(occurrence) ?? "",
    };
    const offered = (again ? this.#offered : undefined) ?? fresh;
    this.#offered = offered;
    const { callback, block: at } = offered;
    const sent = {
      receipt: callback.receipt,
      at: callback.receivedAt,
      block: at,
      body: bodyOf(callback),
      dedupe: callback.dedupe,
    };
    const expected = this.#model.callback(sent, offered.occurrence);
    const come = await this.#world.run.callback({
      ...this.#to(at, callback),
      occurrence: offered.occurrence,
    });
    expect(fate(come)).toBe(expected);
    return String(expected);
  }

  #callback({ n, again }: Body, key: string | undefined): Callback {
    const data = { n, ...(again && { again }) };
    return callbackOf({ data, receivedAt: this.#world.now, dedupe: key });
  }

  #to(at: string, callback: Callback) {
    const { version } = this.#world;
    return { flow: version.id, trigger: version.triggerByBlock(at)?.id ?? "", callback };
  }

  /** A wait that is or was. */
  #waitOf(which: number): number {
    const all = [...this.#known.keys()];
    return all[which % all.length] ?? 0;
  }

  async #fireDue(): Promise<void> {
    const { storage } = this.#world;
    while (storage.alarm !== null && storage.alarm <= this.#world.now) {
      storage.alarm = null;
      await this.#world.run.alarm();
      await this.#world.settle();
    }
  }

  async #compare(): Promise<void> {
    // Whoever looks first wakes a run that has died after an answer.
    await this.#world.view();
    await this.#world.settle();
    const view = await this.#world.view();
    const now = view.waits.toSorted((a, b) => a.occurrence - b.occurrence);
    const shown = now.map(({ block: at, timeoutAt }) => ({ block: at, timeoutAt }));
    const { waits, status } = this.#model;
    expect([view.status, shown]).toEqual([
      status,
      waits.map(({ block: at, timeoutAt }) => ({ block: at, timeoutAt })),
    ]);
    for (const [index, { block: at, occurrence }] of now.entries()) {
      this.#known.set(occurrence, at);
      const wait = waits[index];
      if (wait) wait.occurrence = occurrence;
    }
    // The lists know who waits until when, and an alarm stands behind every timeout.
    const inRun = now.map(({ block: at, occurrence, timeoutAt }) => `${at} ${occurrence} ${timeoutAt}`);
    const inLists = [...this.#world.waits].map(([name, { timeoutAt }]) => `${name} ${timeoutAt}`);
    expect(inLists.toSorted()).toEqual(inRun.toSorted());
    const due = Math.min(...waits.map(({ timeoutAt }) => timeoutAt ?? Infinity));
    expect(this.#world.storage.alarm).not.toBeNull();
    expect(this.#world.storage.alarm).toBeLessThanOrEqual(due);
  }

  /** Every wait ended once, by whom the model says; every request has one key however often it was sent. */
  checkJournal(): void {
    const facts = this.#world.entries.flatMap((entry) => entry.facts);
    const ends = facts.flatMap((fact) => {
      if (fact.type === "activated") return [{ occurrence: fact.occurrence, by: fact.by.receipt }];
      if (fact.type === "rejected")
        return [{ occurrence: fact.occurrence, by: fact.by?.receipt ?? fact.type }];
      return fact.type === "timed-out" || fact.type === "released"
        ? [{ occurrence: fact.occurrence, by: fact.type }]
        : [];
    });
    expect(ends.map(({ by }) => by)).toEqual(this.#model.ends);
    expect(new Set(ends.map(({ occurrence }) => occurrence)).size).toBe(ends.length);
    const held = facts.flatMap((fact) => (fact.type === "held" ? [fact.callback.receipt] : []));
    expect(new Set(held).size).toBe(held.length);
    const keys = this.#world.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(this.#model.asked);
  }
}

function fate(come: RunAnswer): string | number {
  return come.outcome === "refused" ? come.code : come.outcome;
}

function bodyOf({ data }: Callback): Body {
  return { n: Number(data["n"]), ...(data["again"] === true && { again: true }) };
}
