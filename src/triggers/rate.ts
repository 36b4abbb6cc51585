import { Failure } from "../errors.ts";
import type { AppContext } from "../hono.ts";
import { RateLimiter } from "./rate-limit.ts";

/** Callbacks of one address to one trigger in ten seconds, where the variable of that name says nothing. */
const CALLBACKS_PER_10S = 600;
const limiter = new RateLimiter();

/** Counts a request under a name. Throws 997. */
export function requireRate(c: AppContext, name: string, now: number): void {
  const limit = Number(c.env.CALLBACKS_PER_10S || CALLBACKS_PER_10S);
  // Whatever is sent for a name, ten thousand of them fit into memory.
  const retryAfter = limiter.admit(name.slice(0, 200), { limit, now });
  if (retryAfter !== undefined) throw new Failure(997, { retryAfter });
}
