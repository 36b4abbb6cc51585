/**
 * One life of an object or of a process of Workers, from waking to eviction or death. What a dead one awaits
 * never comes, and those who wait for it hear that it broke.
 */
export class Life {
  alive = true;
  /** Work under way: calls to be answered, and what goes on behind the answers. */
  readonly #busy = new Set<() => void>();

  get isIdle(): boolean {
    return this.#busy.size === 0;
  }

  /** Until `done` is called; `broke` is called when it dies before. */
  work(broke: () => void): { done: () => void } {
    this.#busy.add(broke);
    return { done: () => void this.#busy.delete(broke) };
  }

  end(): void {
    this.alive = false;
    for (const broke of this.#busy) broke();
    this.#busy.clear();
  }
}
