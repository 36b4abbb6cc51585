import { expect, it } from "vitest";
import { World } from "./list-support.ts";

const DAY = 86_400_000;
const start = (runId: string) => ({ claim: "start", runId });
const OTHER_BODY = { claim: "other-body" };

it("a key stands for the run that was claimed first, also when the list was evicted", async () => {
  const world = new World();
  expect(await world.list.claimStart("key", "body", "R1")).toEqual(start("R1"));
  expect(await world.list.claimStart("key", "body", "R2")).toEqual(start("R1"));
  world.evict();
  expect(await world.list.claimStart("key", "body", "R3")).toEqual(start("R1"));
  expect(await world.list.claimStart("other", "body", "R4")).toEqual(start("R4"));
});

it("a key that comes with another body stands for none", async () => {
  const world = new World();
  await world.list.claimStart("key", "body", "R1");
  expect(await world.list.claimStart("key", "another", "R2")).toEqual(OTHER_BODY);
  expect(await world.list.claimStart("key", "body", "R3")).toEqual(start("R1"));
});

it("a key is free again a day after it came first", async () => {
  const world = new World();
  await world.list.claimStart("key", "body", "R1");
  world.now += DAY - 1;
  expect(await world.list.claimStart("key", "body", "R2")).toEqual(start("R1"));
  world.now += 1;
  expect(await world.list.claimStart("key", "another", "R3")).toEqual(start("R3"));
});

it("a key is free again where its start came to nothing", async () => {
  const world = new World();
  await world.list.claimStart("key", "body", "R1");
  await world.list.releaseStart("key");
  expect(await world.list.claimStart("key", "another", "R2")).toEqual(start("R2"));
});

it("a list forgets its keys by its alarm, and has none set any more then", async () => {
  const world = new World();
  await world.list.claimStart("key", "body", "R1");
  for (let at = world.storage.alarm; at !== null; at = world.storage.alarm) {
    world.now = at;
    await world.storage.deleteAlarm();
    await world.list.alarm();
  }
  expect(world.now).toBeLessThanOrEqual(1_000_000 + DAY + 6 * 3_600_000);
  expect(world.storage.sql.exec("SELECT * FROM claims").toArray()).toEqual([]);
});

it("a key under which a callback is being offered to those who wait stands for no new run", async () => {
  const world = new World();
  await world.open("R1");
  const { promise, resolve } = Promise.withResolvers<void>();
  world.fetching = () => promise;
  const any = world.list.any(world.callback({}, { dedupe: "key", bodyHash: "body" }));
  expect(await world.list.claimStart("key", "body", "R2")).toEqual({ claim: "resumed" });
  expect(world.list.claimedStart("key", "body")).toEqual({ claim: "resumed" });
  resolve();
  expect(await any).toMatchObject({ outcome: "activated", executionIds: ["R1"] });
});
