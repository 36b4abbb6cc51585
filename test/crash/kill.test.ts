import { afterAll, beforeAll, expect, it } from "vitest";
import { activationsOf, waitsThenEnds } from "../scenarios/specification.ts";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { Server } from "../support/server.ts";

/** `kill -9` of the whole local server, on state of its own; afterwards it starts on the same state. */
let server: Server;
let client: Client;
const TWENTY = Array.from({ length: 20 }, (_, n) => n);

beforeAll(async () => {
  server = await Server.start();
  client = new Client(server.url);
});

afterAll(() => server.dispose());

async function killAndRestart(): Promise<void> {
  await server.kill();
  await server.restart();
}

/** A flow with so many runs that wait at its trigger. */
async function waitingRuns(count: number, trigger: Record<string, unknown> = {}) {
  const flow = await client.publish(waitsThenEnds(trigger));
  const ids = await Promise.all(TWENTY.slice(0, count).map(() => client.startRun(flow.flowId)));
  const url = flow.triggers["callback"]?.callbackUrl ?? "";
  const call = (execution: string | undefined, body: unknown) => client.callback(url, execution, body);
  return { ids, call };
}

/**
 * Sends twenty callbacks in four lanes and kills the server at the fifth answer, while others are under way;
 * answers which got their 200.
 */
async function killAmidst(callback: (n: number) => ReturnType<Client["callback"]>): Promise<number[]> {
  const confirmed: number[] = [];
  const unsent = [...TWENTY];
  let killed: Promise<void> | undefined;
  const lane = async () => {
    for (let n = unsent.shift(); n !== undefined && !killed; n = unsent.shift()) {
      const { status } = await callback(n);
      if (status === 200) confirmed.push(n);
      if (confirmed.length === 5) killed ??= server.kill();
    }
  };
  await Promise.allSettled(Array.from({ length: 4 }, lane));
  await killed;
  await server.restart();
  return confirmed;
}

it("between pause and callback: the runs wait on, and go on by name, by any and by nothing", async () => {
  const { ids, call } = await waitingRuns(3);
  const [first = "", second = "", third = ""] = ids;
  const before = await Promise.all(ids.map((id) => client.run(id)));
  await killAndRestart();
  expect(await Promise.all(ids.map((id) => client.run(id)))).toEqual(before);
  expect((await call(second, { n: 2 })).status).toBe(200);
  expect((await call("any", { n: 1 })).status).toBe(200);
  expect((await call(undefined, { n: 3 })).status).toBe(200);
  const runs = await Promise.all([first, second, third].map((id) => client.runBecomes(id, "completed")));
  expect(new Set(runs.map(({ result }) => result.n))).toEqual(new Set([1, 2, 3]));
  expect(runs[1].result).toEqual({ n: 2 });
  expect((await call("any", {})).body.code).toBe(28060);
});

it("right after a callback's 200: the activation stands, and the same callback again is a duplicate", async () => {
  const { ids, call } = await waitingRuns(20);
  const body = (n: number) => ({ n });
  const confirmed = await killAmidst((n) => call(ids[n], body(n)));
  const kept = await Promise.all(confirmed.map((n) => client.runBecomes(ids[n] ?? "", "completed")));
  expect(kept.map(({ result }) => result)).toEqual(confirmed.map(body));
  const again = await Promise.all(TWENTY.map((n) => call(ids[n], body(n))));
  expect(again.map(({ status }) => status)).toEqual(TWENTY.map(() => 200));
  const runs = await Promise.all(ids.map((id) => client.runBecomes(id, "completed")));
  expect(runs.map((run) => [run.result, activationsOf(run)])).toEqual(TWENTY.map((n) => [body(n), 1]));
  expect((await call(ids[0], { n: "another" })).body.code).toBe(28136);
});

it("amidst callbacks with any: none that got its 200 is lost, and the list goes on with who still waits", async () => {
  const { ids, call } = await waitingRuns(20);
  const confirmed = await killAmidst((n) => call("any", { n }));
  const views = await Promise.all(ids.map((id) => client.run(id)));
  const waiting = views.filter(({ status }) => status === "waiting").length;
  expect(waiting).toBeLessThanOrEqual(20 - confirmed.length);
  for (let n = 0; n < waiting; n++) expect((await call("any", { n: 100 + n })).status).toBe(200);
  expect((await call("any", {})).body.code).toBe(28060);
  const runs = await Promise.all(ids.map((id) => client.runBecomes(id, "completed")));
  expect(runs.map(activationsOf)).toEqual(TWENTY.map(() => 1));
  const brought = runs.map(({ result }) => result.n);
  expect(new Set(brought).size).toBe(20);
  expect(brought).toEqual(expect.arrayContaining(confirmed));
});

it("while a trigger's timeout falls due: it fires after the restart by itself, once", async () => {
  const timeout = { after: "PT1S", next: "done", data: { late: true } };
  const { ids, call } = await waitingRuns(1, { timeout });
  const [id = ""] = ids;
  const { timeoutAt } = (await client.run(id)).waits[0];
  await server.kill();
  await eventually(() => Date.now() > timeoutAt);
  await server.restart();
  const { result, timeline } = await client.runBecomes(id, "completed");
  expect(result).toEqual({ late: true });
  expect(timeline.filter(({ type }: { type: string }) => type === "timed-out")).toHaveLength(1);
  expect((await call(id, {})).status).toBe(410);
});

it("sessions, users and flows are still there, and seeding over them changes nothing", async () => {
  const { token, id } = await client.logInUser(["Cashier"]);
  const look = async () => [
    (await client.manage("GET /flows")).body,
    (await client.manage("GET /roles")).body,
    (await client.manage(`GET /users?email=${encodeURIComponent("cashier@example.com")}`)).body.items.length,
    (await client.send(`GET /api/data/Users/${id}`, undefined, { "user-token": token })).body,
  ];
  const before = await look();
  await killAndRestart();
  expect(await look()).toEqual(before);
  expect((await client.send(`GET /api/users/isvalidusertoken/${token}`)).body).toBe(true);
});
