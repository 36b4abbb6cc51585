import { Fault } from "./fault.ts";
import type { Host } from "./host.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import { Scheduler } from "./scheduler.ts";
import type { Weather } from "./weather.ts";

/** Who makes a call: it leaves through the gate, and its answer reaches the living only. */
export interface Caller {
  name: string;
  life: Life;
  gate: (act: () => void) => void;
}

/** What happened, for people: when (milliseconds since the beginning), to whom, what. */
export type Note = readonly [at: number, who: string, what: string];

const MOST_ATTEMPTS = 5;

/** The simulated Cloudflare: time, messages between objects, crashes. */
export class Platform {
  readonly random: Random;
  readonly scheduler: Scheduler;
  weather: Weather;
  /** The object that something happened to last: the likeliest one to die. */
  touched: Pick<Host<unknown>, "crash" | "name"> | undefined;
  readonly notes: Note[] = [];
  /** What must never happen, wherever it shows. */
  readonly bugs: string[] = [];
  readonly #takesNotes: boolean;

  constructor(random: Random, weather: Weather, wallClock: number, takesNotes: boolean) {
    this.random = random;
    this.weather = weather;
    this.scheduler = new Scheduler(random, wallClock);
    this.#takesNotes = takesNotes;
  }

  now(): number {
    return this.scheduler.now();
  }

  after(ms: number, act: () => void): void {
    this.scheduler.after(ms, act);
  }

  /** How long a message is under way. */
  latency(): number {
    const { pace, slow } = this.weather;
    return this.random.chance(slow) ? this.random.below(100 * (pace + 1)) : this.random.below(pace + 1);
  }

  diskLatency(): number {
    return this.random.below(3);
  }

  alarmLateness(): number {
    return this.random.chance(this.weather.lateAlarm) ? this.random.below(5_000) : 0;
  }

  alarmComesTwice(): boolean {
    return this.random.chance(this.weather.doubleAlarm);
  }

  note(say: () => readonly [who: string, what: string]): void {
    if (this.#takesNotes) this.notes.push([this.scheduler.elapsed, ...say()]);
  }

  bug(what: string, thrown: unknown): void {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.bugs.push(`${what}: ${text}`);
  }

  /** Something outside the caller that takes a moment and may fail. */
  ask<Value>({ life, gate }: Caller, failure: number, make: () => Value): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    gate(() =>
      this.after(this.latency(), () => {
        if (!life.alive) return;
        if (this.random.chance(failure)) reject(new Fault("an outage"));
        else resolve(make());
      }),
    );
    return promise;
  }

  /**
   * A call of one object by another or by a Worker. It may fail before it took effect, after it, or while it
   * is still on its way.
   */
  call<Instance, Result>(
    caller: Caller,
    host: Host<Instance>,
    what: string,
    invoke: (instance: Instance) => Promise<Result>,
  ): Promise<Result> {
    return this.#attempt(caller, host, what, invoke, () => {});
  }

  /**
   * A call of a method that is marked `retryable()`: where it came to nothing, the runtime may make it again, five times in all.
   * What is on its way is there first.
   */
  async callAgain<Instance, Result>(
    caller: Caller,
    host: Host<Instance>,
    what: string,
    invoke: (instance: Instance) => Promise<Result>,
  ): Promise<Result> {
    for (let attempts = 1; ; attempts++) {
      const { promise: arrived, resolve } = Promise.withResolvers<void>();
      try {
        return await this.#attempt(caller, host, what, invoke, resolve);
      } catch (thrown) {
        if (attempts === MOST_ATTEMPTS || !this.random.chance(this.weather.askAgain)) throw thrown;
        await arrived;
      }
    }
  }

  /** `over`: it has arrived, or never will. */
  #attempt<Instance, Result>(
    caller: Caller,
    host: Host<Instance>,
    what: string,
    invoke: (instance: Instance) => Promise<Result>,
    over: () => void,
  ): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const { random, weather } = this;
    const back = (act: () => void) =>
      this.after(this.latency(), () => {
        if (caller.life.alive) act();
      });
    const failed = (why: string) => back(() => reject(new Fault(why)));
    const deliver = () => {
      over();
      this.note(() => [host.name, `${what} from ${caller.name}`]);
      host.execute(invoke, {
        value: (result) => {
          const answer = structuredClone(result);
          if (random.chance(weather.lostAnswer)) failed(`the answer of ${host.name} got lost`);
          else back(() => resolve(answer));
        },
        failed: (fault) => back(() => reject(fault)),
      });
    };
    caller.gate(() => {
      if (random.chance(weather.lostRequest)) {
        over();
        failed(`${host.name} is out of reach`);
      } else if (random.chance(weather.stray)) {
        failed(`the connection to ${host.name} broke`);
        this.after(this.latency() + random.below(1_000), deliver);
      } else this.after(this.latency(), deliver);
    });
    return promise;
  }
}
