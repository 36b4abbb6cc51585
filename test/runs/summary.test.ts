import { describe, expect, it } from "vitest";
import { type RunSummary, sendSummaries } from "../../src/runs/summary.ts";

/** What a message of the queue may have. */
const MOST_BYTES = 128_000;

function summaries(count: number, title: string): RunSummary[] {
  const base = { flowId: "F".repeat(36), versionId: "V".repeat(36), startedAt: 1_795_897_777_175, seq: 2 };
  return Array.from({ length: count }, (_, n) => {
    return { ...base, id: `R${n}`.padStart(36, "0"), status: "completed", title, endedAt: 1_795_897_777_234 };
  });
}

async function sent(all: readonly RunSummary[]): Promise<RunSummary[][]> {
  const messages: RunSummary[][] = [];
  await sendSummaries({ send: async (message) => void messages.push(message.summaries) }, all);
  return messages;
}

describe("summaries on their way to the run index", () => {
  it("go in one message while it takes them", async () => {
    expect(await sent(summaries(200, "Order 7"))).toHaveLength(1);
    expect(await sent([])).toEqual([]);
  });

  it.each([
    ["in three bytes a character", "€"],
    ["that are escaped", "\u0001"],
  ])("are split where titles are long: %s", async (_, character) => {
    const all = summaries(300, character.repeat(500));
    const messages = await sent(all);
    expect(messages.flat()).toEqual(all);
    const sizes = messages.map((some) =>
      Buffer.byteLength(JSON.stringify({ kind: "summaries", summaries: some })),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_BYTES);
  });
});
