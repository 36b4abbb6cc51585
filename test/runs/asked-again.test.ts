import { describe, expect, test } from "vitest";
import { heartbeatIn, rejectionIn } from "../../src/triggers/asks.ts";
import type { Callback } from "../../src/triggers/callback.ts";
import type { RunAnswer } from "../../src/triggers/ports.ts";
import { newReceiptId } from "../../src/triggers/receipt.ts";
import { callbackOf, RunWorld } from "../support/ports.ts";

const trigger = (next: string, more: object = {}) => ({ type: "external-callback", next, ...more });
const done = { type: "return", value: "done" };

/** One callback, as often as the runtime asks; `occurrence`: as a list offers it. */
function caller(world: RunWorld, block: string, more: Partial<Callback> = {}, occurrence?: number) {
  const callback = callbackOf({
    receipt: newReceiptId({ runId: world.runId }, world.now),
    receivedAt: world.now,
    ...more,
  });
  const { version } = world;
  const id = version.triggerByBlock(block)?.id ?? "";
  return async (): Promise<RunAnswer> => {
    const input = { flow: version.id, trigger: id, callback: structuredClone(callback) };
    const answer = await world.run.callback(occurrence === undefined ? input : { ...input, occurrence });
    await world.settle();
    return answer;
  };
}

/** What it hears the first time, and again in another process; nothing is written then. */
async function twice(world: RunWorld, ask: () => Promise<RunAnswer>): Promise<[RunAnswer, RunAnswer]> {
  const first = await ask();
  world.restart();
  const { seq } = world.entries.at(-1) ?? {};
  const again = await ask();
  expect(world.entries.at(-1)?.seq).toBe(seq);
  return [first, again];
}

async function started(blocks: Record<string, unknown>): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  await world.start();
  return world;
}

describe("a callback that the runtime asks once more, since its answer got lost", () => {
  test("activates once, and is told so again, with the trigger's answer", async () => {
    const world = await started({
      pay: trigger("more", { response: { body: "{{ pay.data.n }}" } }),
      more: trigger("done"),
      done,
    });
    const [first, again] = await twice(world, caller(world, "pay", { data: { n: 1 } }));
    expect(first).toMatchObject({ outcome: "activated", answer: { body: "1" } });
    expect(again).toEqual(first);
  });

  test("lets the wait that a list offers it to go on, and no other", async () => {
    const world = await started({ pay: trigger("pay") });
    const [first, again] = await twice(world, caller(world, "pay", {}, 1));
    expect([first.outcome, again.outcome]).toEqual(["activated", "activated"]);
    expect((await world.view()).waits).toMatchObject([{ occurrence: 2 }]);
  });

  test("is held once", async () => {
    const world = await started({ first: trigger("pay"), pay: trigger("done"), done });
    const [first, again] = await twice(world, caller(world, "pay"));
    expect(first).toMatchObject({ outcome: "held" });
    expect(again).toEqual(first);
  });

  test("rejects and extends once", async () => {
    const world = await started({
      pay: trigger("done", {
        timeout: { after: "PT1H" },
        heartbeat: { extend: "PT2H", most: "PT9H" },
        onReject: "more",
      }),
      more: trigger("done"),
      done,
    });
    const heartbeat = caller(world, "pay", { asks: heartbeatIn({}, world.runId) });
    const [extended, extendedAgain] = await twice(world, heartbeat);
    expect(extended).toMatchObject({ outcome: "extended", until: expect.any(Number) });
    expect(extendedAgain).toEqual(extended);
    const [rejected, rejectedAgain] = await twice(
      world,
      caller(world, "pay", { asks: rejectionIn({}, world.runId) }),
    );
    expect(rejected).toMatchObject({ outcome: "rejected" });
    expect(rejectedAgain).toEqual(rejected);
  });

  test("is refused again, though the run waits by now", async () => {
    const world = await started({
      first: trigger("pay"),
      pay: trigger("done", { early: { hold: "PT0S" } }),
      done,
    });
    const ask = caller(world, "pay");
    expect(await ask()).toEqual({ outcome: "refused", code: 28060 });
    await world.call("first");
    world.restart();
    expect(await ask()).toEqual({ outcome: "refused", code: 28060 });
    expect((await world.view()).waits).toMatchObject([{ block: "pay" }]);
  });

  test("is ignored again, for the same reason", async () => {
    const world = await started({ pay: trigger("done", { condition: "pay.data.ok" }), done });
    const [first, again] = await twice(world, caller(world, "pay", { data: { ok: false } }));
    expect(first).toMatchObject({ outcome: "ignored", why: "condition" });
    expect(again).toEqual(first);
  });

  test("stays a duplicate, with the first one's answer", async () => {
    const world = await started({
      pay: trigger("more", { response: { body: "{{ pay.data.n }}" } }),
      more: trigger("done"),
      done,
    });
    await caller(world, "pay", { data: { n: 1 } })();
    const [first, again] = await twice(world, caller(world, "pay", { data: { n: 1 } }));
    expect(first).toMatchObject({ outcome: "duplicate", answer: { body: "1" } });
    expect(again).toEqual(first);
  });

  test("is judged once where it is asked again meanwhile, although its user has lost the role or got it", async () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"] };
    for (const knows of [
      [true, false],
      [false, true],
    ]) {
      const world = await started({ pay: trigger("pay", { authentication }) });
      const ann = {
        kind: "user",
        user: { objectId: "ann", email: "ann@hold.example", userStatus: "ENABLED" },
      };
      world.callerOf = () => Object({ ...ann, roles: knows.shift() ? ["Cashier"] : [] });
      const ask = caller(world, "pay", {}, 1);
      const [first, second] = await Promise.all([ask(), ask()]);
      expect(second).toEqual(first);
    }
  });

  test("starts one run at a first block, and is told so again, although its user has lost the role", async () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: ["Cashier"] };
    const world = new RunWorld({ pay: trigger("more", { authentication }), more: trigger("done"), done });
    const user = { objectId: "ann", email: "ann@hold.example", userStatus: "ENABLED" };
    world.callerOf = () => Object({ kind: "user", user, roles: ["Cashier"] });
    const callback = callbackOf({ receipt: newReceiptId({ runId: world.runId }, world.now) });
    const start = { runId: world.runId, origin: "https://hold.example", initial: { data: {}, user: null } };
    const ask = () => world.run.startByCallback(start, world.version.id, callback);
    const first = await ask();
    world.restart();
    world.callerOf = () => Object({ kind: "user", user, roles: [] });
    expect(first).toEqual({ outcome: "started", executionIds: [world.runId] });
    expect(await ask()).toEqual(first);
  });
});
