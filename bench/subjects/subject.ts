import type { Call } from "../load/jobs.ts";
import type { Load } from "../load/load.ts";
import type { Server } from "../servers/server.ts";

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
