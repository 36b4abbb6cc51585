import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { Outside } from "../support/outside.ts";
import { Runtime } from "./runtime.ts";

/** `kill -9` of the built Worker's runtime in the middle of runs that ask an outside server. */
let server: Runtime;
let client: Client;
let outside: Outside;

beforeAll(async () => {
  server = await Runtime.start(inject("bundle"));
  client = new Client(server.url);
});

beforeEach(async () => {
  outside = await Outside.open();
  return () => outside.close();
});

afterAll(() => server.dispose());

/** Two branches that reach the same block: two occurrences of it, then one of another. */
function shippedTwiceAndBilled(backoff: string) {
  const request = (path: string, next: string) => ({
    type: "http-request",
    request: { method: "POST", url: `${outside.url}${path}`, body: { order: "{{ initial.data.id }}" } },
    retry: { attempts: 5, backoff },
    next,
  });
  return {
    begin: { type: "set", values: {}, next: ["left", "right"] },
    left: { type: "set", values: {}, next: "ship" },
    right: { type: "set", values: {}, next: "ship" },
    ship: request("/ship", "both"),
    both: { type: "join", next: "bill" },
    bill: request("/bill", "end"),
    end: { type: "return", value: "{{ bill.body }}" },
  };
}

/** How often each key came; one that is missing is a key too. */
function keysAt(path: string): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const { headers, body } of outside.at(path)) {
    expect(JSON.parse(body)).toEqual({ order: 7 });
    const key = headers["idempotency-key"];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Outside requests are sent at least once. */
function expectKeys(run: string, path: string, keys: number, atLeast: number): void {
  const counts = keysAt(path);
  expect(counts.size).toBe(keys);
  for (const [key, times] of counts) {
    expect(key).toMatch(new RegExp(`^${run}:\\d+$`));
    expect(times).toBeGreaterThanOrEqual(atLeast);
  }
}

it("while answers are outstanding: each request comes again under its own key, and the run goes on", async () => {
  const flow = await client.publish(shippedTwiceAndBilled("PT0.1S"));
  // These answers never come: who waits for them is killed.
  outside.answer = () => new Promise<number>(() => {});
  const run = await client.startRun(flow.flowId, { id: 7 });
  await eventually(() => outside.at("/ship").length >= 2);
  // The alarm of the run's start is over by then: what wakes it later stands for the requests alone.
  const { startedAt } = await client.run(run);
  await eventually(() => Date.now() > startedAt + 6_000);
  expect(outside.at("/ship")).toHaveLength(2);
  await server.kill();
  outside.answer = () => 200;
  await server.restart();
  // Nobody asks for the run: its alarm alone takes it up.
  await eventually(() => outside.at("/bill").length > 0);
  expect((await client.runBecomes(run, "completed")).result).toEqual({ ok: true });
  expectKeys(run, "/ship", 2, 2);
  expectKeys(run, "/bill", 1, 1);
  expect([...keysAt("/ship").keys()]).not.toContain([...keysAt("/bill").keys()][0]);
});

it("between a 503 and the next attempt: the attempts go on counting, under the same keys", async () => {
  const flow = await client.publish(shippedTwiceAndBilled("PT4S"));
  outside.answer = () => 503;
  const run = await client.startRun(flow.flowId, { id: 7 });
  const attempts = async (type: string): Promise<[string, number][]> => {
    const { timeline } = await client.run(run);
    const made = timeline.filter((fact: { type: string }) => fact.type === type);
    return made.map(({ block, attempt }: { block: string; attempt: number }) => [block, attempt]);
  };
  await eventually(async () => (await attempts("attempt-failed")).length === 2);
  await server.kill();
  outside.answer = () => 200;
  await server.restart();
  await eventually(() => outside.at("/bill").length > 0);
  await client.runBecomes(run, "completed");
  expect(await attempts("attempt-failed")).toEqual([
    ["ship", 1],
    ["ship", 1],
  ]);
  expect(await attempts("responded")).toEqual([
    ["ship", 2],
    ["ship", 2],
    ["bill", 1],
  ]);
  expectKeys(run, "/ship", 2, 2);
  expectKeys(run, "/bill", 1, 1);
});
