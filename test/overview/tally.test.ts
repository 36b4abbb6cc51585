import { describe, expect, it } from "vitest";
import type { CountsMessage, Measure } from "../../src/overview/counts.ts";
import { Tally, type TallyPorts } from "../../src/overview/tally.ts";

/** A process whose pauses end when the test says so. */
function process() {
  const sent: CountsMessage[] = [];
  const pauses: (() => void)[] = [];
  const work: Promise<void>[] = [];
  const clock = { now: 179_000 };
  const ports: TallyPorts = {
    now: () => clock.now,
    pause: () => new Promise((resolve) => pauses.push(resolve)),
    send: async (message) => {
      sent.push(message);
    },
  };
  const pass = async () => {
    for (const resolve of pauses.splice(0)) resolve();
    await Promise.all(work);
  };
  const tally = new Tally();
  /** As the Worker counts. */
  const count = (measure: Measure, flowId?: string) => {
    if (tally.count(measure, flowId, clock.now)) work.push(tally.send(ports));
  };
  return { sent, pauses, clock, count, pass };
}

describe("a tally", () => {
  it("sends what was counted in one message, minute by minute", async () => {
    const { sent, pauses, clock, count, pass } = process();
    count("activated");
    count("activated");
    count("refused");
    clock.now = 180_000;
    count("activated");
    expect(pauses).toHaveLength(1);
    await pass();
    expect(sent.map(({ counts }) => counts)).toEqual([
      [
        { minute: 2, measure: "activated", count: 2 },
        { minute: 2, measure: "refused", count: 1 },
        { minute: 3, measure: "activated", count: 1 },
      ],
    ]);
    count("held");
    await pass();
    expect(sent[1]?.counts).toEqual([{ minute: 3, measure: "held", count: 1 }]);
    expect(sent[1]?.id).not.toBe(sent[0]?.id);
  });

  it("tells flows apart, and sends many of them in messages that the queue takes", async () => {
    const { sent, count, pass } = process();
    for (let flow = 0; flow < 600; flow++) count("activated", `F${flow}`);
    count("activated", "F1");
    count("turnedAway");
    await pass();
    expect(sent.map(({ counts }) => counts.length)).toEqual([500, 101]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
    const minute = { minute: 2, measure: "activated" };
    expect(sent[0]?.counts.slice(0, 2)).toEqual([
      { ...minute, flowId: "F0", count: 1 },
      { ...minute, flowId: "F1", count: 2 },
    ]);
    expect(sent[1]?.counts.at(-1)).toEqual({ minute: 2, measure: "turnedAway", count: 1 });
  });

  it("is sent by the next one where the one who was to send it is gone", async () => {
    const { sent, pauses, clock, count } = process();
    count("activated");
    pauses.length = 0;
    clock.now += 60_000;
    count("activated");
    for (const resolve of pauses.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent.map(({ counts }) => counts.length)).toEqual([2]);
  });
});
