import { timePrefix } from "../ids.ts";
import { describeThrown, log } from "../log.ts";
import { type CountsMessage, type Measure, MINUTE_MS } from "./counts.ts";

export interface TallyPorts {
  now(): number;
  pause(ms: number): Promise<void>;
  send(message: CountsMessage): Promise<void>;
}

/** How long counts are gathered: at most one message in that time, whatever comes. */
const WINDOW_MS = 1_000;

/** So many counts go into one message, which may have 128 KB. */
const PER_MESSAGE = 500;

/** Longer than a window ever is: whoever was to send is gone. */
const LOST_MS = 10_000;

/**
 * Counts what happens in this process, and sends the counts on together. It is memory: what a crash takes is missing
 * from the overview, and nowhere else.
 */
export class Tally {
  /** By minute, measure and flow. */
  #counts = new Map<string, CountsMessage["counts"][number]>();
  #sendingSince: number | undefined;

  /** True: nobody is about to send, and who counted has to. */
  count(measure: Measure, flowId: string | undefined, now: number): boolean {
    const minute = Math.floor(now / MINUTE_MS);
    const key = `${minute} ${measure} ${flowId}`;
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else this.#counts.set(key, { minute, measure, count: 1, ...(flowId !== undefined && { flowId }) });
    if (this.#sendingSince !== undefined && Math.abs(now - this.#sendingSince) < LOST_MS) return false;
    this.#sendingSince = now;
    return true;
  }

  /** Sends what is counted until a window has passed. */
  async send(ports: TallyPorts): Promise<void> {
    await ports.pause(WINDOW_MS);
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    this.#sendingSince = undefined;
    for (let from = 0; from < counts.length; from += PER_MESSAGE) {
      const id = `${timePrefix(ports.now())}-${crypto.randomUUID()}`;
      await ports.send({ kind: "counts", id, counts: counts.slice(from, from + PER_MESSAGE) });
    }
  }
}

/** Shared by all that this isolate does. */
const tally = new Tally();

/** Counts one thing that happened, in a flow where one is known. Costs no row and no call; what it leads to goes on after the answer. */
export function count(
  env: Pick<Env, "RUN_INDEX">,
  background: (work: Promise<void>) => void,
  measure: Measure,
  flowId: string | undefined,
): void {
  if (tally.count(measure, flowId, Date.now())) background(tally.send(portsOf(env)));
}

function portsOf(env: Pick<Env, "RUN_INDEX">): TallyPorts {
  return {
    now: () => Date.now(),
    pause: (ms) => scheduler.wait(ms),
    send: async (message) => {
      try {
        await env.RUN_INDEX.send(message);
      } catch (thrown) {
        log("error", "sending counts failed", describeThrown(thrown));
      }
    },
  };
}
