import { nameOf, type WaitKey } from "./ports.ts";

/**
 * Which waits a callback is under way to, so that callbacks which come at the same moment take different
 * runs. Memory only: after a crash the run itself knows what activated it.
 */
export class Leases {
  readonly #held = new Set<string>();
  #released: { promise: Promise<void>; resolve: () => void } | undefined;

  get count(): number {
    return this.#held.size;
  }

  has(key: WaitKey): boolean {
    return this.#held.has(nameOf(key));
  }

  take(key: WaitKey): void {
    this.#held.add(nameOf(key));
  }

  release(key: WaitKey): void {
    this.#held.delete(nameOf(key));
    this.#released?.resolve();
    this.#released = undefined;
  }

  /** Settles when any lease is given back. */
  nextRelease(): Promise<void> {
    this.#released ??= Promise.withResolvers<void>();
    return this.#released.promise;
  }
}
