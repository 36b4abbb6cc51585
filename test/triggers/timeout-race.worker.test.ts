import { expect, it } from "vitest";
import { eventually, publish, startRun, viewRun } from "../support/worker.ts";
import { listAt } from "./fates.ts";
import { callBack, short, together } from "./support.ts";

it.each(["by name", "any"])(
  "callbacks around the moment of a timeout: %s; one of both wins, and each learns it",
  async (to) => {
    const flow = await publish({
      pay: { type: "external-callback", timeout: { after: "PT0.3S", next: "late" }, next: "paid" },
      paid: { type: "return", value: "{{ pay.data.n }}" },
      late: { type: "return", value: "late" },
    });
    const runs = await together(8, () => startRun(flow));
    const due = Math.max(
      ...(await Promise.all(runs.map(viewRun))).map(({ waits }) => waits[0]?.timeoutAt ?? 0),
    );
    await scheduler.wait(Math.max(0, due - Date.now() - 40));
    const answers = await together(16, async (n) => {
      await scheduler.wait(5 * n);
      const execution = to === "any" ? to : runs[n % 8];
      return { n, answer: short(await callBack(flow, "pay", { execution, body: { n } })) };
    });
    const views = await Promise.all(
      runs.map((run) =>
        eventually(
          () => viewRun(run),
          ({ status }) => status === "completed",
        ),
      ),
    );
    const won = answers.filter(({ answer }) => answer === "200").map(({ n }) => n);
    const paid = views.map(({ result }) => result).filter((result) => result !== "late");
    expect(paid.map(Number).toSorted((a, b) => a - b)).toEqual(won);
    const refusal = to === "any" ? "409/28060" : "410/28136";
    expect(answers.filter(({ answer }) => answer !== "200").map(({ answer }) => answer)).toEqual(
      Array(16 - won.length).fill(refusal),
    );
    for (const { timeline } of views) {
      expect(timeline.filter(({ type }) => type === "activated" || type === "timed-out")).toHaveLength(1);
    }
    await eventually(
      async () => listAt(flow, "pay").page(null, null, 10),
      (waits) => waits.length === 0,
    );
  },
);
