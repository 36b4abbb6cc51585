import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { Budget } from "../../src/expressions/index.ts";
import { newGuid } from "../../src/ids.ts";
import { keyOfWait } from "../../src/triggers/key.ts";
import { type Published, publish, startRun } from "../support/worker.ts";
import { callBack, short } from "./support.ts";

const WAITS = 10_000;
const TIMES = 9;
/** The clock ticks in whole milliseconds, and a callback with a key takes one or two. */
const KEYED_TIMES = 40;

/** A flow at whose trigger so many made-up runs have waited since long, then real ones with the ids `real-0` and so on. */
async function crowded(condition: string, real: number): Promise<Published> {
  const flow = await publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", condition },
  });
  const list = env.WAITING_LIST.getByName(flow.triggers["pay"]?.triggerId ?? "");
  await runInDurableObject(list, async (object) => {
    for (let since = 1; since <= WAITS; since++) {
      const inputs = { initial: { data: { id: `made-up-${since}` } } };
      const key = keyOfWait({ block: "pay", condition }, inputs, new Budget({ now: 0, uuid: () => "" }));
      const wait = { runId: newGuid(), occurrence: 2, versionId: flow.versionId, key, since };
      await object.open({ ...wait, seq: 1, timeoutAt: null, inputs: JSON.stringify(inputs) });
    }
  });
  for (let n = 0; n < real; n++) await startRun(flow, { id: `real-${n}` });
  return flow;
}

/** The mean time of a callback, in milliseconds, of so many in a row after one that warms up. */
async function mean(call: (n: number) => Promise<unknown>): Promise<number> {
  await call(0);
  const begun = performance.now();
  for (let n = 1; n <= KEYED_TIMES; n++) await call(n);
  return (performance.now() - begun) / KEYED_TIMES;
}

/** The median time of a callback, in milliseconds, after one that warms up. */
async function median(call: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n <= TIMES; n++) {
    const begun = performance.now();
    await call(n);
    times.push(performance.now() - begun);
  }
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Infinity;
}

test("a callback that has to be compared with 10,000 waits takes less than 20 times one with a key", async () => {
  const keyed = await crowded("pay.data.id == initial.data.id", KEYED_TIMES + 1);
  const compared = await crowded("initial.data.id in pay.data.ids", TIMES + 1);
  const call = async (flow: Published, body: unknown) =>
    expect(short(await callBack(flow, "pay", { body }))).toBe("200");
  const byKey = await mean((n) => call(keyed, { id: `real-${n}` }));
  const none = await median((n) => call(compared, { ids: [`nobody-${n}`] }));
  const last = await median((n) => call(compared, { ids: [`real-${n}`] }));
  const print = (ms: number) => `${ms.toFixed(1)} ms (${(ms / byKey).toFixed(1)} times)`;
  console.log(`by key ${byKey.toFixed(1)} ms, the last of ${WAITS} ${print(last)}, none ${print(none)}`);
  expect(last / byKey).toBeLessThan(20);
  expect(none / byKey).toBeLessThan(20);
}, 120_000);
