import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { onTestFinished, vi } from "vitest";
import { FlowRun, WaitingList } from "../../src/index.ts";

/** What something cost, kind by kind: `FlowRun rows`, `list.open`, `kv.get version`, … */
export type Costs = Record<string, number>;

/**
 * Counts, until the test ends, what Cloudflare bills and what takes time: rows that objects write, alarms set,
 * calls between objects, reads of KV and D1, queue messages.
 */
export async function counting(): Promise<{ take(): Costs }> {
  let costs: Costs = {};
  const note = (what: string, count = 1) => {
    costs[what] = (costs[what] ?? 0) + count;
  };
  await runInDurableObject(env.FLOW_RUN.getByName("to find the prototypes"), (_, { storage }) => {
    spyOn(Object.getPrototypeOf(storage.sql), "exec", ([query], cursor) => {
      const { rowsWritten } = cursor as SqlStorageCursor<never>;
      const owner = /journal/.test(String(query)) ? "FlowRun" : "WaitingList";
      if (rowsWritten > 0) note(`${owner} rows`, rowsWritten);
    });
    spyOn(Object.getPrototypeOf(storage), "setAlarm", () => note("alarms"));
  });
  spyOn(Object.getPrototypeOf(env.CACHE), "get", ([key]) => note(`kv.get ${String(key).split(":")[0]}`));
  spyOn(Object.getPrototypeOf(env.DB), "prepare", () => note("d1"));
  spyOn(Object.getPrototypeOf(env.RUN_INDEX), "send", () => note("queue"));
  for (const method of methodsOf(FlowRun)) spyOn(FlowRun.prototype, method, () => note(`run.${method}`));
  for (const method of methodsOf(WaitingList))
    spyOn(WaitingList.prototype, method, () => note(`list.${method}`));
  return {
    take() {
      const taken = costs;
      costs = {};
      return taken;
    },
  };
}

function methodsOf({ prototype }: { prototype: object }): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
}

function spyOn(prototype: object, method: string, note: (args: unknown[], result: unknown) => void): void {
  const original: unknown = Reflect.get(prototype, method);
  if (typeof original !== "function") throw new Error(`no method ${method}`);
  const spy = vi.spyOn(prototype as Record<string, (...args: unknown[]) => unknown>, method);
  spy.mockImplementation(function (this: unknown, ...args) {
    const result: unknown = Reflect.apply(original, this, args);
    note(args, result);
    return result;
  });
  onTestFinished(() => spy.mockRestore());
}
