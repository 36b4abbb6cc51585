import { Fault } from "./fault.ts";
import type { Caller } from "./platform.ts";
import type { World } from "./world.ts";

/** The origin of all requests. */
export const ORIGIN = "https://hold.example";

export type Heard<Value> = { value: Value } | { lost: true };

/** An HTTP request to a Worker: it or its answer may get lost, and the Worker may die. */
export function request<Value>(
  world: World,
  handle: (caller: Caller) => Promise<Value>,
): Promise<Heard<Value>> {
  const { platform } = world;
  const { random, weather } = platform;
  const { promise, resolve } = Promise.withResolvers<Heard<Value>>();
  const back = (heard: Heard<Value>) => platform.after(platform.latency(), () => resolve(heard));
  platform.after(platform.latency(), () => {
    if (random.chance(weather.lostRequest)) {
      back({ lost: true });
      return;
    }
    const life = world.workers;
    const { done } = life.work(() => back({ lost: true }));
    const answer = async (): Promise<Heard<Value>> => {
      try {
        const value = await handle({ name: "Worker", life, gate: (act) => act() });
        return random.chance(weather.lostAnswer) ? { lost: true } : { value };
      } catch (thrown) {
        if (!(thrown instanceof Fault)) platform.bug("a Worker throws", thrown);
        return { lost: true };
      } finally {
        done();
      }
    };
    void answer().then(back);
  });
  return promise;
}

export function pause(world: World, ms: number): Promise<void> {
  return new Promise((resolve) => world.platform.after(ms, resolve));
}
