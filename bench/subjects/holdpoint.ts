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
} from "../flows.ts";
import type { Call } from "../load/jobs.ts";
import type { Load } from "../load/load.ts";
import { Holdpoint, type Target } from "../servers/holdpoint.ts";
import { shuffled } from "../stats.ts";
import { type Started, startRuns } from "./runs.ts";
import { AT_ONCE, many, newOrder, type Prepared, type Subject, type World } from "./subject.ts";

export function holdpointSubjects(world: World): Promise<Subject[]> {
  const { load, outside, bundle, counts, waits } = world;
  const subject = async (
    name: string,
    flow: object,
    prepare: (at: At, count: number) => Promise<Prepared>,
    more: Partial<Subject> = {},
  ): Promise<Subject> => {
    const holdpoint = await Holdpoint.start({ bundle, keepsObjects: true });
    const { server } = holdpoint;
    const token = await holdpoint.logIn(ROLE);
    const at = { load, holdpoint, token, target: await holdpoint.publish(flow) };
    return { name, server, counts, prepare: (count) => prepare(at, count), ...more };
  };
  const single = { counts: { many: 0, single: counts.single } };

  return Promise.all([
    subject(
      "start",
      PLAIN,
      async ({ target }, count) => ({
        calls: many(count, () => ({ path: target.start, body: orderOf(newOrder()) })),
        touches: [],
      }),
      { isStart: true },
    ),
    subject("named", PLAIN, (at, count) => named(at, count)),
    subject("keyed", CORRELATED, async (at, count) =>
      ready(at, shuffled(await runs(at, count)), ({ order }) => ({
        path: unnamed(at.target),
        body: paymentOf(order),
      })),
    ),
    subject("any", PLAIN, async (at, count) => {
      // The longest-waiting ones are first; 32 that started at once may have changed places.
      const longest = (await runs(at, Math.max(waits, count))).slice(0, count + AT_ONCE);
      const call = { path: unnamed(at.target), body: paymentOf("any") };
      return { calls: many(count, () => call), touches: ready(at, longest, () => call).touches };
    }),
    subject("token", PROTECTED, (at, count) =>
      named(at, count, () => ({ headers: { "user-token": at.token } })),
    ),
    subject("signed", SIGNED, (at, count) => named(at, count, (_, body) => ({ headers: signatureOf(body) }))),
    subject("condition", CORRELATED, (at, count) => named(at, count)),
    subject(
      "asked",
      ASKING,
      (at, count) => named(at, count, ({ order }) => ({ done: `/${order}` }), outside),
      single,
    ),
    subject(
      "completed",
      PLAIN,
      (at, count) => named(at, count, ({ run }) => ({ status: at.holdpoint.touch(run) })),
      single,
    ),
  ]);
}

/** Where a subject's runs are. */
interface At {
  load: Load;
  holdpoint: Holdpoint;
  /** Of a user who may call back. */
  token: string;
  target: Target;
}

function runs(
  { load, holdpoint: { server }, target }: At,
  count: number,
  asked?: string,
): Promise<Started[]> {
  return startRuns({ load, server }, target, count, asked);
}

function ready({ holdpoint }: At, started: Started[], callOf: (run: Started) => Call): Prepared {
  return { calls: started.map(callOf), touches: started.map(({ run }) => holdpoint.touch(run)) };
}

/** Calls by name. `more`: what a call has besides. */
async function named(
  at: At,
  count: number,
  more: (started: Started, body: string) => Partial<Call> = () => ({}),
  asked?: string,
): Promise<Prepared> {
  return ready(at, await runs(at, count, asked), (started) => {
    const body = paymentOf(started.order);
    return { path: `${at.target.callback}?execution=${started.run}`, body, ...more(started, body) };
  });
}

function unnamed({ callback }: Target): string {
  return `${callback}?execution=any`;
}
