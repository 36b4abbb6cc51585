import type { Call } from "../load/jobs.ts";
import type { Load } from "../load/load.ts";
import type { Server } from "../servers/server.ts";

/** Callers at once where throughput is measured. */
export const AT_ONCE = 32;

/**
 * After that much quiet nothing more is to come, in milliseconds: news is gathered for 400 at most, and queued messages are
 * delivered after 100. The next thing that a run has to do by itself is a day away.
 */
export const QUIET_MS = 550;

/** Something that is measured: calls of one kind to one server. */
export interface Subject {
  name: string;
  server: Server;
  /** Starts what so many calls are for. */
  prepare(count: number): Promise<Prepared>;
  /** How many calls a slice measures: 32 at once, and one at a time. */
  counts: Counts;
  /** Each call makes what it is about, and nothing can be prepared: measured apart. */
  isStart?: true;
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
  /** The built bundle's text. */
  bundle: string;
  counts: Counts;
  /** On how many waits `any` is measured. */
  waits: number;
}

let ordered = 0;
/** A new order's id. */
export function newOrder(): string {
  ordered += 1;
  return `order-${ordered}`;
}

export function many<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}
