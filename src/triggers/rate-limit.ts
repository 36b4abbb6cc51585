/** The window over which callbacks are counted. */
const WINDOW_MS = 10_000;

/** So many pairs of address and trigger are counted at once; further ones push the oldest out. */
const MOST_COUNTED = 10_000;

/**
 * How many requests came under a name in the last ten seconds: those of this window, and of the one before as
 * large a part as still lies within ten seconds. Memory of one isolate, so it bounds what one location lets in,
 * not the world.
 */
export class RateLimiter {
  readonly #counts = new Map<string, { window: number; now: number; before: number }>();

  /** Seconds after which to come again; undefined: let in, and counted. */
  admit(name: string, { limit, now }: { limit: number; now: number }): number | undefined {
    const window = Math.floor(now / WINDOW_MS);
    const known = this.#counts.get(name);
    const before = known?.window === window ? known.before : known?.window === window - 1 ? known.now : 0;
    const count = known?.window === window ? known.now : 0;
    const left = WINDOW_MS - (now % WINDOW_MS);
    if (count + (before * left) / WINDOW_MS >= limit) return Math.ceil(left / 1_000);
    this.#counts.delete(name);
    this.#counts.set(name, { window, now: count + 1, before });
    if (this.#counts.size > MOST_COUNTED) this.#forgetOldest();
    return undefined;
  }

  #forgetOldest(): void {
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}
