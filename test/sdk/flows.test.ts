import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { USER_KEYS } from "../scenarios/specification.ts";
import { Client, type Published } from "../support/client.ts";
import { Backendless } from "./backendless.ts";

const url = inject("url");
const client = new Client(url);
const { Automations, UserService } = Backendless;
const REFUSAL = "Unable to execute the callback. User is missing required security role(s)";
const GUID = expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);

const begin = { type: "set", values: {}, next: "pay" };
const done = { type: "return", value: { data: "{{ pay.data }}", user: "{{ pay.user }}" } };
const blocksWith = (settings: object) => ({
  begin,
  pay: { type: "external-callback", name: "Payment confirmed", next: "done", ...settings },
  done,
});
let flow: Published;
let guarded: Published;

beforeAll(async () => {
  await client.manage("POST /roles", { name: "Cashier" });
  flow = await client.publish(blocksWith({}));
  guarded = await client.publish(
    blocksWith({ authentication: { type: "BACKENDLESS", requiredRoles: ["Cashier"] } }),
  );
});

beforeEach(() => {
  Backendless.initApp(url);
  UserService.setCurrentUser(null);
});

const triggerOf = ({ triggers }: Published) => triggers["pay"]?.triggerId ?? "";

async function started(of: Published): Promise<string> {
  const { executionId } = await Automations.activateFlowById(of.versionId, { orderId: 1 });
  return executionId;
}

async function logIn(roles: string[] = []): Promise<string> {
  const { id, email } = await client.logInUser(roles);
  await UserService.login(email, "s3cr3t");
  return id;
}

describe("the unmodified client starts a run", () => {
  it("by the flow's name, by the flow's id and by the live version's", async () => {
    expect(await Automations.activateFlow(flow.name, { orderId: 1 })).toEqual({ executionId: GUID });
    expect(await Automations.activateFlow(flow.name)).toEqual({ executionId: GUID });
    expect(await Automations.activateFlowById(flow.flowId)).toEqual({ executionId: GUID });
    expect(await Automations.activateFlowById(flow.versionId, { a: [1] })).toEqual({ executionId: GUID });
  });

  it("and is told where there is no such flow", async () => {
    const failure = { code: 28053, message: expect.stringContaining("LIVE"), status: 404 };
    await expect(Automations.activateFlow("nobody's")).rejects.toMatchObject(failure);
    await expect(Automations.activateFlowById(crypto.randomUUID())).rejects.toMatchObject(failure);
  });
});

describe("the unmodified client calls back", () => {
  it("the run that it names, and the data arrives there", async () => {
    const run = await started(flow);
    await Automations.activateFlowTriggerById(flow.flowId, triggerOf(flow), { paid: 50 }, run);
    expect(await client.runBecomes(run, "completed")).toMatchObject({
      result: { data: { paid: 50 }, user: null },
    });
  });

  it("any run, the longest-waiting one, and then all", async () => {
    const own = await client.publish(blocksWith({}));
    const runs = [await started(own), await started(own), await started(own)];
    await Automations.activateFlowTriggerById(own.versionId, triggerOf(own), { n: 1 }, "any");
    await client.runBecomes(runs[0] ?? "", "completed");
    expect((await client.run(runs[1] ?? "")).status).toBe("waiting");
    await Automations.activateFlowTriggerById(own.versionId, triggerOf(own), { n: 2 });
    await client.runBecomes(runs[1] ?? "", "completed");
    await Automations.activateFlowTriggerById(own.versionId, triggerOf(own), { n: 3 }, "all");
    await client.runBecomes(runs[2] ?? "", "completed");
  });

  it("as its logged-in user, who arrives whole", async () => {
    const id = await logIn(["Cashier"]);
    const run = await started(guarded);
    await Automations.activateFlowTriggerById(guarded.flowId, triggerOf(guarded), {}, run);
    const { result } = await client.runBecomes(run, "completed");
    expect(Object.keys(result.user)).toEqual(USER_KEYS);
    expect(result.user.objectId).toBe(id);
  });

  it("by name, as a user; without one only where the flow allows it", async () => {
    const open = await client.publish(blocksWith({}), { access: { byName: true } });
    await Automations.activateFlow(open.name);
    await Automations.activateFlowTrigger(open.name, "Payment confirmed", { paid: 1 });
    const byName = () => Automations.activateFlowTrigger(flow.name, "Payment confirmed", { paid: 1 });
    await expect(byName()).rejects.toMatchObject({ code: 28011, status: 404 });
    await logIn();
    const run = await started(flow);
    await Automations.activateFlowTriggerById(flow.flowId, triggerOf(flow), {}, "all");
    await client.runBecomes(run, "completed");
    const named = await started(flow);
    await byName();
    await client.runBecomes(named, "completed");
    await expect(Automations.activateFlowTrigger("no", "no")).rejects.toMatchObject({ code: 28011 });
  });

  it("and nothing happens under IGNORE", async () => {
    const quiet = await client.publish(
      blocksWith({ authentication: { type: "BACKENDLESS", onFail: "IGNORE" } }),
    );
    const run = await started(quiet);
    await Automations.activateFlowTriggerById(quiet.flowId, triggerOf(quiet), {}, run);
    expect((await client.run(run)).status).toBe("waiting");
  });
});

describe("the unmodified client is told in code and message", () => {
  const call = (of: Published, execution?: string, data: object = { n: Math.random() }) =>
    Automations.activateFlowTriggerById(of.flowId, triggerOf(of), data, execution);

  it("that there is no such flow, trigger or run, and that nobody waits", async () => {
    const nowhere = Automations.activateFlowTriggerById(flow.flowId, crypto.randomUUID(), {});
    await expect(nowhere).rejects.toMatchObject({ code: 28010, status: 404 });
    await expect(call(flow, crypto.randomUUID())).rejects.toMatchObject({ code: 28059, status: 404 });
    const own = await client.publish(blocksWith({}));
    await expect(call(own)).rejects.toMatchObject({ code: 28060, status: 409 });
  });

  it("that the run is past the trigger, or has ended", async () => {
    const longer = await client.publish({
      ...blocksWith({ next: "more" }),
      more: { type: "external-callback", next: "done" },
    });
    const run = await started(longer);
    await call(longer, run);
    await expect(call(longer, run)).rejects.toMatchObject({ code: 28100, status: 409 });
    await client.manage(`POST /runs/${run}/terminate`);
    await expect(call(longer, run)).rejects.toMatchObject({ code: 28136, status: 410 });
  });

  it("that a user is missing, or lacks the role", async () => {
    const run = await started(guarded);
    await expect(call(guarded, run)).rejects.toMatchObject({ code: 1000, message: REFUSAL, status: 401 });
    await logIn();
    await expect(call(guarded, run)).rejects.toMatchObject({ code: 1000, message: REFUSAL, status: 403 });
  });
});

describe("the unmodified client reads a run", () => {
  it("that its user started, and nobody else does", async () => {
    await logIn();
    const run = await started(flow);
    expect(await Automations.loadFlowExecutionContext(run)).toMatchObject({
      executionId: run,
      status: "waiting",
      context: { initial: { data: { orderId: 1 } } },
    });
    await expect(Automations.loadFlowExecutionContext(crypto.randomUUID())).rejects.toMatchObject({
      code: 28068,
    });
    await logIn();
    await expect(Automations.loadFlowExecutionContext(run)).rejects.toMatchObject({
      code: 70403,
      status: 403,
    });
    UserService.setCurrentUser(null);
    await expect(Automations.loadFlowExecutionContext(run)).rejects.toMatchObject({
      code: 70403,
      status: 401,
    });
  });
});
