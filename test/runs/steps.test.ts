import { describe, expect, it } from "vitest";
import { answer, NOON, RunWorld } from "../support/ports.ts";

const trigger = (next?: string, more: object = {}) => ({
  type: "external-callback",
  ...(next && { next }),
  ...more,
});

async function stepsOf(world: RunWorld) {
  return (await world.view()).steps;
}

describe("the steps of a run", () => {
  it("tell for each block when the run was in it, what it read and what it brought", async () => {
    const world = new RunWorld({
      total: { type: "set", values: { sum: "{{ initial.data.a + 1 }}" }, next: "pay" },
      pay: trigger("ask", { condition: "pay.data.paid >= total.sum" }),
      ask: {
        type: "http-request",
        request: { method: "POST", url: "https://x.example/", body: "{{ pay.data }}" },
        next: "done",
      },
      done: { type: "return", value: 1 },
    });
    await world.start({ a: 4, b: "not read" });
    expect(await stepsOf(world)).toEqual([
      {
        ...{ block: "total", occurrence: 1, status: "done", attempts: 0, enteredAt: NOON, leftAt: NOON },
        ...{ in: { initial: { data: { a: 4 } } }, out: { sum: 5 } },
      },
      {
        ...{ block: "pay", occurrence: 2, status: "waiting", attempts: 0, enteredAt: NOON, leftAt: null },
        in: { total: { sum: 5 } },
      },
    ]);

    world.now += 60_000;
    world.respond = () => answer(200, { ok: true });
    await world.call("pay", { paid: 5 });
    const [, pay, ask] = await stepsOf(world);
    const moment = { enteredAt: NOON, leftAt: NOON + 60_000 };
    expect(pay).toMatchObject({ block: "pay", status: "done", ...moment, user: null });
    expect(pay?.out).toMatchObject({ data: { paid: 5 }, user: null });
    expect(pay?.receipt).toMatch(/^n-/);
    expect(ask).toMatchObject({
      block: "ask",
      status: "done",
      attempts: 1,
      in: { pay: { data: { paid: 5 } } },
    });
    expect(ask?.out).toMatchObject({ status: 200, body: { ok: true } });
  });

  it("show attempts that failed, and the block that the run failed in", async () => {
    const world = new RunWorld({
      ask: { type: "http-request", request: { url: "https://x.example/" }, retry: { attempts: 2 } },
    });
    world.respond = () => answer(500, "no");
    await world.start();
    expect(await stepsOf(world)).toMatchObject([
      { block: "ask", status: "retrying", attempts: 2, leftAt: null, error: { code: "http_500" } },
    ]);
    world.now += 3_600_000;
    await world.run.alarm();
    await world.settle();
    expect(await stepsOf(world)).toMatchObject([
      { block: "ask", status: "failed", leftAt: world.now, error: { code: "http_500", source: "ask" } },
    ]);
  });

  it("show what was left over when the run ended, and what an operator or a timeout let go on", async () => {
    const world = new RunWorld({
      begin: { type: "set", values: 0, next: ["pay", "other", "late"] },
      pay: trigger("done"),
      other: trigger(),
      late: trigger(undefined, { timeout: { after: "PT1H" } }),
      done: { type: "return", value: 1 },
    });
    await world.start();
    world.now += 3_600_000;
    await world.run.alarm();
    await world.settle();
    const statuses = async () => (await stepsOf(world)).map(({ block, status }) => `${block} ${status}`);
    expect(await statuses()).toEqual(["begin done", "pay waiting", "other waiting", "late timed-out"]);
    await world.run.operator.release(2, {});
    await world.settle();
    expect(await statuses()).toEqual([
      "begin done",
      "pay released",
      "other cancelled",
      "late timed-out",
      "done done",
    ]);
  });

  it("go on where they were when a failed run is taken up", async () => {
    const world = new RunWorld({
      begin: { type: "set", values: 0, next: ["pay", "ask"] },
      pay: trigger(),
      ask: { type: "http-request", request: { url: "https://x.example/" }, retry: { attempts: 1 } },
    });
    const statuses = async () => (await stepsOf(world)).map(({ block, status }) => `${block} ${status}`);
    world.respond = () => answer(500, "no");
    await world.start();
    expect(await statuses()).toEqual(["begin done", "pay cancelled", "ask failed"]);
    world.respond = () => answer(200, {});
    await world.run.operator.retry();
    await world.settle();
    expect(await statuses()).toEqual(["begin done", "pay waiting", "ask failed", "ask done"]);
  });

  it("leave out data that is too much for an answer, the oldest first", async () => {
    const text = "x".repeat(900_000);
    const world = new RunWorld({
      pay: trigger("pay"),
    });
    await world.start();
    for (let n = 0; n < 6; n++) await world.call("pay", { text, n });
    const steps = await stepsOf(world);
    expect(steps[0]).toMatchObject({ block: "pay", status: "done" });
    expect(steps[0]).not.toHaveProperty("out");
    expect(Number(steps[0]?.omittedBytes)).toBeGreaterThan(900_000);
    expect(steps[5]?.out).toMatchObject({ data: { n: 5 } });
  });
});
