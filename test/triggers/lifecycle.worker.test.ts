import { describe, expect, it } from "vitest";
import { eventually, manage, type Published, publish, republish, send, startRun } from "../support/worker.ts";
import { callBack, short, statusOf, urlOf } from "./support.ts";

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.data }}" },
};

async function change({ flowId, versionId }: Published, what: "launch" | "pause" | "stop"): Promise<void> {
  const { status } = await manage("POST", `/flows/${flowId}/versions/${versionId}/${what}`);
  expect(status).toBe(200);
}

function start(id: string) {
  return send("POST", `/api/automation/flow/${id}/activate`, { body: {} });
}

function startByName(name: string) {
  return send("POST", "/api/automation/flow/activate-by-name", { body: { name } });
}

/** How starting is answered: by the flow's id, the version's id and the flow's name. */
async function starts({ flowId, versionId, name }: Published): Promise<string[]> {
  const answers = [await start(flowId), await start(versionId), await startByName(name)];
  return answers.map((answer) => (answer.status === 200 ? "started" : short(answer)));
}

const STARTED = ["started", "started", "started"];
const NONE_LIVE = ["404/28053", "404/28053", "404/28053"];

function terminated(run: string): Promise<string> {
  return eventually(
    () => statusOf(run),
    (status) => status === "terminated",
  );
}

describe("a paused version", () => {
  it("starts no runs, and its waiting runs take callbacks", async () => {
    const flow = await publish(blocks);
    const runs = [await startRun(flow), await startRun(flow), await startRun(flow), await startRun(flow)];
    await change(flow, "pause");
    expect(await starts(flow)).toEqual(NONE_LIVE);
    await callBack(flow, "pay", { execution: runs[3] });
    await callBack(flow, "pay");
    await callBack(flow, "pay", { via: "flow" });
    await callBack(flow, "pay", { execution: "all" });
    expect(await Promise.all(runs.map(statusOf))).toEqual(Array(4).fill("completed"));
    expect(short(await callBack(flow, "pay"))).toBe("409/28060");
  });

  it("starts runs again once it is launched again", async () => {
    const flow = await publish(blocks);
    await change(flow, "pause");
    await change(flow, "launch");
    expect(await starts(flow)).toEqual(STARTED);
  });

  it("is what a version becomes when another one is launched", async () => {
    const old = await publish(blocks);
    const oldRun = await startRun(old);
    const live = await republish(old, blocks);
    expect(await starts(live)).toEqual(STARTED);
    expect(short(await start(old.versionId))).toBe("404/28053");
    await callBack(old, "pay");
    expect(await statusOf(oldRun)).toBe("completed");
  });
});

describe.concurrent("a stopped version", () => {
  it("has its waiting runs terminated; callbacks learn it", async () => {
    const flow = await publish(blocks);
    const [run, resumed] = [await startRun(flow), await startRun(flow)];
    await callBack(flow, "pay", { execution: resumed });
    await change(flow, "stop");
    expect(await starts(flow)).toEqual(NONE_LIVE);
    expect(await terminated(run)).toBe("terminated");
    expect(await statusOf(resumed)).toBe("completed");
    expect(short(await callBack(flow, "pay", { execution: run }))).toBe("410/28136");
    expect(short(await callBack(flow, "pay", { execution: run, via: "flow" }))).toBe("410/28136");
    expect(short(await callBack(flow, "pay", { body: { n: 1 } }))).toBe("409/28060");
  });

  it("ends its own runs and no other version's", async () => {
    const old = await publish(blocks);
    const oldRun = await startRun(old);
    const live = await republish(old, blocks);
    const liveRun = await startRun(live);
    await change(old, "stop");
    expect(await terminated(oldRun)).toBe("terminated");
    expect(await statusOf(liveRun)).toBe("waiting");
    await callBack(live, "pay", { via: "flow" });
    expect(await statusOf(liveRun)).toBe("completed");
  });

  it("ends runs that don't wait for a callback too", async () => {
    const flow = await publish({
      begin: { type: "delay", for: "PT1H", next: "pay" },
      pay: { type: "external-callback" },
    });
    const run = await startRun(flow);
    // Those are found by the run index, which lags.
    await eventually(
      () => manage("GET", `/runs?versionId=${flow.versionId}`),
      ({ body }) => Object(body).items.length === 1,
    );
    await change(flow, "stop");
    expect(await terminated(run)).toBe("terminated");
    expect(short(await callBack(flow, "pay", { execution: run }))).toBe("410/28136");
  });
});

describe("a deleted flow", () => {
  it("has its runs terminated, of all versions, and is unknown by its id and name", async () => {
    const old = await publish(blocks);
    const oldRun = await startRun(old);
    const live = await republish(old, blocks);
    const runs = [oldRun, await startRun(live)];
    expect((await manage("DELETE", `/flows/${old.flowId}`)).status).toBe(204);
    expect(await starts(live)).toEqual(NONE_LIVE);
    for (const run of runs) {
      await terminated(run);
      const version = run === oldRun ? old : live;
      expect(short(await callBack(version, "pay", { execution: run }))).toBe("410/28136");
    }
    expect(short(await callBack(live, "pay", { via: "flow" }))).toBe("404/28010");
  });
});

describe("a version that was never launched", () => {
  it("is unknown, also where another one of the flow is LIVE", async () => {
    const name = `flow ${crypto.randomUUID()}`;
    const { body } = await manage("POST", "/flows", { name, start: "begin", blocks });
    const { flow, version, triggers } = Object(body);
    const draft = { flowId: flow.id, versionId: version.id, name, triggers: { pay: triggers[0] } };
    expect(await starts(draft)).toEqual(NONE_LIVE);
    for (const via of ["version", "flow"] as const)
      for (const execution of [undefined, "any", "all", "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F"])
        expect(short(await callBack(draft, "pay", { via, execution }))).toBe("404/28010");

    const live = await republish(draft, blocks);
    const run = await startRun(live);
    expect(urlOf(live, "pay", "flow")).toBe(urlOf(draft, "pay", "flow"));
    expect(short(await callBack(draft, "pay"))).toBe("404/28010");
    expect(short(await callBack(draft, "pay", { execution: run }))).toBe("404/28010");
    expect(short(await callBack(draft, "pay", { via: "flow" }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });
});
