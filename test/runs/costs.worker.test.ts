import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it, vi } from "vitest";
import { logInUser, type Published, publish, send, startRun } from "../support/worker.ts";

/** What Cloudflare bills and what bounds speed, of all that one request causes, the work after its answer included. */
interface Costs {
  /** Of the run: its journal and its receipts. */
  runRows: number;
  /** Of the list. */
  listRows: number;
  /** That it takes to make tables. */
  schemaRows: number;
  /** Without the one that ends a run's retention. */
  alarms: number;
  /** Calls of one object by the Worker or by another object. */
  hops: number;
  kvReads: number;
  /** Without the consumer's writes to the run index, which come in batches. */
  d1Queries: number;
  messages: number;
}

const NONE: Costs = {
  ...{ runRows: 0, listRows: 0, schemaRows: 0, alarms: 0 },
  ...{ hops: 0, kvReads: 0, d1Queries: 0, messages: 0 },
};
const DAY_MS = 86_400_000;
const LEAST_ROUNDS = 2;
const MOST_ROUNDS = 8;
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
  const { run, id } = await waiting();
  await runInDurableObject(env.FLOW_RUN.getByName(run), (_, { storage }) => countPlatform(storage));
  await callBack(flow, { id, execution: run });
  await callBack(first);
  await quiet();
});

interface Waiting {
  run: string;
  id: number;
}

let ids = 0;

/** A run that waits for a callback with an id that no other one waits for. */
async function waiting(): Promise<Waiting> {
  const id = ++ids;
  return { run: await startRun(flow, { id }), id };
}

/** The Worker and the tests share an isolate, so what the platform's objects do can be counted at their prototypes. */
function countPlatform(storage: DurableObjectStorage): void {
  wrap(storage.sql, "exec", (cursor, [query], sql) => {
    if (typeof query !== "string") return;
    const rows = (cursor as SqlStorageCursor<never>).rowsWritten;
    costs[kindOf(sql, query)] += rows;
    if (rows > 0) written.add(sql);
  });
  wrap(storage, "setAlarm", (_, [at], self) => {
    // Runs of other files wake up now and then.
    if (!written.has((self as DurableObjectStorage).sql)) return;
    if (Number(at) < Date.now() + 25 * DAY_MS) costs.alarms += 1;
  });
  wrap(env.FLOW_RUN, "getByName", () => (costs.hops += 1));
  wrap(env.CACHE, "get", () => (costs.kvReads += 1));
  wrap(env.RUN_INDEX, "send", (_, [message]) => {
    // Counts for the overview are one message a second, whatever comes: of no callback.
    if (Object(message).kind !== "counts") costs.messages += 1;
  });
  wrap(env.DB, "prepare", (_, [query]) => {
    if (!/INTO runs |waiting_runs|counts|counted/.test(String(query))) costs.d1Queries += 1;
  });
}

const runs = new WeakSet<object>();
/** Who has written rows since counting began. */
let written = new WeakSet<object>();

/** Runs and lists have a table of receipts both; whoever has asked for its journal is a run. */
function kindOf(sql: object, query: string): "runRows" | "listRows" | "schemaRows" {
  if (query.includes("journal")) runs.add(sql);
  if (query.startsWith("CREATE") || query.includes("migrations")) return "schemaRows";
  return runs.has(sql) ? "runRows" : "listRows";
}

function wrap(
  thing: object,
  name: string,
  count: (result: unknown, args: readonly unknown[], self: object) => void,
): void {
  const prototype = Object.getPrototypeOf(thing);
  const method = prototype[name];
  prototype[name] = function counted(this: object, ...args: unknown[]) {
    const result = method.apply(this, args);
    count(result, args, this);
    return result;
  };
}

interface Sending {
  id?: number;
  execution?: string;
  headers?: Record<string, string>;
}

function callBack({ triggers }: Published, { id = 1, execution, headers = {} }: Sending = {}) {
  const query = execution === undefined ? "" : `?execution=${execution}`;
  return send("POST", `${triggers["wait"]?.callbackUrl}${query}`, { body: { id }, headers });
}

/** Once nothing has been counted for longer than news is gathered, the work after the answers is over. */
async function quiet(): Promise<void> {
  for (let seen = ""; seen !== JSON.stringify(costs); ) {
    seen = JSON.stringify(costs);
    await scheduler.wait(160);
  }
}

/**
 * Holds what `act` costs against `expected`: the least of some measurements, as alarms of other files' runs may come
 * in between. `act` gets what `prepare` made, which isn't counted.
 */
async function expectCosts<Prepared>(
  expected: Partial<Costs>,
  prepare: () => Promise<Prepared>,
  act: (prepared: Prepared) => Promise<unknown>,
): Promise<void> {
  let least: Costs | undefined;
  const isMet = () => Object.entries(expected).every(([kind, cost]) => least?.[kind as keyof Costs] === cost);
  for (let round = 0; round < LEAST_ROUNDS || (round < MOST_ROUNDS && !isMet()); round++) {
    const prepared = await prepare();
    await quiet();
    costs = { ...NONE };
    written = new WeakSet();
    await act(prepared);
    await quiet();
    for (const kind of Object.keys(NONE) as (keyof Costs)[])
      costs[kind] = Math.min(costs[kind], least?.[kind] ?? costs[kind]);
    least = costs;
  }
  expect(least).toMatchObject(expected);
}

const nothing = async () => {};
const deduplicated = () => ({ headers: { "webhook-id": crypto.randomUUID() } });

/** What a callback causes at the list that is told afterwards, together with those of other runs: tombstone and receipt. */
const TOLD = { hops: 1, listRows: 2, messages: 1 };

vi.setConfig({ testTimeout: 60_000 });

it("a start that pauses: a row and an alarm beside the new object's schema, and a row in the list", async () => {
  const expected = {
    ...NONE,
    runRows: 1,
    schemaRows: 2,
    alarms: 1,
    listRows: 1,
    hops: 2,
    messages: 1,
  };
  await expectCosts(expected, nothing, waiting);
});

it("a named callback to the end: one hop and one row, with a deduplication key too", async () => {
  const expected = { ...NONE, ...TOLD, runRows: 1, hops: 1 + TOLD.hops };
  const named = ({ run, id }: Waiting) => callBack(flow, { id, execution: run });
  await expectCosts(expected, waiting, named);
  const once = ({ run, id }: Waiting) => callBack(flow, { id, execution: run, ...deduplicated() });
  await expectCosts(expected, waiting, once);
});

it("a user token known to KV: one read more", async () => {
  const { token } = await logInUser();
  const headers = { "user-token": token };
  const named = ({ run, id }: Waiting) => callBack(flow, { id, execution: run, headers });
  await named(await waiting());
  const expected = { ...NONE, ...TOLD, runRows: 1, hops: 1 + TOLD.hops, kvReads: 1 };
  await expectCosts(expected, waiting, named);
});

it.each<[string, () => Sending, number]>([
  ["", () => ({}), 0],
  [" with `any`", () => ({ execution: "any" }), 0],
  [" with `all`", () => ({ execution: "all" }), 0],
  [" with a deduplication key, which is one more row", deduplicated, 1],
])("one through the list%s: two hops, and the same rows", async (_, sending, rows) => {
  const expected = { ...NONE, ...TOLD, runRows: 1, hops: 2 + TOLD.hops, listRows: TOLD.listRows + rows };
  const act = ({ id }: Waiting) => callBack(flow, { id, ...sending() });
  await expectCosts(expected, waiting, act);
});

it("an ignored or refused one: its receipt, and where it named its run that of the list too", async () => {
  const { run } = await waiting();
  await callBack(flow, { execution: run });
  const ignored = { ...NONE, runRows: 1, listRows: 1, hops: 2 };
  await expectCosts(ignored, nothing, () => callBack(flow, { execution: run }));
  const refused = { ...NONE, listRows: 1, hops: 1 };
  await expectCosts(refused, nothing, () => callBack(first, { execution: "any" }));
});

it("a heartbeat: its row, that of the wait anew and a receipt, while an alarm stands that is soon enough", async () => {
  const timeout = { after: "PT1H", data: { id: 1 } };
  const wait = { type: "external-callback", timeout, heartbeat: { most: "P1D" }, next: "done" };
  const begin = { type: "set", values: {}, next: "wait" };
  const done = { type: "return", value: "{{ wait.data.id }}" };
  const work = await publish({ begin, wait, done });
  const run = await startRun(work);
  const url = `${work.triggers["wait"]?.callbackUrl.replace(/activate$/, "heartbeat")}?execution=${run}`;
  const beat = async () => expect(await send("POST", url)).toMatchObject({ status: 200 });
  await beat();
  await expectCosts({ ...NONE, runRows: 1, listRows: 2, hops: 3 }, nothing, beat);
});

it("a callback at the first block: a run from start to end in one row", async () => {
  const expected = {
    ...NONE,
    runRows: 1,
    schemaRows: 2,
    hops: 2,
    messages: 1,
    listRows: 1,
  };
  await expectCosts(expected, nothing, () => callBack(first));
});

it("a run's whole life, from its start over a wait to its end", async () => {
  // An alarm is billed as a row; lists set none for a run.
  await expectCosts({ runRows: 2, alarms: 1, listRows: 3 }, nothing, async () => {
    const { run, id } = await waiting();
    await quiet();
    await callBack(flow, { id, execution: run });
  });
});
