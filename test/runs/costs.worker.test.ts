import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { logInUser, type Published, publish, send, startRun } from "../support/worker.ts";

/** What Cloudflare bills and what bounds speed, of all that one request causes, the work after its answer included. */
interface Costs {
  runRows: number;
  listRows: number;
  alarms: number;
  /** Calls of one object by the Worker or by another object. */
  hops: number;
  kvReads: number;
  /** Without the consumer's writes to the run index, which come in batches. */
  d1Queries: number;
  messages: number;
}

const NONE: Costs = { runRows: 0, listRows: 0, alarms: 0, hops: 0, kvReads: 0, d1Queries: 0, messages: 0 };
let costs = { ...NONE };
let flow: Published;
let first: Published;

beforeAll(async () => {
  const next = {
    compute: { type: "set", values: { id: "{{ wait.data.id }}" }, next: "done" },
    done: { type: "return", value: "{{ compute.id }}" },
  };
  const waitFor = (condition: string) => ({ type: "external-callback", condition, next: "compute" });
  const begin = { type: "set", values: {}, next: "wait" };
  flow = await publish({ begin, wait: waitFor("wait.data.id == initial.data.id"), ...next });
  first = await publish({ wait: waitFor("wait.data.id == 1"), ...next });
  // The list's tables are there from now on, and the versions in memory.
  const run = await startRun(flow, { id: 1 });
  await runInDurableObject(env.FLOW_RUN.getByName(run), (_, { storage }) => countPlatform(storage));
  await callBack(flow, run);
  await callBack(first);
  await quiet();
});

/** The Worker and the tests share an isolate, so what the platform's objects do can be counted at their prototypes. */
function countPlatform(storage: DurableObjectStorage): void {
  wrap(storage.sql, "exec", (cursor, query) => {
    costs[String(query).includes("journal") ? "runRows" : "listRows"] += (
      cursor as SqlStorageCursor<never>
    ).rowsWritten;
  });
  // Five seconds later a run that has ended sets one for its retention: that one is counted nowhere.
  wrap(storage, "setAlarm", (_, at) => {
    if (Number(at) < Date.now() + 60_000) costs.alarms += 1;
  });
  wrap(env.FLOW_RUN, "getByName", () => (costs.hops += 1));
  wrap(env.CACHE, "get", () => (costs.kvReads += 1));
  wrap(env.RUN_INDEX, "send", () => (costs.messages += 1));
  wrap(env.DB, "prepare", (_, query) => {
    if (!String(query).includes("INTO runs ")) costs.d1Queries += 1;
  });
}

function wrap(thing: object, name: string, count: (result: unknown, argument: unknown) => void): void {
  const prototype = Object.getPrototypeOf(thing);
  const method = prototype[name];
  prototype[name] = function counted(this: unknown, ...args: unknown[]) {
    const result = method.apply(this, args);
    count(result, args[0]);
    return result;
  };
}

function callBack({ triggers }: Published, execution?: string, headers: Record<string, string> = {}) {
  const query = execution === undefined ? "" : `?execution=${execution}`;
  return send("POST", `${triggers["wait"]?.callbackUrl}${query}`, { body: { id: 1 }, headers });
}

/** Once nothing has been counted for a while, the work after the answers is over. */
async function quiet(): Promise<void> {
  for (let seen = ""; seen !== JSON.stringify(costs); ) {
    seen = JSON.stringify(costs);
    await scheduler.wait(100);
  }
}

/**
 * The least of three measurements: alarms of other files' runs may come in between. `act` gets what `prepare`
 * made, which isn't counted.
 */
async function costsOf<Prepared>(
  prepare: () => Promise<Prepared>,
  act: (prepared: Prepared) => Promise<unknown>,
) {
  let least: Costs | undefined;
  for (let round = 0; round < 3; round++) {
    const prepared = await prepare();
    await quiet();
    costs = { ...NONE };
    await act(prepared);
    await quiet();
    for (const kind of Object.keys(NONE) as (keyof Costs)[])
      costs[kind] = Math.min(costs[kind], least?.[kind] ?? costs[kind]);
    least = costs;
  }
  return least;
}

const nothing = async () => {};
const waiting = () => startRun(flow, { id: 1 });

it("a start that pauses: a row with its alarm, beside the new object's schema, and a row in the list", async () => {
  const expected = { ...NONE, runRows: 1 + 2, listRows: 1, alarms: 1, hops: 2, kvReads: 1, messages: 1 };
  expect(await costsOf(nothing, waiting)).toEqual(expected);
});

it("a named callback to the end: one hop and one row, then the list's row goes", async () => {
  const expected = { ...NONE, runRows: 1, listRows: 1, hops: 2, messages: 1 };
  expect(await costsOf(waiting, (run) => callBack(flow, run))).toEqual(expected);
});

it("a user token known to KV: one read more", async () => {
  const { token } = await logInUser();
  const headers = { "user-token": token };
  await callBack(flow, await waiting(), headers);
  const expected = { ...NONE, runRows: 1, listRows: 1, hops: 2, messages: 1, kvReads: 1 };
  expect(await costsOf(waiting, (run) => callBack(flow, run, headers))).toEqual(expected);
});

it("an `any` callback: two hops, one row in each object, nobody told again", async () => {
  await callBack(flow, "all");
  const expected = { ...NONE, runRows: 1, listRows: 1, hops: 2, messages: 1 };
  expect(await costsOf(waiting, () => callBack(flow, "any"))).toEqual(expected);
});

it("a refused or ignored one: no row anywhere", async () => {
  await callBack(flow, "all");
  const run = await startRun(flow, { id: 2 });
  expect(await costsOf(nothing, () => callBack(flow, run))).toEqual({ ...NONE, hops: 1 });
  expect(await costsOf(nothing, () => callBack(flow, "any"))).toEqual({ ...NONE, hops: 1 });
});

it("a callback at the first block: a run from start to end in one row", async () => {
  const expected = { ...NONE, runRows: 1 + 2, hops: 1, alarms: 1, kvReads: 1, messages: 1 };
  expect(await costsOf(nothing, () => callBack(first))).toEqual(expected);
});
