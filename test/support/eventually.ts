import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until the answer is true, at most `withinMs`; answers the value that satisfied. */
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  satisfies: (value: Value) => boolean = Boolean,
  withinMs = 30_000,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (satisfies(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`not within ${withinMs} ms; at last: ${JSON.stringify(value)}`);
    await sleep(50);
  }
}
