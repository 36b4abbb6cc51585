import { describe, expect, it } from "vitest";
import { ORIGIN, publish, republish, send, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, short, statusOf, urlOf } from "./support.ts";

/** A flow that hands out its own URLs before it waits. */
const blocks = {
  order: { type: "set", values: { pay: "{{ urls.payment }}", ship: "{{ urls.shipping }}" }, next: "payment" },
  payment: { type: "external-callback", next: "shipping" },
  shipping: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ payment.data }}" },
};

async function started(more: Record<string, unknown> = {}) {
  const flow = await publish({ ...blocks, ...more });
  const run = await startRun(flow);
  const { context } = await viewRun(run);
  const { pay, ship }: { pay: string; ship: string } = Object(context["order"]);
  return { flow, run, pay, ship };
}

function call(url: string, body: unknown = {}) {
  return send("POST", url, { body });
}

/** The same URL with another `execution`; undefined leaves it out. */
function withExecution(url: string, execution: string | undefined): string {
  const other = new URL(url);
  other.searchParams.delete("execution");
  if (execution !== undefined) other.searchParams.set("execution", execution);
  return other.href;
}

function triggerIn(url: string): string {
  return /\/trigger\/([0-9A-F-]{36})\/activate/.exec(url)?.[1] ?? "";
}

describe("urls.<trigger>", () => {
  it("resumes its own run at that trigger", async () => {
    const { run, pay, ship } = await started();
    expect(short(await call(pay, { paid: 5 }))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ status: "waiting", waits: [{ block: "shipping" }] });
    expect(short(await call(ship))).toBe("200");
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { paid: 5 } });
  });

  it("is the URL that the operator is shown, at the address where the run was started", async () => {
    const { flow, run, pay } = await started();
    expect((await viewRun(run)).waits).toMatchObject([{ block: "payment", callbackUrl: pay }]);
    expect(pay).toBe(
      `${ORIGIN}/api/automation/flow/${flow.versionId}/trigger/${triggerIn(pay)}/activate?execution=${run}`,
    );
  });

  it("hides the trigger's own id, and differs from run to run and from block to block", async () => {
    const [one, two] = [await started(), await started()];
    const again = await startRun(one.flow);
    const { pay } = Object((await viewRun(again)).context["order"]);
    expect(new Set([one.pay, one.ship, two.pay, two.ship, pay].map(triggerIn)).size).toBe(5);
    for (const url of [one.pay, one.ship, pay])
      for (const { triggerId } of Object.values(one.flow.triggers)) expect(url).not.toContain(triggerId);
  });

  it.each([
    ["any", () => "any"],
    ["all", () => "all"],
    ["nothing", () => undefined],
    ["nothing but an empty text", () => ""],
    ["another run's id", (other: string) => other],
  ])("is no address at all with %s for its run's id", async (_, executionOf) => {
    const { flow, run, pay } = await started();
    const other = await startRun(flow);
    expect(short(await call(withExecution(pay, executionOf(other))))).toBe("404/28010");
    expect([await activationsOf(run), await activationsOf(other)]).toEqual([0, 0]);
  });

  it("is no address under another flow's or version's id", async () => {
    const { flow, run, pay } = await started();
    const other = await publish(blocks);
    const live = await republish(flow, blocks);
    for (const id of [other.flowId, other.versionId, live.versionId])
      expect(short(await call(pay.replace(flow.versionId, id)))).toBe("404/28010");
    expect(await activationsOf(run)).toBe(0);
  });

  it("opens its own block only: another block's is early, and late afterwards", async () => {
    const { run, pay, ship } = await started({ shipping: { ...blocks.shipping, early: { hold: "PT0S" } } });
    expect(short(await call(ship))).toBe("409/28060");
    expect(await viewRun(run)).toMatchObject({ waits: [{ block: "payment" }] });
    await call(pay);
    expect(short(await call(pay, { again: true }))).toBe("409/28100");
    expect(await viewRun(run)).toMatchObject({ waits: [{ block: "shipping" }] });
  });

  it("counts repetitions together with callbacks to the trigger's own URL", async () => {
    const { flow, run, pay } = await started();
    await callBack(flow, "payment", { execution: run, body: { paid: 5 } });
    expect(short(await call(pay, { paid: 5 }))).toBe("200");
    expect(await activationsOf(run)).toBe(1);
  });

  it("still resumes the run after another version was launched", async () => {
    const { flow, run, pay } = await started();
    await republish(flow, blocks);
    await call(pay);
    expect(await activationsOf(run)).toBe(1);
  });

  it("asks for the users and roles that the trigger asks for", async () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: [], onFail: "ERROR" };
    const { run, pay } = await started({ payment: { ...blocks.payment, authentication } });
    expect(short(await call(pay))).toBe("401/1000");
    expect(await activationsOf(run)).toBe(0);
  });

  it("is there for runs that a callback started", async () => {
    const { payment, shipping, done } = blocks;
    const link = { type: "set", values: { ship: "{{ urls.shipping }}" }, next: "shipping" };
    const flow = await publish({ payment: { ...payment, next: "link" }, link, shipping, done });
    const { headers } = await call(urlOf(flow, "payment"), { n: 1 });
    expect(headers.get("holdpoint-receipt")).toMatch(/^r-/);
    const other = await startRun(flow);
    await callBack(flow, "payment", { execution: other });
    const { ship } = Object((await viewRun(other)).context["link"]);
    await call(ship);
    expect(await statusOf(other)).toBe("completed");
  });
});
