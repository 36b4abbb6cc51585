import type { Random } from "./random.ts";

interface Event {
  /** Milliseconds since the beginning. */
  at: number;
  /** Decides between events of the same moment. */
  draw: number;
  act: () => void;
}

/** More than any history needs: past it, something goes on and on. */
const MOST_EVENTS = 100_000;

/**
 * The simulated world's time. Whatever takes time is an event; events happen one after the other, and all
 * code that one of them lets go on runs until it awaits the next. Events of the same moment come in a
 * seeded order.
 */
export class Scheduler {
  /** Milliseconds since the beginning: never goes back, unlike the wall clock. */
  elapsed = 0;
  events = 0;
  /** Called between events, when all code has come to a rest. */
  between: () => void = () => {};
  readonly #random: Random;
  readonly #heap: Event[] = [];
  #wallOffset: number;

  constructor(random: Random, wallClock: number) {
    this.#random = random;
    this.#wallOffset = wallClock;
  }

  /** Epoch milliseconds, as the clocks of the world show them. */
  now(): number {
    return Math.floor(this.elapsed) + this.#wallOffset;
  }

  jumpClock(ms: number): void {
    this.#wallOffset += ms;
  }

  after(ms: number, act: () => void): void {
    push(this.#heap, { at: this.elapsed + ms, draw: this.#random.float(), act });
  }

  /** Lets everything happen that is due up to `until` (milliseconds since the beginning). */
  run(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          this.between();
          const [first] = this.#heap;
          if (first === undefined || first.at > until) {
            this.elapsed = Math.max(this.elapsed, until);
            resolve();
            return;
          }
          if (++this.events > MOST_EVENTS) throw new Error(`still busy after ${MOST_EVENTS} events`);
          pop(this.#heap);
          this.elapsed = first.at;
          first.act();
          atRest(step);
        } catch (thrown) {
          reject(thrown);
        }
      };
      atRest(step);
    });
  }
}

/**
 * Calls back when no code is left to go on. Ticks come before microtasks, so that one which is asked for by a
 * microtask comes after all of them; and it costs a tenth of `setImmediate`.
 */
function atRest(callback: () => void): void {
  queueMicrotask(() => process.nextTick(callback));
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.draw < b.draw);
}

/** A binary heap: the earliest first. */
function push(heap: Event[], event: Event): void {
  let index = heap.push(event) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = 2 * index + (isRight ? 2 : 1);
  }
  heap[index] = last;
}
