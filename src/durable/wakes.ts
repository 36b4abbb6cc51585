import type { ObjectStorage } from "./ports.ts";

/** The one alarm that an object has, as far as this process knows of it. */
export class Wakes {
  readonly #storage: Pick<ObjectStorage, "getAlarm" | "setAlarm">;
  /** Undefined: none stands. `Infinity`: one may stand, nobody knows when. */
  #at: number | undefined;

  /** `standing`: an alarm stands no later than that. */
  constructor(storage: Pick<ObjectStorage, "getAlarm" | "setAlarm">, standing = Infinity) {
    this.#storage = storage;
    this.#at = standing;
  }

  /** It has gone off: none stands any more. */
  over(): void {
    this.#at = undefined;
  }

  /** Does one stand? Looks it up once. */
  async stands(): Promise<boolean> {
    if (this.#at === Infinity) {
      const standing = await this.#storage.getAlarm();
      // Somebody may have set one meanwhile.
      if (this.#at === Infinity) this.#at = standing ?? undefined;
    }
    return this.#at !== undefined;
  }

  /** Sets the alarm where the one that stands is too late. One that is too early does no harm. */
  by(...moments: (number | undefined)[]): void {
    const due = Math.min(...moments.map((moment) => moment ?? Infinity));
    if (due === Infinity || (this.#at !== undefined && this.#at <= due)) return;
    this.#at = due;
    // Not awaited: it belongs to the same commit as the rows before it.
    void this.#storage.setAlarm(due);
  }
}
