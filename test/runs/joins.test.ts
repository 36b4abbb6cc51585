import { describe, expect, test } from "vitest";
import { RunWorld } from "../support/ports.ts";

const trigger = (next?: string | string[]) => ({ type: "external-callback", ...(next && { next }) });
const set = (next?: string | string[]) => ({ type: "set", values: 0, ...(next && { next }) });
const join = (next: string, fields: object = {}) => ({ type: "join", next, ...fields });
const done = { type: "return", value: "{{ gate }}" };
const three = { start: set(["a", "b", "c"]), a: trigger("gate"), b: trigger("gate"), c: trigger("gate") };

async function started(blocks: Record<string, unknown>): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start();
  return world;
}

const waiting = async (world: RunWorld) => (await world.view()).waits.map(({ block }) => block);
const facts = (world: RunWorld, type: string) =>
  world.entries.flatMap((entry) => entry.facts).filter((fact) => fact.type === type);

describe("a join", () => {
  test("of all goes on with the last of the branches that can reach it", async () => {
    const world = await started({ ...three, gate: join("done"), done });
    await world.call("a");
    await world.call("c");
    expect(await world.view()).toMatchObject({ status: "waiting" });
    await world.call("b");
    expect(await world.view()).toMatchObject({ status: "completed", result: 3 });
  });

  test("of any goes on with the first, and ends the waits left over", async () => {
    const world = await started({
      ...three,
      gate: join("last", { mode: "any" }),
      last: trigger("done"),
      done,
    });
    await world.call("b");
    expect(await waiting(world)).toEqual(["last"]);
    expect([...world.waits.keys()]).toEqual(["last 7"]);
    expect(await world.call("a")).toEqual({ outcome: "refused", code: 28100 });
    await world.call("last");
    expect(await world.view()).toMatchObject({ status: "completed", result: 1 });
    expect(await world.call("a")).toEqual({ outcome: "refused", code: 28136 });
  });

  test("of a count goes on when so many are there, and ends the rest", async () => {
    const world = await started({ ...three, gate: join("done", { mode: "count", count: 2 }), done });
    await world.call("c");
    expect(await waiting(world)).toEqual(["a", "b"]);
    await world.call("a");
    expect(await world.view()).toMatchObject({ status: "completed", result: 2 });
    expect(world.waits.size).toBe(0);
  });

  test("counts branches that get there at the same moment together", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: set("gate"),
      b: set("gate"),
      gate: join("done", { mode: "any" }),
      done,
    });
    expect(await world.view()).toMatchObject({ status: "completed", result: 2 });
    expect(facts(world, "joined")).toHaveLength(1);
  });

  test("doesn't wait for a branch that ended or went another way", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: trigger("gate"),
      b: { ...trigger("way") },
      way: { type: "condition", when: "b.data.come == true", yes: "gate" },
      gate: join("done"),
      done,
    });
    await world.call("a");
    expect(await world.view()).toMatchObject({ status: "waiting" });
    await world.call("b", { come: false });
    expect(await world.view()).toMatchObject({ status: "completed", result: 1 });
  });

  test("fails the run once too few can come", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: set("gate"),
      b: trigger("way"),
      way: { type: "condition", when: "b.data.come == true", yes: "gate" },
      gate: join("done", { mode: "count", count: 2 }),
      done,
    });
    await world.call("b", { come: false });
    expect(await world.view()).toMatchObject({
      status: "failed",
      error: { code: "join", message: "Only 1 of 2 branches got here, and no other one can", source: "gate" },
    });
  });

  test("that can't be satisfied goes where its onError says", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: set("gate"),
      b: trigger(),
      gate: join("done", { count: 2, onError: "mend" }),
      mend: { type: "return", value: "{{ gate.error.code }}" },
      done,
    });
    expect(await world.view()).toMatchObject({ status: "completed", result: "join" });
  });

  test("ends the forks of a branch left over whole, also parts that never lead to it", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: trigger("gate"),
      b: set(["b1", "b2", "b3"]),
      b1: trigger("gate"),
      b2: trigger(),
      b3: { type: "delay", for: "P1D" },
      gate: join("last", { mode: "any" }),
      last: trigger("done"),
      done,
    });
    expect(await waiting(world)).toEqual(["a", "b1", "b2"]);
    await world.call("a");
    expect(await waiting(world)).toEqual(["last"]);
    expect([...world.waits.keys()]).toEqual(["last 9"]);
    await world.call("last");
    expect(await world.view()).toMatchObject({ status: "completed", result: 1 });
  });

  test("leaves branches alone that have nothing to do with it", async () => {
    const world = await started({
      start: set(["a", "b", "other"]),
      a: trigger("gate"),
      b: trigger("gate"),
      other: trigger(),
      gate: join("last", { mode: "any" }),
      last: trigger(),
    });
    await world.call("a");
    expect(await waiting(world)).toEqual(["other", "last"]);
  });

  test("behind a join leaves alone what the first join had nothing to do with", async () => {
    const world = await started({
      start: set(["a", "b", "c", "other"]),
      a: set("inner"),
      b: set("inner"),
      c: trigger("outer"),
      other: trigger(),
      inner: join("slow"),
      slow: trigger("outer"),
      outer: join("last", { mode: "any" }),
      last: trigger(),
    });
    await world.call("c");
    expect(await waiting(world)).toEqual(["other", "last"]);
  });

  test("waits for a branch that is itself waiting in a join before it", async () => {
    const world = await started({
      start: set(["a", "b", "c"]),
      a: set("outer"),
      b: set("inner"),
      c: set("inner"),
      inner: join("outer"),
      outer: join("gate"),
      gate: set(),
    });
    expect(facts(world, "joined")).toMatchObject([{ block: "inner" }, { block: "outer" }]);
    expect(await world.view()).toMatchObject({ status: "completed", context: { inner: 2, outer: 2 } });
  });

  test("is a new one each time a loop comes back to it", async () => {
    const world = await started({
      start: set(["a", "b"]),
      a: set("gate"),
      b: set("gate"),
      gate: join("again"),
      again: trigger("more"),
      more: { type: "condition", when: "again.data.more == true", yes: "start", no: "done" },
      done,
    });
    await world.call("again", { more: true });
    await world.call("again", { more: false });
    expect(await world.view()).toMatchObject({ status: "completed", result: 2 });
    expect(facts(world, "joined")).toHaveLength(2);
  });

  test("in each other's way don't wait for each other for good", async () => {
    const world = await started({
      start: set(["left", "right"]),
      left: join("toRight"),
      right: join("toLeft"),
      toRight: { type: "condition", when: "has(right.x)", yes: "right" },
      toLeft: { type: "condition", when: "has(left.x)", yes: "left" },
    });
    expect((await world.view()).status).toMatch(/completed|failed/);
  });
});
