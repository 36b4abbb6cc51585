import { setTimeout as sleep } from "node:timers/promises";
import type { Kill } from "./history.ts";
import type { Line, Signal } from "./line.ts";
import type { OutsideWorld } from "./outside-world.ts";
import type { Random } from "./random.ts";
import type { Runtime } from "./runtime.ts";
import { ON_ITS_WAY, type Window } from "./windows.ts";

/** A window that doesn't come about is given up after so long, and the kill comes at that moment. */
const PATIENCE_MS = 5_000;

/** Kills the server in one window after the other and starts it again. */
export class Killer {
  readonly kills: Kill[] = [];
  readonly #runtime: Runtime;
  readonly #line: Line;
  readonly #outside: OutsideWorld;
  readonly #random: Random;
  readonly #windows: readonly Window[];
  #next: number;
  #listen: (signal: Signal) => void = () => {};

  constructor(
    stage: { runtime: Runtime; line: Line; outside: OutsideWorld; random: Random },
    windows: readonly Window[],
  ) {
    this.#runtime = stage.runtime;
    this.#line = stage.line;
    this.#outside = stage.outside;
    this.#random = stage.random;
    this.#windows = windows;
    // Rounds that are shorter than the list begin at different places of it.
    this.#next = stage.random.between(0, windows.length - 1);
    stage.line.notify = (signal) => this.#listen(signal);
  }

  /** Kills in the next window and has the server back. */
  async kill(): Promise<void> {
    const window = this.#windows[this.#next++ % this.#windows.length];
    if (!window) return;
    const hit = await this.#aim(window);
    this.#outside.holds = undefined;
    await this.killNow(hit ? window.name : "any moment");
  }

  async killNow(window: string): Promise<void> {
    const at = Date.now();
    await this.#runtime.kill();
    await this.#runtime.restart();
    this.kills.push({ at, window, upAt: Date.now() });
  }

  /** Settles at the moment to kill; false where the window didn't come about. */
  async #aim({ on, within, holds }: Window): Promise<boolean> {
    const delay = this.#random.next() * (within === ON_ITS_WAY ? this.#line.usualMs : within);
    if (!on) {
      await this.killNow("before a restart");
      await sleep(delay);
      return true;
    }
    this.#outside.holds = holds && ((block) => on({ what: "asked", kind: block }));
    const hit = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), PATIENCE_MS);
      this.#listen = (signal) => {
        if (!on(signal)) return;
        clearTimeout(timer);
        // Nothing is waited for where nothing is to be: the next thing that happens is the kill.
        if (delay < 1) this.#runtime.shoot();
        resolve(true);
      };
    });
    this.#listen = () => {};
    if (hit && delay >= 1) await sleep(delay);
    return hit;
  }
}
