import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { activates, World } from "./list-support.ts";

const byId = { V1: { condition: "pay.data.id == initial.data.id" } };
const one = { inputs: JSON.stringify({ initial: { data: { id: 1 } } }) };

/** A list that was just made, or was evicted, and has to get the version first. */
function coldWorld(pays: Record<string, Record<string, unknown>> = byId): World {
  const world = new World(JSON.parse(JSON.stringify(pays)));
  world.fetching = () => turn();
  return world;
}

describe("an early callback and the wait that it is for, at the same moment", () => {
  it.each(["the callback first", "the wait first"])("find each other: %s", async (order) => {
    const world = coldWorld();
    const pending = order === "the callback first" ? world.list.any(world.callback({ id: 1 })) : undefined;
    // The version is under way.
    await Promise.resolve();
    await world.open("R1", one);
    const answer = await (pending ?? world.list.any(world.callback({ id: 1 })));
    expect(answer).toEqual({ outcome: "activated", executionIds: ["R1"] });
    expect(world.offered).toEqual(["R1"]);
    expect(world.waiting()).toEqual([]);
  });

  it("find each other at every turn between", async () => {
    for (let turns = 0; turns < 8; turns++) {
      const world = coldWorld();
      const pending = world.list.any(world.callback({ id: 1 }));
      for (let n = 0; n < turns; n++) await turn();
      await world.open("R1", one);
      expect(["activated", "held"]).toContain((await pending).outcome);
      expect([turns, world.offered, world.waiting()]).toEqual([turns, ["R1"], []]);
    }
  });

  it("find each other where the key is of an older version than the one that speaks", async () => {
    for (let turns = 0; turns < 8; turns++) {
      const world = coldWorld({ ...byId, V2: byId.V1 });
      const pending = world.list.any(world.callback({ id: 1 }));
      for (let n = 0; n < turns; n++) await turn();
      await world.open("R1", one);
      await pending;
      expect([turns, world.offered, world.waiting()]).toEqual([turns, ["R1"], []]);
    }
  });
});

it("a held callback that is to be asked about again keeps its alarm, whatever comes after an eviction", async () => {
  const world = new World(byId);
  world.answer = () => Promise.reject(new Error("the object was reset"));
  for (const id of [1, 2]) await world.list.any(world.callback({ id }));
  await world.open("R1", one);
  const again = world.now + 10_000;
  world.now += 9_000;
  world.evict();
  await world.open("R2", { inputs: JSON.stringify({ initial: { data: { id: 2 } } }) });
  expect(world.storage.alarm).toBeLessThanOrEqual(again);
  world.answer = activates;
  await world.runAlarms();
  expect(world.waiting()).toEqual([]);
});
