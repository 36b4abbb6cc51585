import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { Budget } from "../../src/expressions/index.ts";
import { newGuid } from "../../src/ids.ts";
import { keyOfWait } from "../../src/triggers/key.ts";
import { type Published, publish, startRun } from "../support/worker.ts";
import { callBack, short, statusOf } from "./support.ts";

const WAITS = 10_000;
const ROUNDS = 9;
/** In each round: the clock ticks in whole milliseconds, and a callback with a key takes one or two. */
const KEYED = 10;

/** A flow at whose trigger so many made-up runs have waited since long, then real ones with the ids `real-0` and so on. */
async function crowded(condition: string, real: number): Promise<Published> {
  const flow = await publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", condition },
  });
  await makeUp(flow, condition, WAITS, (since) => `made-up-${since}`);
  for (let n = 0; n < real; n++) await startRun(flow, { id: `real-${n}` });
  return flow;
}

async function makeUp(flow: Published, condition: string, count: number, idOf: (since: number) => string) {
  const list = env.WAITING_LIST.getByName(flow.triggers["pay"]?.triggerId ?? "");
  await runInDurableObject(list, async (object) => {
    for (let since = 1; since <= count; since++) {
      const inputs = { initial: { data: { id: idOf(since) } } };
      const key = keyOfWait({ block: "pay", condition }, inputs, new Budget({ now: 0, uuid: () => "" }));
      const wait = { runId: newGuid(), occurrence: 2, versionId: flow.versionId, key, since };
      await object.open([{ ...wait, seq: 1, timeoutAt: null, inputs: JSON.stringify(inputs) }]);
    }
  });
}

/** How many milliseconds each of the calls takes, one after the other. */
async function timed(count: number, call: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < count; n++) await call();
  return (performance.now() - begun) / count;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

test("a callback that has to be compared with 10,000 waits takes less than 20 times one with a key", async () => {
  const keyed = await crowded("pay.data.id == initial.data.id", (ROUNDS + 1) * KEYED);
  const compared = await crowded("initial.data.id in pay.data.ids", ROUNDS + 1);
  const call = async (flow: Published, body: unknown) =>
    expect(short(await callBack(flow, "pay", { body }))).toBe("200");
  let next = 0;
  const rounds: { byKey: number; last: number; none: number }[] = [];
  // In alternation: what else the machine does at a moment slows down all three.
  for (let round = 0; round <= ROUNDS; round++) {
    const byKey = await timed(KEYED, () => call(keyed, { id: `real-${next++}` }));
    const last = await timed(1, () => call(compared, { ids: [`real-${round}`] }));
    const none = await timed(1, () => call(compared, { ids: [`nobody-${round}`] }));
    if (round > 0) rounds.push({ byKey, last, none });
  }
  const [last, none] = (["last", "none"] as const).map((what) =>
    median(rounds.map((round) => round[what] / round.byKey)),
  );
  const byKey = median(rounds.map((round) => round.byKey)).toFixed(1);
  console.log(
    `by key ${byKey} ms, the last of ${WAITS} ${last?.toFixed(1)} times, none ${none?.toFixed(1)} times`,
  );
  expect(last).toBeLessThan(20);
  expect(none).toBeLessThan(20);
}, 120_000);

test("a callback is compared with waits of the longest inputs", async () => {
  const condition = "pay.data.id in [initial.data.id]";
  const flow = await publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", condition },
  });
  await makeUp(flow, condition, 300, (since) => `${since}`.padEnd(4_000, "\uffff"));
  const run = await startRun(flow, { id: "real" });
  expect(short(await callBack(flow, "pay", { body: { id: "real" } }))).toBe("200");
  expect(await statusOf(run)).toBe("completed");
});
