import { describe, expect, it } from "vitest";
import { activates, ignores, World } from "./list-support.ts";

const correlated = { V1: { condition: "pay.data.id == initial.data.id" } };
const idOf = (n: number) => ({ initial: { data: { id: n } } });
const activated = (...executionIds: string[]) => ({ outcome: "activated", executionIds });
const overloaded = { outcome: "refused", code: 70503 };

describe("a list offers a callback for any", () => {
  it("to the run that waits longest, whatever order they came in, and forgets its wait", async () => {
    const world = new World();
    await world.open("R2", { since: 200 });
    await world.open("R3", { since: 300 });
    await world.open("R1", { since: 100 });
    expect(await world.list.any(world.callback())).toEqual(activated("R1"));
    expect(world.offered).toEqual(["R1"]);
    expect(world.waiting()).toEqual(["R2", "R3"]);
  });

  it("to nobody when nobody waits, or none of that version", async () => {
    const world = new World({ V1: {}, V2: {} });
    expect(await world.list.any(world.callback())).toEqual({ outcome: "refused", code: 28060 });
    await world.open("R1", { versionId: "V2" });
    expect(await world.list.any(world.callback({}, { versionId: "V1" }))).toEqual({
      outcome: "refused",
      code: 28060,
    });
    expect(await world.list.any(world.callback({}, { versionId: "V2" }))).toEqual(activated("R1"));
  });

  it("and answers what the run did without what ends the call to it", async () => {
    const world = new World();
    await world.open("R1");
    world.answer = (...asked) =>
      Object.defineProperty(activates(...asked), Symbol.dispose, { value: () => {}, enumerable: false });
    const answer = await world.list.any(world.callback());
    expect(answer).toEqual(activated("R1"));
    expect(Symbol.dispose in answer).toBe(false);
  });

  it("to the one that it fits, without waking the others", async () => {
    const world = new World(correlated);
    await world.openMany(1_200, idOf);
    expect(await world.list.any(world.callback({ id: 777 }))).toEqual(activated("R777"));
    expect(world.offered).toEqual(["R777"]);
    expect(world.waiting()).toHaveLength(1_199);
  });

  it("to each whose inputs are too large to keep, until one takes it", async () => {
    const world = new World({ V1: { condition: "pay.data.id <= initial.data.id" } });
    for (const runId of ["R1", "R2", "R3"]) await world.open(runId, { inputs: null });
    world.answer = (runId, input) => (runId === "R2" ? activates(runId, input) : ignores(runId, input));
    expect(await world.list.any(world.callback({ id: 1 }))).toEqual(activated("R2"));
    expect(world.offered).toEqual(["R1", "R2"]);
    expect(world.waiting()).toEqual(["R1", "R3"]);
  });

  it("once to each run that ignores it, and says ignored", async () => {
    const world = new World();
    await world.openMany(3);
    world.answer = ignores;
    expect(await world.list.any(world.callback())).toEqual({ outcome: "ignored", why: "condition" });
    expect(world.offered).toEqual(["R1", "R2", "R3"]);
    expect(world.waiting()).toEqual(["R1", "R2", "R3"]);
  });

  it("to the next one when a run is gone, whose wait it forgets", async () => {
    const world = new World();
    await world.openMany(3);
    world.answer = (runId, input) => (runId === "R3" ? activates(runId, input) : { outcome: "gone" });
    expect(await world.list.any(world.callback())).toEqual(activated("R3"));
    expect(world.waiting()).toEqual([]);
  });

  it("to both waits of one run, one after the other", async () => {
    const world = new World();
    await world.open("R1", { occurrence: 2 });
    await world.open("R1", { occurrence: 3 });
    expect(await world.list.any(world.callback())).toEqual(activated("R1"));
    expect(await world.list.any(world.callback())).toEqual(activated("R1"));
    expect(await world.list.any(world.callback())).toEqual({ outcome: "refused", code: 28060 });
  });

  it("again when the run failed: the sender is told to come back, and nothing is lost", async () => {
    const world = new World();
    await world.openMany(1);
    world.answer = () => Promise.reject(new Error("the object was reset"));
    expect(await world.list.any(world.callback())).toEqual(overloaded);
    expect(world.problems).toEqual(["offering a callback failed"]);
    expect(world.waiting()).toEqual(["R1"]);
    world.answer = activates;
    expect(await world.list.any(world.callback())).toEqual(activated("R1"));
  });

  it("also after it was evicted", async () => {
    const world = new World();
    const wait = await world.open("R1");
    await world.open("R2");
    world.evict();
    await world.leave(wait);
    await world.leave(wait);
    expect(await world.list.any(world.callback())).toEqual(activated("R2"));
  });
});

describe("a callback that has to be compared with too many waits", () => {
  it("is refused past 20,000 rows, and wakes nobody", async () => {
    const world = new World({ V1: { condition: "pay.data.id <= initial.data.id" } });
    await world.openMany(20_001, idOf);
    expect(await world.list.any(world.callback({ id: 20_001 }))).toEqual(overloaded);
    expect(await world.list.all(world.callback({ id: 20_001 }))).toEqual(overloaded);
    expect(world.offered).toEqual([]);
    // The last one within the bound is taken as any other; none stays reserved for a callback that is over.
    expect(await world.list.any(world.callback({ id: 20_000 }))).toEqual(activated("R20000"));
    expect(await world.list.any(world.callback({ id: 20_000 }))).toEqual(activated("R20001"));
    expect(await world.list.any(world.callback({ id: 1 }))).toEqual(activated("R1"));
  });

  it("is refused past its fuel, and wakes nobody", async () => {
    const world = new World({
      V1: { condition: "initial.data.l.all(x, initial.data.l.all(y, x + y < pay.data.n))" },
    });
    const l = Array.from({ length: 150 }, (_, n) => n);
    await world.openMany(100, () => ({ initial: { data: { l } } }));
    expect(await world.list.any(world.callback({ n: 298 }))).toEqual(overloaded);
    expect(world.offered).toEqual([]);
    expect(await world.list.any(world.callback({ n: 299 }))).toEqual(activated("R1"));
  });
});

it("keeps what a wait is known by out of the answers and receipts of callbacks", async () => {
  const world = new World();
  await world.open("R1");
  for (const outcome of ["activated", "duplicate"] as const) {
    world.answer = (runId) => ({ outcome, executionIds: [runId], bodyHash: "one another" });
    const input = world.callback({ n: 1 }, { dedupe: "key", bodyHash: "one" });
    expect(await world.list.any(input)).toEqual({ outcome, executionIds: ["R1"] });
    expect(world.list.receipt(input.callback.receipt)).toMatchObject({ outcome, bodyHash: "one" });
  }
});
