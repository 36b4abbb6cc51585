import { describe, expect, it } from "vitest";
import { type News, Relay, type RelayPorts } from "../../src/runs/relay.ts";

const summary = {
  flowId: "F",
  versionId: "V",
  status: "completed",
  title: null,
  startedAt: 1,
  endedAt: 2,
} as const;

function world() {
  const [pauses, messages, works]: [number[], number[], Promise<void>[]] = [[], [], []];
  const ports: RelayPorts = {
    now: () => 0,
    pause: async (ms) => void pauses.push(ms),
    background: (work) => void works.push(work),
    list: () => ({ open: async () => {}, tell: async () => {} }),
    summarise: async (summaries) => void messages.push(summaries.length),
    problem: () => {},
  };
  const relay = new Relay();
  const burst = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const news: News = { summary: { ...summary, id: `R${n}`, seq: n }, lists: new Map() };
      relay.send(ports, news, () => {});
    }
    await Promise.all(works);
  };
  return { pauses, messages, burst };
}

describe("the relay", () => {
  it("delivers what came within one window together", async () => {
    const { messages, burst } = world();
    await burst(3);
    expect(messages).toEqual([3]);
  });

  it("gathers for longer after a window with much to tell, until one has little", async () => {
    const { pauses, burst } = world();
    for (const count of [1, 25, 300, 24, 1]) await burst(count);
    expect(pauses).toEqual([100, 100, 400, 400, 100]);
  });
});
