import { describe, expect, it } from "vitest";
import {
  logInUser,
  manage,
  type Published,
  publish,
  republish,
  send,
  startRun,
  viewRun,
} from "../support/worker.ts";
import { short, statusOf } from "./support.ts";

function blocksOf(pay: Record<string, unknown> = {}) {
  return {
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", name: "Payment confirmed", next: "done", ...pay },
    done: { type: "return", value: "{{ pay.data }}" },
  };
}

interface Names {
  flowName?: string;
  triggerName?: string;
  execution?: string;
}

function byName(names: Names, { token, body = {} }: { token?: string | undefined; body?: unknown } = {}) {
  const query = new URLSearchParams({ ...names });
  return send("POST", `/api/automation/flow/trigger/activate-by-name?${query.toString()}`, {
    body,
    headers: { ...(token && { "user-token": token }) },
  });
}

function namesOf({ name }: Published, triggerName = "Payment confirmed") {
  return { flowName: name, triggerName };
}

describe("a callback by the names of flow and trigger", () => {
  it("resumes for a user, whatever the trigger's authentication", async () => {
    const flow = await publish(blocksOf());
    const run = await startRun(flow);
    const { token } = await logInUser();
    expect(short(await byName(namesOf(flow), { token, body: { n: 1 } }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { n: 1 } });
  });

  it("resumes for anybody where the flow allows it", async () => {
    const flow = await publish(blocksOf(), { access: { byName: true } });
    const run = await startRun(flow);
    expect(short(await byName(namesOf(flow)))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it("takes the block's id where the trigger has no name, and also where it has one", async () => {
    const flow = await publish(blocksOf(), { access: { byName: true } });
    const run = await startRun(flow);
    await byName(namesOf(flow, "pay"));
    expect(await statusOf(run)).toBe("completed");
  });

  it("takes `execution` as ever", async () => {
    const flow = await publish(blocksOf(), { access: { byName: true } });
    const runs = [await startRun(flow), await startRun(flow), await startRun(flow)];
    await byName({ ...namesOf(flow), execution: runs[1] ?? "" });
    expect(await Promise.all(runs.map(statusOf))).toEqual(["waiting", "completed", "waiting"]);
    await byName({ ...namesOf(flow), execution: "all" });
    expect(await Promise.all(runs.map(statusOf))).toEqual(["completed", "completed", "completed"]);
    expect(short(await byName(namesOf(flow)))).toBe("409/28060");
  });

  it("means runs of all versions, and goes by the LIVE version's names and rules", async () => {
    const old = await publish(blocksOf(), { access: { byName: true } });
    const run = await startRun(old);
    const live = await republish(old, blocksOf({ name: "Paid" }));
    const { token } = await logInUser();
    expect(short(await byName(namesOf(live), { token }))).toBe("404/28011");
    expect(short(await byName(namesOf(live, "Paid")))).toBe("404/28011");
    expect(short(await byName(namesOf(live, "Paid"), { token }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it("still finds runs of a flow that has no LIVE version", async () => {
    const flow = await publish(blocksOf(), { access: { byName: true } });
    const run = await startRun(flow);
    await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/pause`);
    expect(short(await byName(namesOf(flow)))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it("asks for what the trigger asks for", async () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: ["AuthenticatedUser"] };
    const flow = await publish(blocksOf({ authentication }), { access: { byName: true } });
    const run = await startRun(flow);
    expect(short(await byName(namesOf(flow)))).toBe("401/1000");
    expect(await statusOf(run)).toBe("waiting");
  });

  it("answers an unknown token where anybody may", async () => {
    const flow = await publish(blocksOf(), { access: { byName: true } });
    expect(short(await byName(namesOf(flow), { token: "nonsense" }))).toBe("401/3064");
  });

  it("starts a run at the start block", async () => {
    const { pay, done } = blocksOf();
    const flow = await publish({ pay, done }, { access: { byName: true } });
    expect(short(await byName(namesOf(flow)))).toBe("200");
    await manage("POST", `/flows/${flow.flowId}/versions/${flow.versionId}/pause`);
    // Named by the version that was LIVE last; starting needs one that is.
    expect(short(await byName(namesOf(flow)))).toBe("404/28010");
  });
});

describe("a callback by names that are unknown or not for the caller", () => {
  const UNKNOWN = {
    status: 404,
    body: {
      code: 28011,
      message:
        "No such flow or trigger by that name, or it may not be addressed by name without a user token",
    },
  };

  it("is answered the same for a stranger, whether there is such a flow or not", async () => {
    const flow = await publish(blocksOf());
    const run = await startRun(flow);
    const answers = [
      await byName(namesOf(flow)),
      await byName(namesOf(flow), { token: "nonsense" }),
      await byName({ ...namesOf(flow), execution: run }),
      await byName(namesOf(flow, "No such trigger")),
      await byName({ flowName: "No such flow", triggerName: "Payment confirmed" }),
      await byName({ flowName: flow.name }),
      await byName({ triggerName: "Payment confirmed" }),
      await byName({}),
    ];
    for (const answer of answers) expect(answer).toMatchObject(UNKNOWN);
    expect(await statusOf(run)).toBe("waiting");
  });

  it.each(["__proto__", "constructor", "' OR 1=1 --", "\0", "🦊", "x".repeat(5_000), "begin"])(
    "is answered the same for %.20s, also to a user",
    async (name) => {
      const { token } = await logInUser();
      const flow = await publish(blocksOf());
      expect(await byName(namesOf(flow, name), { token })).toMatchObject(UNKNOWN);
      expect(await byName({ flowName: name, triggerName: name }, { token })).toMatchObject(UNKNOWN);
    },
  );

  it("doesn't know a flow that was never launched, nor one that was deleted", async () => {
    const { token } = await logInUser();
    const name = `flow ${crypto.randomUUID()}`;
    await manage("POST", "/flows", { name, start: "begin", blocks: blocksOf() });
    expect(await byName({ flowName: name, triggerName: "pay" }, { token })).toMatchObject(UNKNOWN);
    const flow = await publish(blocksOf(), { access: { byName: true } });
    await manage("DELETE", `/flows/${flow.flowId}`);
    expect(await byName(namesOf(flow))).toMatchObject(UNKNOWN);
  });
});
