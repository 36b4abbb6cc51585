import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { resetMeanwhile } from "../support/reset.ts";
import { publish, send, startRun, viewRun } from "../support/worker.ts";

const INTERRUPTED = { code: 70503, message: "Interrupted or overloaded. Send it again." };
const blocks = {
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.data }}" },
};

describe("an object that is reset while it is called", () => {
  it("has the sender of a callback come again, whose second one goes through", async () => {
    const flow = await publish(blocks);
    const [byName, byAny] = [await startRun(flow), await startRun(flow)];
    const { triggerId = "", callbackUrl } = flow.triggers["pay"] ?? {};
    for (const [execution, stub] of [
      [byName, env.FLOW_RUN.getByName(byName)],
      ["any", env.WAITING_LIST.getByName(triggerId)],
    ] as const) {
      const call = () => send("POST", `${callbackUrl}?execution=${execution}`, { body: { execution } });
      const answer = await resetMeanwhile(stub, call);
      expect([answer.status, answer.headers.get("retry-after"), answer.body]).toEqual([
        503,
        "1",
        INTERRUPTED,
      ]);
      expect(await call()).toMatchObject({ status: 200 });
    }
    expect(await viewRun(byName)).toMatchObject({ status: "completed", result: { execution: byName } });
    expect(await viewRun(byAny)).toMatchObject({ status: "completed", result: { execution: "any" } });
  });
});
