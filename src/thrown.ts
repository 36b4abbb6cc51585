import { HTTPException } from "hono/http-exception";
import { Failure } from "./errors.ts";

/** What the runtime says of a call that came to nothing without the object's fault (Cloudflare: "Error handling" of Durable Objects). */
const INTERRUPTIONS = ["overloaded", "retryable", "durableObjectReset"];

/** What is answered where something was thrown; whatever isn't known is a mistake of ours. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof HTTPException && thrown.status < 500)
    return new Failure(70400, { message: thrown.message });
  return isInterruption(thrown)
    ? new Failure(70503, { message: "Interrupted or overloaded. Send it again.", retryAfter: 1 })
    : new Failure(70000);
}

/** An object was out of reach, was reset or had too much to do: what is sent again goes through. */
function isInterruption(thrown: unknown): boolean {
  return thrown instanceof Error && INTERRUPTIONS.some((sign) => Reflect.get(thrown, sign) === true);
}
