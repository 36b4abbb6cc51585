import {
  ASKING,
  CORRELATED,
  orderOf,
  PLAIN,
  PROTECTED,
  paymentOf,
  ROLE,
  SIGNED,
  signatureOf,
} from "./flows.ts";
import type { Call } from "./load/jobs.ts";
import type { Load } from "./load/load.ts";
import type { Holdpoint, Target } from "./servers/holdpoint.ts";
import type { Server } from "./servers/server.ts";
import { shuffled } from "./stats.ts";

/** Callers at once where throughput is measured. */
export const AT_ONCE = 32;

/** A run's alarm stands five seconds after its start and looks whether all was told. */
export const ALARM_MS = 5_500;

/** Something that is measured: calls of one kind to one server. */
export interface Subject {
  name: string;
  server: Server;
  /** Starts what so many calls are for. */
  prepare(count: number): Promise<Prepared>;
  /** How many calls a slice measures: 32 at once, and one at a time. */
  counts: Counts;
  /** Measured apart: its work after the answers may begin as late as that, in milliseconds. */
  lateMs?: number;
}

export interface Prepared {
  /** Each good for one time. */
  calls: Call[];
  /** Brings the objects that the calls go to into memory. */
  touches: Call[];
}

export interface Counts {
  many: number;
  single: number;
}

export interface World {
  load: Load;
  outside: string;
  floors: Server;
  holdpoint: Holdpoint;
  workflows: Server;
  counts: Counts;
  /** On how many waits `any` is measured. */
  waits: number;
}

let ordered = 0;
/** A new order's id. */
function newOrder(): string {
  ordered += 1;
  return `order-${ordered}`;
}

function many<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}

/** F0 parses JSON; F1 is a Worker and an object; F2 a Worker and two objects in a row. */
export function floorSubjects({ load, floors, counts }: World): Subject[] {
  const floor = (name: string, path: string, hasObjects: boolean): Subject => ({
    name,
    server: floors,
    counts,
    async prepare(count) {
      const ids = many(count, newOrder);
      const callsTo = (end: string, bodyOf: (id: string) => string) =>
        ids.map((id) => ({ path: `${end}?id=${id}`, body: bodyOf(id) }));
      if (!hasObjects) return { calls: callsTo(path, paymentOf), touches: [] };
      await load.run(floors.port, AT_ONCE, callsTo(`${path}/prepare`, orderOf));
      return { calls: callsTo(path, paymentOf), touches: callsTo("/touch", () => "{}") };
    },
  });
  return [floor("F0", "/f0", false), floor("F1", "/f1", true), floor("F2", "/f2", true)];
}

/** A run that was started, and its order. */
export interface Started {
  order: string;
  run: string;
}

/** Starts runs, which then wait. */
export async function startRuns(
  { load, server }: { load: Load; server: Server },
  { start }: Target,
  count: number,
  outside?: string,
): Promise<Started[]> {
  const ids = many(count, newOrder);
  const calls = ids.map((id) => ({
    path: start,
    body: orderOf(id, outside === undefined ? undefined : `${outside}/${id}`),
  }));
  const { bodies } = await load.run(server.port, AT_ONCE, calls);
  return ids.map((id, index) => {
    const { executionId }: { executionId: string } = JSON.parse(bodies[index] ?? "{}");
    return { order: id, run: executionId };
  });
}

export async function holdpointSubjects(world: World): Promise<Subject[]> {
  const { load, holdpoint, outside, counts, waits } = world;
  const { server } = holdpoint;
  const token = await holdpoint.logIn(ROLE);
  const runs = (target: Target, count: number, asked?: string) =>
    startRuns({ load, server }, target, count, asked);
  const subject = (name: string, prepare: Subject["prepare"], more: Partial<Subject> = {}): Subject => ({
    name,
    server,
    prepare,
    counts,
    ...more,
  });
  const ready = (started: Started[], callOf: (run: Started) => Call): Prepared => ({
    calls: started.map(callOf),
    touches: started.map(({ run }) => holdpoint.touch(run)),
  });
  const named = async (
    target: Target,
    count: number,
    headersOf: (body: string) => Record<string, string> = () => ({}),
  ) =>
    ready(await runs(target, count), ({ order, run }) => {
      const body = paymentOf(order);
      return { path: `${target.callback}?execution=${run}`, body, headers: headersOf(body) };
    });
  const [started, plain, conditional, keyed, unnamed, guarded, signed, asking] = await Promise.all(
    [PLAIN, PLAIN, CORRELATED, CORRELATED, PLAIN, PROTECTED, SIGNED, ASKING].map((flow) =>
      holdpoint.publish(flow),
    ),
  );
  if (!started || !plain || !conditional || !keyed || !unnamed || !guarded || !signed || !asking)
    throw new Error("flows");

  const startsRun = () => ({ path: started.start, body: orderOf(newOrder()) });
  return [
    subject("start", async (count) => ({ calls: many(count, startsRun), touches: [] }), {
      lateMs: ALARM_MS,
    }),
    subject("named", (count) => named(plain, count)),
    subject("keyed", async (count) => {
      const path = `${keyed.callback}?execution=any`;
      return ready(shuffled(await runs(keyed, count)), ({ order }) => ({ path, body: paymentOf(order) }));
    }),
    subject("any", async (count) => {
      // The longest-waiting ones are first; 32 that started at once may have changed places.
      const longest = (await runs(unnamed, Math.max(waits, count))).slice(0, count + AT_ONCE);
      const call = { path: `${unnamed.callback}?execution=any`, body: paymentOf("any") };
      return { calls: many(count, () => call), touches: ready(longest, () => call).touches };
    }),
    subject("token", (count) => named(guarded, count, () => ({ "user-token": token }))),
    subject("signed", (count) => named(signed, count, signatureOf)),
    subject("condition", (count) => named(conditional, count)),
    subject(
      "asked",
      async (count) =>
        ready(await runs(asking, count, outside), ({ order, run }) => ({
          path: `${asking.callback}?execution=${run}`,
          body: paymentOf(order),
          done: `/${order}`,
        })),
      { counts: { many: 0, single: counts.single } },
    ),
    subject(
      "completed",
      async (count) =>
        ready(await runs(plain, count), ({ order, run }) => ({
          path: `${plain.callback}?execution=${run}`,
          body: paymentOf(order),
          status: holdpoint.touch(run),
        })),
      { counts: { many: 0, single: counts.single } },
    ),
  ];
}

/** Cloudflare Workflows, which takes longer: half of the calls are enough. */
export function workflowSubjects({ load, workflows, outside, counts }: World): Subject[] {
  const { many: all, single } = counts;
  const fewer = { many: Math.ceil(all / 2), single: Math.ceil(single / 2) };
  const subject = (name: string, prepare: Subject["prepare"], more: Partial<Subject> = {}): Subject => ({
    name,
    server: workflows,
    prepare,
    counts: fewer,
    ...more,
  });
  const events = async (count: number, until?: "asked" | "completed") => {
    const ids = many(count, newOrder);
    await load.run(workflows.port, AT_ONCE, startCalls(ids, until === "asked" ? outside : undefined));
    const calls = ids.map((id) => ({
      path: `/callback?id=${id}`,
      body: paymentOf(id),
      ...(until === "asked" && { done: `/${id}` }),
      ...(until === "completed" && {
        status: { method: "GET", path: `/status?id=${id}`, body: "" } as const,
      }),
    }));
    return { calls, touches: [] };
  };
  return [
    subject("workflows start", async (count) => ({ calls: startCalls(many(count, newOrder)), touches: [] }), {
      lateMs: 500,
    }),
    subject("workflows callback", (count) => events(count)),
    subject("workflows asked", (count) => events(count, "asked"), {
      counts: { many: 0, single: fewer.single },
    }),
    subject("workflows completed", (count) => events(count, "completed"), {
      counts: { many: 0, single: fewer.single },
    }),
  ];
}

function startCalls(ids: string[], asked?: string): Call[] {
  return ids.map((id) => ({
    path: `/start?id=${id}`,
    body: orderOf(id, asked === undefined ? undefined : `${asked}/${id}`),
  }));
}
