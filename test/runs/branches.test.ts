import { describe, expect, test } from "vitest";
import { RunWorld } from "../support/ports.ts";

const trigger = (next?: string | string[]) => ({ type: "external-callback", ...(next && { next }) });
const set = (values: unknown, next?: string | string[]) => ({ type: "set", values, ...(next && { next }) });
const fork = (...next: string[]) => set(0, next);
const count = (what: string, entries: RunWorld["entries"]) =>
  entries.flatMap(({ facts }) => facts).filter((fact) => fact.type === "ran" && fact.block === what).length;

const waiting = async (world: RunWorld) => (await world.view()).waits.map(({ block }) => block);

describe("side-by-side branches", () => {
  test("each goes its own way, and the run completes when every one has ended", async () => {
    const world = new RunWorld({
      start: fork("a", "b", "c"),
      a: trigger("x"),
      b: trigger(),
      c: set(3),
      x: set(1),
    });
    await world.start();
    expect(await waiting(world)).toEqual(["a", "b"]);
    await world.call("b");
    expect(await world.view()).toMatchObject({ status: "waiting", context: { c: 3 } });
    await world.call("a");
    expect(await world.view()).toMatchObject({ status: "completed", result: null, context: { x: 1 } });
  });

  test("run a block once for each that reaches it, and its output is the latest", async () => {
    const world = new RunWorld({
      start: fork("a", "b"),
      a: trigger("same"),
      b: trigger("same"),
      same: set("{{ has(b.data) ? 'after b' : 'before b' }}"),
    });
    await world.start();
    await world.call("a");
    expect((await world.view()).context).toMatchObject({ same: "before b" });
    await world.call("b");
    expect(await world.view()).toMatchObject({ status: "completed", context: { same: "after b" } });
    expect(count("same", world.entries)).toBe(2);
  });

  test("two of them at one trigger are two waits, and a callback takes the older", async () => {
    const world = new RunWorld({ start: fork("a", "a"), a: trigger() });
    await world.start();
    expect((await world.view()).waits.map(({ occurrence }) => occurrence)).toEqual([2, 3]);
    await world.call("a", { n: 1 });
    expect((await world.view()).waits.map(({ occurrence }) => occurrence)).toEqual([3]);
    await world.call("a", { n: 2 });
    expect(await world.view()).toMatchObject({ status: "completed", context: { a: { data: { n: 2 } } } });
  });

  test("a return ends the run with the others still waiting", async () => {
    const world = new RunWorld({
      start: fork("a", "b", "slow"),
      a: trigger("done"),
      b: trigger(),
      slow: { type: "delay", for: "P1D" },
      done: { type: "return", value: "{{ a.data }}" },
    });
    await world.start();
    await world.call("a", { x: 1 });
    expect(await world.view()).toMatchObject({ status: "completed", result: { x: 1 }, waits: [] });
    expect(world.told).toContain("close b 3");
    expect(await world.call("b")).toMatchObject({ outcome: "refused", code: 28136 });
    expect(world.ended).toHaveLength(1);
  });

  test("branches that came out of joins keep apart", async () => {
    const nap = { type: "delay", for: "PT1H", next: "z" };
    const world = new RunWorld({
      start: fork("a", "b", "c", "d"),
      a: set(1, "left"),
      b: set(1, "left"),
      c: set(1, "right"),
      d: set(1, "right"),
      left: { type: "join", next: "nap1" },
      right: { type: "join", next: "nap2" },
      nap1: nap,
      nap2: nap,
      z: set(1),
    });
    await world.start();
    await world.fireAlarm();
    expect(await world.view()).toMatchObject({ status: "completed" });
    expect(count("z", world.entries)).toBe(2);
  });
});
