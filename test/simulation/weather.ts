import type { Random } from "./random.ts";

/** How rough a history's platform is. Chances are in [0, 1], times in milliseconds. */
export interface Weather {
  /** Between two events: one object dies; everything dies; an idle object leaves memory. */
  crash: number;
  processCrash: number;
  eviction: number;
  /** Of a call or request: it never arrives, its answer gets lost, or it arrives although it failed. */
  lostRequest: number;
  lostAnswer: number;
  stray: number;
  /** Of a call that came to nothing, of a method that is marked `retryable()`: the runtime makes it once more. */
  askAgain: number;
  /** Of a read of KV or D1 or a message to the queue: it fails. */
  outage: number;
  /** Of a message of the queue: it is delivered once more. */
  repeat: number;
  /** Of an alarm: it comes late; it comes twice. */
  lateAlarm: number;
  doubleAlarm: number;
  /** The longest time that a message usually takes, and the chance of one that takes a hundred times as long. */
  pace: number;
  slow: number;
  /** The outside: it fails, or it does its work and the answer gets lost. */
  outsideFails: number;
  outsideForgets: number;
}

/** Nothing goes wrong any more. */
export const FAIR: Weather = {
  crash: 0,
  processCrash: 0,
  eviction: 0,
  lostRequest: 0,
  lostAnswer: 0,
  stray: 0,
  askAgain: 0,
  outage: 0,
  repeat: 0,
  lateAlarm: 0,
  doubleAlarm: 0,
  pace: 3,
  slow: 0,
  outsideFails: 0,
  outsideForgets: 0,
};

/** Each history has weather of its own: much of one thing and nothing of another finds what an average wouldn't. */
export function drawWeather(random: Random): Weather {
  const some = (...chances: number[]) => random.pick([0, ...chances]);
  return {
    crash: some(0.002, 0.01, 0.03, 0.06),
    processCrash: some(0, 0.001, 0.005),
    eviction: some(0.01, 0.1),
    lostRequest: some(0.01, 0.1),
    lostAnswer: some(0.01, 0.1),
    stray: some(0.01, 0.1),
    askAgain: some(0.5, 1),
    outage: some(0, 0.02, 0.2),
    repeat: some(0.3),
    lateAlarm: some(0.3),
    doubleAlarm: some(0.3),
    pace: random.pick([0, 2, 10, 50]),
    slow: some(0.01, 0.05),
    outsideFails: some(0.1, 0.5),
    outsideForgets: some(0.1),
  };
}
