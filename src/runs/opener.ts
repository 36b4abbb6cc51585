import type { WaitEntry } from "../triggers/ports.ts";
import type { RunPorts } from "./ports.ts";

export type OpenerPorts = Pick<RunPorts, "now" | "pause" | "list">;

interface Opening {
  wait: WaitEntry;
  /** Undefined: nobody knows yet. */
  end?: "opened" | { thrown: unknown };
}

/** The waits that come while a call to a list is under way. */
interface Line {
  /** When that call was made; undefined: none is under way. */
  since: number | undefined;
  waiting: Opening[];
}

/**
 * Pauses after which a run looks whether another one's call has taken its wait along, growing by a half so that it looks soon after
 * it has. A second together, then it is on its own.
 */
const PAUSES_MS = [2, 3, 4, 6, 9, 14, 21, 31, 47, 70, 105, 158, 237, 355];

/** Longer than those pauses: whoever made that call is gone. */
const LOST_MS = 1_100;

/** So many waits go into one call, which may have 32 MiB: a wait has 4,096 characters of inputs at most. */
const MOST = 500;

/**
 * Opens the waits of many runs: a call to a list costs the same whatever is in it, so that what comes while one is under way
 * goes together in the next one. Memory, shared by all runs of a process: each looks into it by itself, since a promise that
 * another object settles doesn't carry over to one's own context everywhere.
 */
export class Opener {
  /** By TRIGGER-ID. */
  readonly #lines = new Map<string, Line>();

  /**
   * Settles once the list knows of it. What it tells has to be on disk already: another run may do it. Throws what the call
   * threw, to all that were in it.
   */
  async open(ports: OpenerPorts, triggerId: string, wait: WaitEntry): Promise<void> {
    const line = this.#lineOf(triggerId);
    const own: Opening = { wait };
    line.waiting.push(own);
    for (const pause of PAUSES_MS) {
      if (line.waiting.includes(own) && !isUnderWay(line, ports.now()))
        await this.#call(ports, triggerId, line, own);
      else await ports.pause(pause);
      if (own.end === "opened") return;
      if (own.end) throw own.end.thrown;
    }
    line.waiting = line.waiting.filter((each) => each !== own);
    await ports.list(triggerId).open([wait]);
  }

  #lineOf(triggerId: string): Line {
    const known = this.#lines.get(triggerId);
    if (known) return known;
    const line: Line = { since: undefined, waiting: [] };
    this.#lines.set(triggerId, line);
    return line;
  }

  async #call(ports: OpenerPorts, triggerId: string, line: Line, own: Opening): Promise<void> {
    line.since = ports.now();
    const openings = [own, ...line.waiting.filter((each) => each !== own)].slice(0, MOST);
    line.waiting = line.waiting.filter((each) => !openings.includes(each));
    let end: Opening["end"] = "opened";
    try {
      await ports.list(triggerId).open(openings.map(({ wait }) => wait));
    } catch (thrown) {
      end = { thrown };
    }
    for (const opening of openings) opening.end = end;
    line.since = undefined;
    if (line.waiting.length === 0) this.#lines.delete(triggerId);
  }
}

function isUnderWay({ since }: Line, now: number): boolean {
  return since !== undefined && Math.abs(now - since) < LOST_MS;
}
