import { expect, test } from "vitest";
import { JOURNAL_BYTES } from "../../src/runs/draft.ts";
import { foldEntry } from "../../src/runs/fold.ts";
import { decideRelease } from "../../src/runs/operate.ts";
import type { RunState } from "../../src/runs/state.ts";
import { NOON, RunWorld, signer } from "../support/ports.ts";

const MIB = 1024 * 1024;
const big = "x".repeat(MIB - 20);
const ids = (count: number) => Array.from({ length: count }, (_, n) => `t${n}`);

/** Blocks that all begin at once, each a branch of its own. */
function sideBySide(count: number, block: object): Record<string, unknown> {
  const blocks = Object.fromEntries(ids(count).map((id) => [id, block]));
  return { start: { type: "set", values: 0, next: ids(count) }, ...blocks };
}

const trigger = (more: object = {}) => ({ type: "external-callback", ...more });

/** Failed in these words, and nothing about it is stuck. */
async function expectFailed(world: RunWorld, code: string): Promise<void> {
  const failed = { status: "failed", error: { code, source: expect.any(String) }, waits: [] };
  expect(await world.view()).toMatchObject(failed);
  world.restart();
  expect(await world.view()).toMatchObject(failed);
  expect(await world.run.operator.terminate("too late")).toBe(false);
  const rows = world.entries.length;
  expect(await world.run.operator.retry()).toBe("done");
  await world.settle();
  expect(await world.view()).toMatchObject(failed);
  expect(world.entries).toHaveLength(rows + 1);
  expect(world.problems).toEqual([]);
  for (const { facts } of world.entries) expect(JSON.stringify(facts).length).toBeLessThan(1_900_001);
}

test("callbacks whose branches end with them fill the context, and the last one fails the run", async () => {
  const world = new RunWorld(sideBySide(20, trigger()));
  await world.start();
  const outcomes: string[] = [];
  for (const id of ids(20)) outcomes.push((await world.call(id, { big })).outcome);
  expect(outcomes.filter((outcome) => outcome === "activated")).toHaveLength(16);
  expect(outcomes.slice(16)).toEqual(Array(4).fill("refused"));
  await expectFailed(world, "context_too_large");
});

test("what waits keep for their conditions counts as context", async () => {
  const condition = "callback.data.big == initial.data.big";
  const blocks = Object.fromEntries(
    ids(20).map((id) => [id, trigger({ condition: condition.replace("callback", id) })]),
  );
  const world = new RunWorld({ start: { type: "set", values: 0, next: ids(20) }, ...blocks });
  await world.start({ big });
  await expectFailed(world, "context_too_large");
});

test("what requests keep counts as context", async () => {
  const request = { method: "POST", url: "https://x.example/", body: "{{ initial.data.big }}" };
  const world = new RunWorld(sideBySide(20, { type: "http-request", request }));
  world.respond = () => new Promise(() => {});
  await world.start({ big });
  expect(await world.view()).toMatchObject({ status: "failed", error: { code: "context_too_large" } });
});

test("a wait that has to keep more than a row holds fails, and its onError takes that", async () => {
  const both = "t.data.x == first.data.big + t.data.y || t.data.x == initial.data.big";
  const world = new RunWorld({
    first: trigger({ next: "t" }),
    t: trigger({ condition: both, onError: "mend" }),
    mend: { type: "return", value: "{{ t.error.code }}" },
  });
  await world.start({ big });
  expect(await world.call("first", { big })).toMatchObject({ outcome: "activated" });
  expect(await world.view()).toMatchObject({ status: "completed", result: "too_large" });
});

test("timeouts at one moment, each with large data, are taken bit by bit", async () => {
  const timeout = { after: "PT1H", data: { big: "{{ initial.data.big }}" } };
  const world = new RunWorld({
    start: { type: "set", values: 0, next: Array(18).fill("t") },
    t: trigger({ timeout }),
  });
  await world.start({ big });
  const rowsByAlarm: number[] = [];
  while (world.ended.length === 0) {
    const before = world.entries.length;
    await world.fireAlarm();
    rowsByAlarm.push(world.entries.length - before);
  }
  expect(rowsByAlarm.reduce((sum, rows) => sum + rows)).toBe(18);
  expect(Math.max(...rowsByAlarm)).toBeLessThan(10);
  expect(await world.view()).toMatchObject({ status: "completed", endedAt: NOON + 3_600_000 });
});

test("a run fails before its journal gets too long to be read when it is woken", async () => {
  const world = new RunWorld({
    start: { type: "set", values: 0, next: ["a", "b"] },
    a: trigger(),
    b: trigger(),
  });
  await world.start();
  const state = world.entries.reduce<RunState | undefined>(foldEntry, undefined);
  if (!state) throw new Error("no run");
  const release = (written: number) =>
    decideRelease(
      { ...state, written },
      { occurrence: 2, data: {} },
      { version: world.version, signer },
      NOON,
    );
  expect(release(JOURNAL_BYTES - 100)).toMatchObject({ state: { ending: undefined } });
  expect(release(JOURNAL_BYTES)).toMatchObject({
    state: { ending: { error: { code: "journal_too_large" } } },
  });
});

test("a timeline leaves out what would make it too large, and says how much that was", async () => {
  const world = new RunWorld({ a: trigger({ next: "b" }), b: trigger({ next: "a" }) });
  await world.start();
  for (let n = 0; n < 12; n++) await world.call(n % 2 ? "b" : "a", n === 11 ? { n } : { big, n });
  const { timeline, context } = await world.view();
  const activated = timeline.filter(({ type }) => type === "activated");
  expect(activated.map(({ omittedBytes }) => omittedBytes !== undefined)).toEqual([
    ...[false, false, false, true, true, true, true, true, true, true, true, false],
  ]);
  const [omitted] = timeline.filter(({ omittedBytes }) => omittedBytes !== undefined);
  expect(omitted).toEqual({
    ...{ at: NOON, type: "activated", block: "b", occurrence: 4, omittedBytes: expect.any(Number) },
  });
  expect(Number(omitted?.["omittedBytes"])).toBeGreaterThan(MIB);
  expect(context).toMatchObject({ a: { data: { big, n: 10 } }, b: { data: { n: 11 } } });
});
