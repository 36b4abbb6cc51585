import { expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { activationsOf, waitsThenEnds } from "./specification.ts";

const client = new Client(inject("url"));
const FIFTY = Array.from({ length: 50 }, (_, n) => n);

/** A flow with so many runs that wait at its trigger. */
async function waitingRuns(count: number) {
  const flow = await client.publish(waitsThenEnds());
  const ids = await Promise.all(FIFTY.slice(0, count).map((n) => client.startRun(flow.flowId, { n })));
  await Promise.all(ids.map((id) => client.runBecomes(id, "waiting")));
  const url = flow.triggers["callback"]?.callbackUrl ?? "";
  return { ids, call: (execution: string, body: unknown) => client.callback(url, execution, body) };
}

it("of fifty callbacks with the same body on one run one activates it, the others are duplicates", async () => {
  const { ids, call } = await waitingRuns(1);
  const [id = ""] = ids;
  const answers = await Promise.all(FIFTY.map(() => call(id, { paid: 1 })));
  expect(answers.map(({ status, body }) => [status, body])).toEqual(FIFTY.map(() => [200, undefined]));
  expect(activationsOf(await client.runBecomes(id, "completed"))).toBe(1);
});

it("of fifty callbacks with different bodies on one run one activates it, the others come late", async () => {
  const { ids, call } = await waitingRuns(1);
  const [id = ""] = ids;
  const answers = await Promise.all(FIFTY.map((n) => call(id, { n })));
  const won = FIFTY.filter((n) => answers[n]?.status === 200);
  expect(won).toHaveLength(1);
  const late = answers
    .filter(({ status }) => status !== 200)
    .map(({ status, body }) => `${status}/${body.code}`);
  expect(late.filter((answer) => !["409/28100", "410/28136"].includes(answer))).toEqual([]);
  const run = await client.runBecomes(id, "completed");
  expect([activationsOf(run), run.result]).toEqual([1, { n: won[0] }]);
});

it("fifty callbacks with any activate fifty runs, each once", async () => {
  const { ids, call } = await waitingRuns(50);
  const answers = await Promise.all(FIFTY.map((n) => call("any", { n })));
  expect(answers.map(({ status }) => status)).toEqual(FIFTY.map(() => 200));
  const runs = await Promise.all(ids.map((id) => client.runBecomes(id, "completed")));
  expect(runs.map(activationsOf)).toEqual(FIFTY.map(() => 1));
  expect(runs.map(({ result }) => result.n).toSorted((a, b) => a - b)).toEqual(FIFTY);
});

it("one callback with all activates every waiting run; nobody waiting is no error", async () => {
  const { ids, call } = await waitingRuns(20);
  const { status, body } = await call("all", { to: "everybody" });
  expect([status, body]).toEqual([200, undefined]);
  const runs = await Promise.all(ids.map((id) => client.runBecomes(id, "completed")));
  expect(runs.map(({ result }) => result)).toEqual(ids.map(() => ({ to: "everybody" })));
  expect((await call("all", {})).status).toBe(200);
  expect((await call("any", {})).status).toBe(409);
});
