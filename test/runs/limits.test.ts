import fc from "fast-check";
import { expect, test } from "vitest";
import { byteLength } from "../../src/json.ts";
import { Draft, isOversized } from "../../src/runs/draft.ts";
import type { Fact } from "../../src/runs/facts.ts";
import { foldEntry } from "../../src/runs/fold.ts";
import { answer, NOON, RunWorld } from "../support/ports.ts";

const MIB = 1024 * 1024;
const started: Fact = {
  ...{ type: "started", runId: "r", flowId: "f", versionId: "v", origin: "o", title: null },
  ...{ initial: { data: {}, user: null }, next: ["b"] },
};

test("the facts of a transition are packed into as few rows as hold them, each within a row's bound", {
  timeout: 30_000,
}, () => {
  const size = fc.oneof(
    { weight: 3, arbitrary: fc.nat(2_000) },
    fc.integer({ min: 100_000, max: 1_899_000 }),
  );
  fc.assert(
    fc.property(fc.array(size, { maxLength: 12 }), fc.constantFrom("x", "é", "\n"), (sizes, letter) => {
      const draft = new Draft(undefined, NOON);
      draft.add(started);
      for (const [index, bytes] of sizes.entries()) {
        const output = letter.repeat(bytes / byteLength(JSON.stringify(letter).slice(1, -1)));
        const fact: Fact = { type: "ran", path: [], block: "b", occurrence: index + 1, output, next: ["b"] };
        if (!isOversized(fact)) draft.add(fact);
      }
      let folded: ReturnType<typeof foldEntry> | undefined;
      let total = 0;
      for (const { seq, facts } of draft.rows) {
        const row = `[${facts.join(",")}]`;
        expect(byteLength(row)).toBeLessThanOrEqual(1_900_000);
        total += byteLength(row);
        folded = foldEntry(folded, { seq, at: NOON, told: 0, facts: JSON.parse(row) });
      }
      expect(folded).toEqual(draft.state);
      expect(draft.rows.length).toBeLessThanOrEqual(1 + Math.ceil((2 * total) / 1_900_000));
    }),
    { numRuns: 40 },
  );
});

const big = "x".repeat(MIB - 20);

test("a block whose output is too large for a row fails, and its onError takes that", async () => {
  const values = ["{{ initial.data.big }}", "{{ initial.data.big }}"];
  const world = new RunWorld({
    a: { type: "set", values, onError: "mend" },
    mend: { type: "return", value: "{{ a.error }}" },
  });
  await world.start({ big });
  expect(await world.view()).toMatchObject({
    status: "completed",
    result: { code: "too_large", message: expect.any(String), source: "a" },
  });
});

test("a result that is too large for a row fails the return", async () => {
  const value = ["{{ initial.data.big }}", "{{ initial.data.big }}"];
  const world = new RunWorld({ a: { type: "return", value } });
  await world.start({ big });
  expect(await world.view()).toMatchObject({ status: "failed", error: { code: "too_large", source: "a" } });
});

test("an answer that grows past a row when it is written fails the request", async () => {
  const world = new RunWorld({ ask: { type: "http-request", request: { url: "https://x.example/" } } });
  world.respond = () => answer(200, "\u0001".repeat(500_000));
  await world.start();
  expect(await world.view()).toMatchObject({ status: "failed", error: { code: "too_large", source: "ask" } });
});

test("a big activation stands, and it is the run that fails with a context past 16 MiB", async () => {
  const blocks: Record<string, unknown> = {};
  for (let n = 0; n < 20; n++) blocks[`t${n}`] = { type: "external-callback", next: `t${n + 1}` };
  blocks["t20"] = { type: "external-callback" };
  const world = new RunWorld(blocks);
  await world.start({ big });
  const outcomes: string[] = [];
  for (let n = 0; n < 15; n++) outcomes.push((await world.call(`t${n}`, { big })).outcome);
  expect(outcomes).toEqual(Array(15).fill("activated"));
  expect(await world.view()).toMatchObject({
    status: "failed",
    error: { code: "context_too_large", source: "run" },
    waits: [],
  });
  world.restart();
  expect(await world.view()).toMatchObject({ status: "failed", error: { code: "context_too_large" } });
});

test("a run whose block comes after itself for ever fails after 10,000 blocks", {
  timeout: 30_000,
}, async () => {
  const world = new RunWorld({ a: { type: "set", values: 1, next: "a" } });
  await world.start();
  expect(await world.view()).toMatchObject({
    status: "failed",
    error: { code: "too_many_blocks", message: "A run executes at most 10000 blocks", source: "a" },
  });
  expect(world.entries.length).toBeLessThanOrEqual(51);
});

test("a long run that dies in the middle goes on where it was", async () => {
  const world = new RunWorld({
    a: { type: "set", values: "{{ has(a.n) ? {'n': a.n + 1} : {'n': 1} }}", next: "more" },
    more: { type: "condition", when: "a.n < 1000", yes: "a", no: "done" },
    done: { type: "return", value: "{{ a.n }}" },
  });
  void world.start();
  while (world.entries.length < 3) await new Promise(setImmediate);
  world.restart();
  expect(await world.view()).toMatchObject({ status: "running" });
  await world.fireAlarm();
  expect(await world.view()).toMatchObject({ status: "completed", result: 1000 });
});

test("a run that forks without end fails at its 501st branch, not at the limit of the platform", async () => {
  const world = new RunWorld({ a: { type: "set", values: 1, next: ["a", "a"] } });
  await world.start();
  const error = {
    code: "too_many_branches",
    message: "A run has at most 500 branches side by side",
    source: "run",
  };
  expect(world.ended).toMatchObject([{ status: "failed" }]);
  expect((await world.run.view())?.error).toEqual(error);
});
