import { describe, expect, it } from "vitest";
import type { Caller } from "../../src/users/caller.ts";
import { newUser } from "../../src/users/user.ts";
import { activates, ignores, World } from "./list-support.ts";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `R${from + n}`);
const activated = (...executionIds: string[]) => ({ outcome: "activated", executionIds });
const overloaded = { outcome: "refused", code: 70503 };

/** A world of so many waits that was called back; some are left to the alarm. */
async function calledAll(count: number) {
  const world = new World();
  await world.openMany(count);
  const answer = await world.list.all(world.callback());
  return { world, answer };
}

describe("a callback to all", () => {
  it("activates those that it fits, and leaves the others alone", async () => {
    const world = new World({ V1: { condition: "pay.data.least <= initial.data.n" } });
    await world.openMany(5, (n) => ({ initial: { data: { n } } }));
    expect(await world.list.all(world.callback({ least: 3 }))).toEqual(activated("R3", "R4", "R5"));
    expect(world.waiting()).toEqual(["R1", "R2"]);
    expect(world.storage.alarm).toBe(world.now + 6 * 3_600_000);
  });

  it("says why when it activated nobody", async () => {
    const world = new World();
    expect(await world.list.all(world.callback())).toEqual({ outcome: "ignored", why: "nobody-waiting" });
    await world.openMany(2);
    world.answer = ignores;
    expect(await world.list.all(world.callback())).toEqual({ outcome: "ignored", why: "condition" });
    world.answer = () => ({ outcome: "gone" });
    expect(await world.list.all(world.callback())).toEqual({ outcome: "ignored", why: "nobody-waiting" });
    expect(world.waiting()).toEqual([]);
  });

  it("tells the sender to come back when the only run failed, and loses nothing", async () => {
    const world = new World();
    await world.openMany(1);
    world.answer = () => Promise.reject(new Error("the object was reset"));
    expect(await world.list.all(world.callback())).toEqual(overloaded);
    expect(world.waiting()).toEqual(["R1"]);
    world.answer = activates;
    expect(await world.list.all(world.callback())).toEqual(activated("R1"));
  });

  it("gives waits back when it breaks off", async () => {
    const world = new World({ V1: { condition: "initial.data.n > 1" }, V2: {} });
    await world.openMany(500, (n) => ({ initial: { data: { n } } }));
    await world.open("R501", { versionId: "V2" });
    world.lost.add("V2");
    await expect(async () => void (await world.list.all(world.callback()))).rejects.toThrow("unreachable");
    world.lost.clear();
    expect(await world.list.any(world.callback())).toEqual(activated("R2"));
  });

  it("goes on after the answer with a run that failed, when others were activated", async () => {
    const world = new World();
    await world.openMany(3);
    let failures = 1;
    world.answer = (runId, input) => {
      if (runId === "R2" && failures-- > 0) throw new Error("the object was reset");
      return activates(runId, input);
    };
    expect(await world.list.all(world.callback())).toEqual(activated("R1", "R3"));
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
  });

  it("goes on with a run that another callback was under way to, and that this one fits", async () => {
    const world = new World();
    await world.openMany(1);
    const first = Promise.withResolvers<void>();
    world.answer = async (runId, input) => {
      if (world.offered.length > 1) return activates(runId, input);
      await first.promise;
      return ignores(runId, input);
    };
    const pending = world.list.any(world.callback());
    const all = world.list.all(world.callback());
    first.resolve();
    await Promise.all([pending, all]);
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
  });
});

describe("a callback to more than 500", () => {
  it("activates 500 before the answer, the others by the alarm, each once", async () => {
    const { world, answer } = await calledAll(1_320);
    expect(answer).toEqual(activated(...range(1, 500)));
    expect(world.waiting()).toEqual(range(501, 1_320));
    expect(world.storage.alarm).toBe(world.now);
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
    expect(world.offered).toEqual(range(1, 1_320));
  });

  it.each([500, 510])("isn't meant for those who began to wait after it came: %i before", async (count) => {
    const { world } = await calledAll(count);
    world.now += 1;
    await world.open("later");
    await world.runAlarms();
    expect(world.waiting()).toEqual(["later"]);
  });

  it("goes on after an eviction, and never asks a run twice that took it", async () => {
    const { world } = await calledAll(1_100);
    world.evict();
    await world.runAlarms();
    expect(world.offered).toEqual(range(1, 1_100));
  });

  it("goes on a second later when something failed", async () => {
    const { world } = await calledAll(510);
    world.evict();
    world.lost.add("V1");
    await world.storage.deleteAlarm();
    await world.list.alarm();
    expect(world.problems).toEqual(["list job failed"]);
    expect(world.storage.alarm).toBe(world.now + 1_000);
    world.lost.clear();
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
  });

  it("takes one after the other", async () => {
    const { world } = await calledAll(1_200);
    world.answer = ignores;
    expect(await world.list.all(world.callback())).toEqual({ outcome: "ignored", why: "condition" });
    world.answer = activates;
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
  });

  it("remembers the user and not the token, and judges by the user as she is then", async () => {
    const world = new World();
    await world.openMany(501);
    const user = newUser(
      { email: "a@b.example" },
      { objectId: "U-1", created: 1, accountType: "BACKENDLESS" },
    );
    const caller: Caller = { kind: "user", user, roles: ["AuthenticatedUser"] };
    await world.list.all(world.callback({}, { caller, credential: { kind: "token", token: "s3cr3t" } }));
    const jobs = JSON.stringify(world.storage.sql.exec("SELECT * FROM jobs").toArray());
    expect(jobs).toContain("U-1");
    expect(jobs).not.toContain("s3cr3t");
    await world.runAlarms();
    expect(world.credentials).toEqual([{ kind: "user", userId: "U-1" }]);
    expect(world.waiting()).toEqual([]);
  });

  it("that costs more than one callback may goes on after the answer, and leaves nobody out", async () => {
    const condition = "initial.data.l.all(x, initial.data.l.all(y, x + y < pay.data.n))";
    const world = new World({ V1: { condition } });
    const l = Array.from({ length: 150 }, (_, n) => n);
    await world.openMany(60, () => ({ initial: { data: { l } } }));
    expect(await world.list.all(world.callback({ n: 299 }))).toMatchObject({ outcome: "activated" });
    expect(world.waiting().length).toBeGreaterThan(0);
    await world.runAlarms();
    expect(world.waiting()).toEqual([]);
  });
});
