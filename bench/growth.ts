import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CORRELATED, PLAIN, paymentOf } from "./flows.ts";
import type { Call } from "./load/jobs.ts";
import type { Load } from "./load/load.ts";
import { Holdpoint, type Target } from "./servers/holdpoint.ts";
import { residentBytes } from "./servers/proc.ts";
import { median } from "./stats.ts";
import { type Started, startRuns } from "./subjects/runs.ts";
import { AT_ONCE } from "./subjects/subject.ts";

/** What waits on a server: rows of a list that are made in bulk, real runs among them, other real runs. */
export interface Sizes {
  waits: number;
  correlated: number;
  runs: number;
}

export interface Growth {
  few: Sizes;
  many: Sizes;
  keyed: Pair;
  /** By name, to runs in memory and to runs that aren't. */
  warm: Pair;
  cold: Pair;
  /** Of each paused run. */
  diskBytes: number;
  /** Of each paused run whose object is in memory. */
  memoryBytes: number | undefined;
}

/** p50 in milliseconds among few and among many, one value a turn. */
export interface Pair {
  few: number[];
  many: number[];
}

/** Measured in so many turns, in alternation, after one that warms up, with so many calls each. */
const TURNS = 10;
const CALLS = 9;

/** As few as the calls allow: one run for each. */
const CALLED = (TURNS + 1) * CALLS;
const FEW: Sizes = { waits: 0, correlated: CALLED, runs: 2 * CALLED };

/** The runtime drops objects that were idle for ten seconds, and their databases become one file each. */
const DROPPED_MS = 11_000;

/** Each object in memory keeps its database's files open, and a process may have 20,000 of them. */
const MOST_IN_MEMORY = 2_500;

/** One of the two servers that are compared, and what waits there. */
interface Side {
  holdpoint: Holdpoint;
  correlated: { target: Target; runs: Started[] };
  plain: { target: Target; runs: Started[] };
}

type Sides = Record<"few" | "many", Side>;

/** What a callback costs among many, against few, on two servers beside each other. */
export async function measureGrowth(load: Load, bundle: string, sizes: Sizes): Promise<Growth> {
  const open = () => Holdpoint.start({ bundle, keepsObjects: false, bulk: true });
  const [small, large] = await Promise.all([open(), open()]);
  try {
    const [few, { diskBytes, ...many }] = await Promise.all([
      prepare(load, small, FEW),
      prepare(load, large, sizes),
    ]);
    await Promise.all([small.server.moveToDisk(), large.server.moveToDisk()]);
    console.log(`${sizes.runs} runs and ${sizes.waits} waits prepared`);
    const sides: Sides = { few, many };
    const cold = await alternate(load, sides, (side) => takeNamed(side), { touched: false });
    const warm = await alternate(load, sides, (side) => takeNamed(side), { touched: true });
    const keyed = await alternate(load, sides, (side) => takeKeyed(side), { touched: true });
    const memoryBytes = await memoryOf(load, many);
    return { few: FEW, many: sizes, cold, warm, keyed, diskBytes, memoryBytes };
  } finally {
    await Promise.all([small.server.dispose(), large.server.dispose()]);
  }
}

async function prepare(load: Load, holdpoint: Holdpoint, { waits, correlated: real, runs }: Sizes) {
  const { server } = holdpoint;
  const startedOn = async (flow: object, count: number) => {
    const target = await holdpoint.publish(flow);
    const started: Started[] = [];
    for (let left = count; left > 0; left -= MOST_IN_MEMORY) {
      if (left < count) await server.settle(DROPPED_MS);
      started.push(...(await startRuns({ load, server }, target, Math.min(left, MOST_IN_MEMORY))));
    }
    return { target, runs: started };
  };
  const correlated = await startedOn(CORRELATED, real);
  await multiply(holdpoint, correlated.target, waits);
  await server.settle(DROPPED_MS);
  const before = bytesIn(server.directory);
  const plain = await startedOn(PLAIN, runs);
  await server.settle(DROPPED_MS);
  const diskBytes = Math.round((bytesIn(server.directory) - before) / runs);
  return { holdpoint, correlated, plain, diskBytes };
}

/** Rows of a list that no run stands behind, in bulk. */
async function multiply({ server }: Holdpoint, { triggerId }: Target, count: number): Promise<void> {
  const atOnce = 5_000;
  for (let left = count; left > 0; left -= atOnce) {
    const path = `/bench/multiply?list=${triggerId}&count=${Math.min(left, atOnce)}`;
    const { status } = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: "POST" });
    if (status !== 200) throw new Error(`making waits in bulk answered ${status}`);
  }
}

interface Taken {
  runs: Started[];
  callOf: (run: Started) => Call;
}

function takeNamed({ plain: { target, runs } }: Side): Taken {
  const callOf = ({ order, run }: Started) => ({
    path: `${target.callback}?execution=${run}`,
    body: paymentOf(order),
  });
  return { runs: runs.splice(0, CALLS), callOf };
}

function takeKeyed({ correlated: { target, runs } }: Side): Taken {
  const path = `${target.callback}?execution=any`;
  return { runs: runs.splice(0, CALLS), callOf: ({ order }) => ({ path, body: paymentOf(order) }) };
}

async function alternate(
  load: Load,
  sides: Sides,
  take: (side: Side) => Taken,
  { touched }: { touched: boolean },
): Promise<Pair> {
  const pair: Pair = { few: [], many: [] };
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const name of turn % 2 === 0 ? (["few", "many"] as const) : (["many", "few"] as const)) {
      const { holdpoint } = sides[name];
      const { port } = holdpoint.server;
      const { runs, callOf } = take(sides[name]);
      if (touched)
        await load.run(
          port,
          1,
          runs.map(({ run }) => holdpoint.touch(run)),
        );
      const { latencies } = await load.run(port, 1, runs.map(callOf));
      if (turn > 0) pair[name].push(median(latencies));
    }
  }
  return pair;
}

/** How much the process grows by objects that come into memory. */
async function memoryOf(load: Load, { holdpoint, plain }: Side): Promise<number | undefined> {
  const runs = plain.runs.splice(0, 1_000);
  const { server } = holdpoint;
  const before = residentBytes(server.pid);
  await load.run(
    server.port,
    AT_ONCE,
    runs.map(({ run }) => holdpoint.touch(run)),
  );
  const after = residentBytes(server.pid);
  return before === undefined || after === undefined ? undefined : Math.round((after - before) / runs.length);
}

/** As allocated by the file system. */
function bytesIn(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(directory, name), { throwIfNoEntry: false }))
    .reduce((sum, stats) => sum + (stats?.isFile() ? 512 * stats.blocks : 0), 0);
}
