import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "./load/jobs.ts";
import type { Load } from "./load/load.ts";
import type { Server } from "./servers/server.ts";
import { median } from "./stats.ts";
import { AT_ONCE, type Counts, QUIET_MS, type Subject } from "./subjects/subject.ts";

/** What was measured, one value a slice. */
export interface Measured {
  /** Calls a second, 32 at once, work after the answers included. */
  throughput: number[];
  /** The part of that time that came after the last answer. */
  after: number[];
  /** Median latency in milliseconds, one at a time. */
  p50: number[];
}

export type Results = ReadonlyMap<string, Measured>;

/**
 * Before a slice of starts, in milliseconds: a new object deletes a file, and ext4 without a journal of its own looks at all that were
 * deleted in the last five seconds before it makes a new one. Otherwise a slice would pay for those before it.
 */
const FORGOTTEN_MS = 5_500;

/** As many slices are measured before those that count: an isolate serves thousands, and compiles what it runs often. */
const WARM_UP = 2;

interface Ready {
  subject: Subject;
  /** Each slice takes its own off. */
  calls: Call[];
}

interface Slice {
  subject: Subject;
  many: Call[];
  single: Call[];
}

/**
 * Measures all subjects in alternation. The speed of a disk and what else runs on the processors change within
 * seconds: everything that is compared is measured in each of many short slices, shortly after one another, and
 * each time another one is first. Objects are in memory before; the growth's cold numbers are of those that aren't.
 */
export async function measureSubjects(
  load: Load,
  subjects: readonly Subject[],
  slices: number,
): Promise<Results> {
  const results = noResults(subjects);
  const ready = await prepare(load, subjects, (counts) => sum(warmUpOf(counts)) + slices * sum(counts));
  console.log("prepared");
  await measureStarts(
    load,
    subjects.filter(({ isStart }) => isStart),
    slices,
    results,
  );
  console.log("starts are measured");
  const dropped = noResults(subjects);
  for (let slice = 0; slice <= slices; slice++) {
    const isWarmUp = slice === 0;
    const turn = rotated(ready, slice).map((one) => cut(one, isWarmUp ? warmUpOf : (counts) => counts));
    for (const one of turn) await measureThroughput(load, one, isWarmUp ? dropped : results);
    for (const one of turn) await measureLatency(load, one, isWarmUp ? dropped : results);
    console.log(isWarmUp ? "warmed up" : `slice ${slice} of ${slices} measured`);
  }
  return results;
}

async function measureStarts(
  load: Load,
  subjects: readonly Subject[],
  slices: number,
  results: Results,
): Promise<void> {
  const dropped = noResults(subjects);
  for (let slice = 0; slice <= slices; slice++) {
    for (const subject of rotated(subjects, slice)) {
      const isWarmUp = slice === 0;
      const { many } = subject.counts;
      const { calls } = await subject.prepare(isWarmUp ? WARM_UP * many : many);
      await sleep(FORGOTTEN_MS);
      await measureThroughput(load, { subject, many: calls, single: [] }, isWarmUp ? dropped : results);
    }
  }
}

function noResults(subjects: readonly Subject[]): Results {
  return new Map(subjects.map(({ name }) => [name, { throughput: [], after: [], p50: [] }]));
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** Calls that aren't counted, since code is compiled and caches are filled during them. */
function warmUpOf({ many, single }: Counts): Counts {
  return { many: WARM_UP * many, single };
}

function sum({ many, single }: Counts): number {
  return many + single;
}

/** Each server's subjects one after the other, the servers beside each other; then until nothing stirs any more. */
async function prepare(
  load: Load,
  subjects: readonly Subject[],
  count: (counts: Counts) => number,
): Promise<Ready[]> {
  const ready: Ready[] = [];
  const servers = new Set(subjects.map(({ server }) => server));
  await Promise.all(
    Array.from(servers, async (server) => {
      const touches: Call[] = [];
      const own = subjects.filter((subject) => subject.server === server && !subject.isStart);
      for (const subject of own) {
        const prepared = await subject.prepare(count(subject.counts));
        ready.push({ subject, calls: prepared.calls });
        touches.push(...prepared.touches);
      }
      await server.settle(QUIET_MS);
      if (server.stage === "preparing") await moveToDisk(load, server, touches);
    }),
  );
  return subjects.flatMap((subject) => ready.filter((one) => one.subject === subject));
}

async function moveToDisk(load: Load, server: Server, touches: Call[]): Promise<void> {
  await server.moveToDisk();
  await load.run(server.port, AT_ONCE, touches);
  await server.settle(QUIET_MS);
}

/** Takes a slice's calls off. */
function cut({ subject, calls }: Ready, size: (counts: Counts) => Counts): Slice {
  const { many, single } = size(subject.counts);
  return { subject, many: calls.splice(0, many), single: calls.splice(0, single) };
}

/**
 * The time that counts ends with the last work, not with the last answer: what the server still does afterwards is
 * waited for, and the moments in which it is at work are added. Nothing can be put off to look faster.
 */
async function measureThroughput(
  load: Load,
  { subject: { name, server }, many }: Slice,
  into: Results,
): Promise<void> {
  if (many.length === 0) return;
  const { ms } = await load.run(server.port, AT_ONCE, many);
  const busyMs = await server.settle(QUIET_MS);
  into.get(name)?.throughput.push((1_000 * many.length) / (ms + busyMs));
  into.get(name)?.after.push(busyMs / (ms + busyMs));
}

async function measureLatency(
  load: Load,
  { subject: { name, server }, single }: Slice,
  into: Results,
): Promise<void> {
  if (single.length === 0) return;
  const { latencies } = await load.run(server.port, 1, single);
  into.get(name)?.p50.push(median(latencies));
  await server.settle(QUIET_MS);
}
