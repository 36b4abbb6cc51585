import type { WaitKey } from "./ports.ts";

/**
 * Which waits a callback is under way to, so that callbacks which come at the same moment take different
 * runs. Memory only: after a crash the run itself knows what activated it.
 */
export class Leases {
  readonly #held = new Set<string>();
  #released: { promise: Promise<void>; resolve: () => void } | undefined;

  has(key: WaitKey): boolean {
    return this.#held.has(textOf(key));
  }

  take(key: WaitKey): void {
    this.#held.add(textOf(key));
  }

  release(key: WaitKey): void {
    this.#held.delete(textOf(key));
    this.#released?.resolve();
    this.#released = undefined;
  }

  /** Settles when any lease is given back. */
  nextRelease(): Promise<void> {
    this.#released ??= Promise.withResolvers<void>();
    return this.#released.promise;
  }
}

function textOf({ runId, occurrence }: WaitKey): string {
  return `${runId}:${occurrence}`;
}
