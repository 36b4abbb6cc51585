import type { ObjectStorage } from "../durable/ports.ts";

/** The one alarm that an object has, as far as this process knows of it. */
export class Wakes {
  readonly #storage: ObjectStorage;
  #at: number | undefined;

  /** `standing`: an alarm stands no later than that; `Infinity`: nothing is known. */
  constructor(storage: ObjectStorage, standing: number) {
    this.#storage = storage;
    this.#at = standing;
  }

  /** It has gone off: none stands any more. */
  over(): void {
    this.#at = undefined;
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
