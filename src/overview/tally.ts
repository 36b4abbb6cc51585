import { describeThrown, log } from "../log.ts";
import { type CountsMessage, type Measure, MINUTE_MS, timeId } from "./counts.ts";

export interface TallyPorts {
  now(): number;
  pause(ms: number): Promise<void>;
  background(work: Promise<void>): void;
  send(message: CountsMessage): Promise<void>;
}

/** How long counts are gathered: at most one message in that time, whatever comes. */
const WINDOW_MS = 1_000;

/** Longer than a window ever is: whoever was to send is gone. */
const LOST_MS = 10_000;

/**
 * Counts what happens in this process, and sends the counts on together. It is memory: what a crash takes is missing
 * from the overview, and nowhere else.
 */
export class Tally {
  /** By minute and measure. */
  #counts = new Map<string, CountsMessage["counts"][number]>();
  #sendingSince: number | undefined;

  count(ports: TallyPorts, measure: Measure): void {
    const now = ports.now();
    const minute = Math.floor(now / MINUTE_MS);
    const key = `${minute} ${measure}`;
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else this.#counts.set(key, { minute, measure, count: 1 });
    if (this.#sendingSince !== undefined && Math.abs(now - this.#sendingSince) < LOST_MS) return;
    this.#sendingSince = now;
    ports.background(this.#send(ports));
  }

  async #send(ports: TallyPorts): Promise<void> {
    await ports.pause(WINDOW_MS);
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    this.#sendingSince = undefined;
    if (counts.length === 0) return;
    await ports.send({ kind: "counts", id: `${timeId(ports.now())}-${crypto.randomUUID()}`, counts });
  }
}

/** Shared by all that this isolate does. */
const tally = new Tally();

/** Counts one thing that happened. Costs no row and no call; what it leads to goes on after the answer. */
export function count(
  env: Pick<Env, "RUN_INDEX">,
  background: TallyPorts["background"],
  measure: Measure,
): void {
  const ports: TallyPorts = {
    now: () => Date.now(),
    pause: (ms) => scheduler.wait(ms),
    background,
    send: async (message) => {
      try {
        await env.RUN_INDEX.send(message);
      } catch (thrown) {
        log("error", "sending counts failed", describeThrown(thrown));
      }
    },
  };
  tally.count(ports, measure);
}
