import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually, manage, type Published, publish, send, startRun, viewRun } from "../support/worker.ts";
import { short, urlOf } from "./support.ts";

const HOUR = 3_600_000;
const flow = {
  work: {
    type: "external-callback",
    timeout: { after: "PT1H", next: "late" },
    heartbeat: { extend: "PT2H", most: "PT5H" },
    next: "done",
  },
  late: { type: "return", value: "late" },
  done: { type: "return", value: "done" },
};

function beat(published: Published, execution: string, body?: unknown, headers = {}) {
  const url = `${urlOf(published, "work").replace(/activate$/, "heartbeat")}?execution=${execution}`;
  return send("POST", url, { body, headers });
}

const deadlineOf = async (run: string) => (await viewRun(run)).waits[0]?.timeoutAt ?? 0;
const isAbout = (wanted: number) => expect.toSatisfy((at: number) => Math.abs(at - wanted) < 30_000);

/** What the trigger's list says. */
async function listed({ flowId, triggers }: Published): Promise<number | undefined> {
  const { body } = await manage("GET", `/flows/${flowId}/triggers/${triggers["work"]?.triggerId}/waits`);
  return (body as { items: { timeoutAt: number }[] }).items[0]?.timeoutAt;
}

describe("a heartbeat", () => {
  it("moves the deadline, in the run and in its list, and says where to", async () => {
    const published = await publish(flow);
    const run = await startRun(published);
    const answer = await beat(published, run, undefined, { prefer: "return=representation" });
    const receipt = answer.headers.get("holdpoint-receipt");
    const until = isAbout(Date.now() + 2 * HOUR);
    expect(answer).toMatchObject({
      status: 200,
      body: { receipt, outcome: "extended", executionIds: [run], until },
    });
    await evictDurableObject(env.FLOW_RUN.getByName(run));
    expect(await deadlineOf(run)).toEqual(until);
    const there = await deadlineOf(run);
    await eventually(
      () => listed(published),
      (at) => at === there,
    );
    expect(await manage("GET", `/receipts/${receipt}`)).toMatchObject({
      body: { outcome: "extended", asks: "heartbeat", until: there, executionIds: [run] },
    });
  });

  it("moves it as far as it says, up to the trigger's bound, and no further from there", async () => {
    const published = await publish(flow);
    const run = await startRun(published);
    expect(short(await beat(published, run, { for: "PT3H" }))).toBe("200");
    expect(await deadlineOf(run)).toEqual(isAbout(Date.now() + 3 * HOUR));
    expect(short(await beat(published, run, { for: "P3D" }))).toBe("200");
    expect(await deadlineOf(run)).toEqual(isAbout(Date.now() + 5 * HOUR));
    expect(short(await beat(published, run))).toBe("409/70426");
  });

  it.each([
    ["a length that is none", { for: "soon" }],
    ["a field that isn't known", { four: "PT1H" }],
  ])("with %s is refused", async (_, body) => {
    const published = await publish(flow);
    const run = await startRun(published);
    expect(short(await beat(published, run, body))).toBe("400/70400");
  });

  it("is refused where the trigger takes none, and without the run's id", async () => {
    const published = await publish({ ...flow, work: { ...flow.work, heartbeat: undefined } });
    const run = await startRun(published);
    expect(short(await beat(published, run))).toBe("409/70426");
    expect(short(await beat(published, "any"))).toBe("400/70400");
  });
});

describe("moving a deadline by hand", () => {
  const move = (run: string, body: unknown) => manage("POST", `/runs/${run}/waits/1/deadline`, body);

  it("puts it at an instant or so long from now, also past the bound of heartbeats", async () => {
    const published = await publish(flow);
    const run = await startRun(published);
    expect(await move(run, { for: "PT9H" })).toMatchObject({ status: 204 });
    expect(await deadlineOf(run)).toEqual(isAbout(Date.now() + 9 * HOUR));
    const at = Date.now() + 60_000;
    expect(await move(run, { at })).toMatchObject({ status: 204 });
    expect(await deadlineOf(run)).toBe(at);
    expect((await viewRun(run)).timeline.at(-1)).toMatchObject({ type: "extended", timeoutAt: at });
  });

  it("lets the wait time out then", async () => {
    const run = await startRun(await publish(flow));
    expect(await move(run, { at: Date.now() + 300 })).toMatchObject({ status: 204 });
    await eventually(
      () => viewRun(run),
      ({ result }) => result === "late",
    );
    expect(await move(run, { for: "PT1H" })).toMatchObject({ status: 410, body: { code: 28136 } });
  });

  it.each([
    ["nothing", {}],
    ["both", { for: "PT1H", at: 2_000_000_000_000 }],
    ["the past", { at: 1 }],
    ["no time at all", { for: "PT0S" }],
    ["the far future", { at: 9_000_000_000_000 }],
  ])("refuses %s", async (_, body) => {
    const run = await startRun(await publish(flow));
    expect(await move(run, body)).toMatchObject({ status: 400, body: { code: 70400 } });
  });

  it("refuses a wait that has no deadline", async () => {
    const work = { type: "external-callback", next: ["done", "late"] };
    const run = await startRun(await publish({ ...flow, work }));
    expect(await move(run, { for: "PT1H" })).toMatchObject({ status: 409, body: { code: 70409 } });
  });
});
