import { describe, expect, it } from "vitest";
import { activates, ignores, World } from "./list-support.ts";

const activated = (...executionIds: string[]) => ({ outcome: "activated", executionIds });
const overloaded = { outcome: "refused", code: 70503 };
const never = () => new Promise<void>(() => undefined);

describe("callbacks at the same moment", () => {
  it("take different runs", async () => {
    const world = new World();
    await world.openMany(32);
    const answers = await Promise.all(Array.from({ length: 32 }, () => world.list.any(world.callback())));
    expect(answers).toEqual(Array.from({ length: 32 }, (_, n) => activated(`R${n + 1}`)));
  });

  it("wait for a run that another one is under way to, and get it when that one doesn't fit", async () => {
    const world = new World();
    world.pause = never;
    await world.openMany(1);
    const first = Promise.withResolvers<void>();
    world.answer = async (runId, input) => {
      if (world.offered.length > 1) return activates(runId, input);
      await first.promise;
      return ignores(runId, input);
    };
    const answers = [world.list.any(world.callback()), world.list.any(world.callback())];
    first.resolve();
    expect(await Promise.all(answers)).toEqual([{ outcome: "ignored", why: "condition" }, activated("R1")]);
    expect(world.offered).toEqual(["R1", "R1"]);
  });

  it("find nobody when the one that they waited for was activated", async () => {
    const world = new World();
    world.pause = never;
    await world.openMany(1);
    const answers = await Promise.all([1, 2, 3].map(() => world.list.any(world.callback())));
    expect(answers).toEqual([
      activated("R1"),
      { outcome: "refused", code: 28060 },
      { outcome: "refused", code: 28060 },
    ]);
    expect(world.offered).toEqual(["R1"]);
  });

  it("are told to come back when that takes longer than five seconds", async () => {
    const world = new World();
    await world.openMany(1);
    const first = Promise.withResolvers<void>();
    world.answer = async (runId, input) => {
      await first.promise;
      return activates(runId, input);
    };
    const pending = world.list.any(world.callback());
    const before = world.now;
    expect(await world.list.any(world.callback())).toEqual(overloaded);
    expect(world.now - before).toBe(5_000);
    first.resolve();
    expect(await pending).toEqual(activated("R1"));
  });

  it("see who began to wait meanwhile", async () => {
    const world = new World();
    await world.openMany(1);
    world.pause = async () => void (await world.open("R2"));
    const first = Promise.withResolvers<void>();
    world.answer = async (runId, input) => {
      if (runId === "R1") await first.promise;
      return activates(runId, input);
    };
    const pending = world.list.any(world.callback());
    expect(await world.list.any(world.callback())).toEqual(activated("R2"));
    first.resolve();
    await pending;
  });
});
