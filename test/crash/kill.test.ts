import { afterAll, beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { Outside } from "../support/outside.ts";
import { Server } from "../support/server.ts";

/** `kill -9` of the whole local server, on state of its own; afterwards it starts on the same state. */
let server: Server;
let client: Client;
let outside: Outside;

beforeAll(async () => {
  server = await Server.start();
  client = new Client(server.url);
  outside = await Outside.open();
});

afterAll(async () => {
  await server.dispose();
  outside.close();
});

async function killAndRestart(): Promise<void> {
  await server.kill();
  await server.restart();
}

const request = (path: string, next: string, retry: object = {}) => ({
  type: "http-request",
  request: { method: "POST", url: `${outside.url}${path}`, body: { order: "{{ initial.data.id }}" } },
  retry: { attempts: 5, backoff: "PT0.1S", ...retry },
  next,
});
const done = { type: "return", value: "{{ pay.data }}" };
const pay = { type: "external-callback", next: "done" };

it("between pause and callback: the runs wait on, and go on by name and by any", async () => {
  const flow = await client.publish({ begin: { type: "set", values: {}, next: "pay" }, pay, done });
  const [first, second] = [await client.startRun(flow.flowId), await client.startRun(flow.flowId)];
  await killAndRestart();
  expect((await client.run(first)).status).toBe("waiting");
  const url = flow.triggers["pay"]?.callbackUrl ?? "";
  expect((await client.callback(url, second, { n: 2 })).status).toBe(200);
  expect((await client.callback(url, undefined, { n: 1 })).status).toBe(200);
  expect((await client.runBecomes(first, "completed")).result).toEqual({ n: 1 });
  expect((await client.runBecomes(second, "completed")).result).toEqual({ n: 2 });
});

it("right after a callback's 200: the activation stands", async () => {
  const flow = await client.publish({ begin: { type: "set", values: {}, next: "pay" }, pay, done });
  const run = await client.startRun(flow.flowId);
  const url = flow.triggers["pay"]?.callbackUrl ?? "";
  expect((await client.callback(url, run, { paid: 50 })).status).toBe(200);
  await killAndRestart();
  expect(await client.run(run)).toMatchObject({ status: "completed", result: { paid: 50 } });
  expect((await client.callback(url, run, { paid: 50 })).status).toBe(200);
  expect((await client.callback(url, run, { paid: 51 })).status).toBe(410);
});

it("while outside servers are being asked: each request comes again under its one key, and the run goes on", async () => {
  const flow = await client.publish({
    begin: { type: "set", values: {}, next: "ship" },
    ship: request("/ship", "bill"),
    bill: request("/bill", "end"),
    end: { type: "return", value: "shipped and billed" },
  });
  // The first answer never comes: the server that waits for it is killed.
  outside.answer = () => new Promise<number>(() => {});
  const run = await client.startRun(flow.flowId, { id: 7 });
  await eventually(() => outside.at("/ship").length === 1);
  await server.kill();
  let failures = 1;
  outside.answer = ({ path }) => (path === "/bill" && failures-- > 0 ? 503 : 200);
  await server.restart();
  expect((await client.runBecomes(run, "completed")).result).toBe("shipped and billed");
  const keys = (path: string) => outside.at(path).map(({ headers }) => headers["idempotency-key"]);
  expect(keys("/ship")).toHaveLength(2);
  expect(keys("/bill")).toHaveLength(2);
  expect(new Set(keys("/ship")).size).toBe(1);
  expect(new Set(keys("/bill")).size).toBe(1);
  expect(keys("/ship")[0]).not.toBe(keys("/bill")[0]);
  expect(outside.at("/ship").map(({ body }) => JSON.parse(body))).toEqual([{ order: 7 }, { order: 7 }]);
});

it("while a trigger's timeout falls due: it fires after the restart, once", async () => {
  const flow = await client.publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { ...pay, timeout: { after: "PT1S", next: "late", data: { paid: 0 } } },
    done,
    late: { type: "return", value: "too late" },
  });
  const run = await client.startRun(flow.flowId);
  const { timeoutAt } = (await client.run(run)).waits[0];
  await server.kill();
  await eventually(() => Date.now() > timeoutAt);
  await server.restart();
  const { result, timeline } = await client.runBecomes(run, "completed");
  expect(result).toBe("too late");
  expect(timeline.filter(({ type }: { type: string }) => type === "timed-out")).toHaveLength(1);
});
