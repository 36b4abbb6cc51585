import fc from "fast-check";
import { expect, test } from "vitest";
import { Authentication } from "../../src/blocks/authentication.ts";
import { conditionOf } from "../../src/blocks/evaluate.ts";
import { Budget, pickPaths } from "../../src/expressions/index.ts";
import { Signer } from "../../src/ids.ts";
import { isJsonObject, type JsonObject } from "../../src/json.ts";
import { admit, judge } from "../../src/triggers/judgement.ts";
import { keyOfWait, NO_KEY } from "../../src/triggers/key.ts";
import type { WaitEntry } from "../../src/triggers/ports.ts";
import type { Caller } from "../../src/users/caller.ts";
import { type Called, type Opened, type Step, step, type Trigger, trigger } from "./index-cases.ts";
import { World } from "./list-support.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 250);

/** A wait and the whole of what its run knows. */
interface Waiting {
  wait: WaitEntry;
  context: JsonObject;
}

/** How often things have been tried: a property that tries nothing holds, too. */
class Tally {
  readonly counts = { activated: 0, nobody: 0, several: 0, keyed: 0, unmatchable: 0, asked: 0 };

  add(waiting: readonly Waiting[], found: readonly Waiting[]): void {
    this.counts.activated += Math.min(found.length, 1);
    if (found.length > 1) this.counts.several += 1;
    if (found.length === 0 && waiting.length > 0) this.counts.nobody += 1;
    if (found.some(({ wait }) => wait.key !== NO_KEY)) this.counts.keyed += 1;
    if (waiting.some(({ wait }) => wait.key === "!")) this.counts.unmatchable += 1;
    if (found.some(({ wait }) => wait.inputs === null)) this.counts.asked += 1;
  }
}

test(
  "the index chooses as trying every wait in turn does, whatever conditions, waits and callbacks there are",
  async () => {
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(
        fc.array(trigger, { minLength: 1, maxLength: 3 }),
        fc.array(step, { minLength: 4, maxLength: 24, size: "max" }),
        async (triggers, steps) => {
          const walk = new Walk(triggers);
          for (const each of steps) await walk.take(each, tally);
        },
      ),
      { numRuns: RUNS },
    );
    for (const times of Object.values(tally.counts))
      expect(times, JSON.stringify(tally.counts)).toBeGreaterThan(2);
  },
  60_000 + RUNS * 20,
);

/** A list, and beside it all its waits, which are judged one by one. */
class Walk {
  readonly #triggers: readonly Trigger[];
  readonly #world: World;
  readonly #signer = new Signer("test");
  #waiting: Waiting[] = [];
  #opened = 0;

  constructor(triggers: readonly Trigger[]) {
    this.#triggers = triggers;
    const early = { hold: "PT0S" };
    const pays = triggers.map((pay, n) => [`V${n}`, { ...pay, early }]);
    this.#world = new World(JSON.parse(JSON.stringify(Object.fromEntries(pays))));
  }

  async take(each: Step, tally: Tally): Promise<void> {
    if (each.do === "open") await this.#open(each);
    else if (each.do === "leave") await this.#leave(each.which);
    else await this.#call(each, tally);
    expect(this.#world.waiting().toSorted()).toEqual(this.#waiting.map(({ wait }) => wait.runId).toSorted());
  }

  async #open({ version, run, since, context }: Opened): Promise<void> {
    const n = version % this.#triggers.length;
    const { condition } = this.#triggers[n] ?? {};
    const picked = pickPaths(context, condition === undefined ? [] : conditionOf(condition, "pay").runReads);
    const inputs = JSON.stringify(picked);
    const budget = new Budget({ now: 0, uuid: () => "" });
    const wait = await this.#world.open(`R${run}`, {
      versionId: `V${n}`,
      occurrence: ++this.#opened,
      since,
      key: keyOfWait({ block: "pay", condition }, picked, budget),
      // As runs do it: the list asks them then.
      inputs: inputs.length > 4_096 ? null : inputs,
    });
    this.#waiting.push({ wait, context });
  }

  async #leave(which: number): Promise<void> {
    const [gone] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    if (gone) await this.#world.leave(gone.wait);
  }

  async #call(called: Called, tally: Tally): Promise<void> {
    const versionId = called.version === null ? null : `V${called.version % this.#triggers.length}`;
    const input = this.#world.callback(this.#dataOf(called), { versionId, caller: called.caller });
    const isFit = ({ wait, context }: Waiting) => this.#isFit(wait, context, input.callback, called.caller);
    const waiting = this.#waiting
      .filter(({ wait }) => versionId === null || wait.versionId === versionId)
      .toSorted(byLength);
    const fits = waiting.filter(isFit);
    const expected = called.do === "all" ? fits : fits.slice(0, 1);
    const inVain: (string | null)[] = [];
    this.#world.answer = (runId, { occurrence }) => {
      const asked = this.#waiting.find(({ wait }) => wait.occurrence === occurrence);
      if (asked && isFit(asked)) return { outcome: "activated", executionIds: [runId] };
      inVain.push(asked ? asked.wait.inputs : "nobody");
      return { outcome: "ignored", why: "condition" };
    };
    const answer =
      called.do === "all" ? await this.#world.list.all(input) : await this.#world.list.any(input);
    const ids = expected.map(({ wait }) => wait.runId);
    if (ids.length > 0) expect(answer).toEqual({ outcome: "activated", executionIds: [...new Set(ids)] });
    else expect(answer.outcome).not.toBe("activated");
    // Only runs whose inputs the list doesn't have are woken to say no.
    expect(inVain.filter((inputs) => inputs !== null)).toEqual([]);
    this.#waiting = this.#waiting.filter((each) => !expected.includes(each));
    tally.add(waiting, expected);
  }

  #dataOf({ like, data }: Called): JsonObject {
    const meant = like === null ? undefined : this.#waiting[like % Math.max(1, this.#waiting.length)];
    const { initial } = meant?.context ?? {};
    const known = isJsonObject(initial) ? initial["data"] : undefined;
    // As it comes over the wire: no -0, and nothing that the run has in common with it.
    return isJsonObject(known) ? JSON.parse(JSON.stringify(known)) : data;
  }

  #isFit(
    { versionId }: WaitEntry,
    inputs: JsonObject,
    callback: Parameters<typeof judge>[1]["callback"],
    caller: Caller,
  ): boolean {
    const { authentication, condition } = this.#triggers[Number(versionId.slice(1))] ?? {};
    const admission = admit(Authentication.parse(authentication), caller);
    if (!admission.admitted) return false;
    const at = { block: "pay", inputs, callback, user: admission.user };
    return judge(condition, at, { signer: this.#signer }).fits;
  }
}

/** Longest-waiting first. */
function byLength({ wait: a }: Waiting, { wait: b }: Waiting): number {
  return (
    a.since - b.since || (a.runId < b.runId ? -1 : Number(a.runId > b.runId)) || a.occurrence - b.occurrence
  );
}
