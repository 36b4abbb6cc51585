import { afterEach, describe, expect, it, vi } from "vitest";
import { Journal } from "../../src/runs/journal.ts";
import { RunWorld } from "../support/ports.ts";

const blocks = {
  total: { type: "set", values: { sum: "{{ initial.data.a + 1 }}" }, next: "pay" },
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.data.result }}" },
};

/** A run in each state that it can be in. */
const states = {
  async waiting() {
    const world = new RunWorld(blocks);
    await world.start({ a: 4 });
    return world;
  },
  async completed() {
    const world = await states.waiting();
    await world.call("pay", { result: { paid: 5 } });
    return world;
  },
  async "completed with nothing"() {
    const world = await states.waiting();
    await world.call("pay", { result: null });
    return world;
  },
  async failed() {
    const world = new RunWorld(blocks);
    await world.start({ a: "no number" });
    return world;
  },
  async terminated() {
    const world = await states.waiting();
    await world.run.operator.terminate("enough");
    return world;
  },
};

afterEach(() => vi.restoreAllMocks());

describe("a run that is read", () => {
  it.each(Object.entries(states))("shows the public API the same as the operator: %s", async (_, reach) => {
    const world = await reach();
    const { id, title, startedBy, waits, steps, timeline, ...shown } = await world.view();
    const read = await world.run.context();
    expect(JSON.stringify(read)).toBe(JSON.stringify({ startedBy, context: { executionId: id, ...shown } }));
    expect(await world.run.summary()).toMatchObject({ id, title, status: shown.status });
    expect([waits, steps, timeline].map(Array.isArray)).toEqual([true, true, true]);
  });

  it("reads its journal for the operator alone", async () => {
    const world = await states.completed();
    const rows = vi.spyOn(Journal.prototype, "entries");
    await world.run.context();
    await world.run.summary();
    expect(rows).not.toHaveBeenCalled();
    await world.view();
    expect(rows).toHaveBeenCalled();
  });

  it("is nobody's before it starts", async () => {
    const { run } = new RunWorld(blocks);
    expect([await run.view(), await run.context(), await run.summary()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
