import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { explore } from "./explorers.ts";
import { MUTATIONS } from "./mutations.ts";
import { printed } from "./print.ts";
import { simulate } from "./simulate.ts";

/** `npm run simulate` goes through many more. */
const SEEDS = 200;

test(`${SEEDS} histories break no invariant`, { timeout: 120_000 }, async () => {
  const { tally, failed } = await explore({ from: 1, to: SEEDS, failures: 1 });
  expect(failed.map(({ history }) => history).join("\n")).toBe("");
  expect(tally["histories"]).toBe(SEEDS);
});

test("a seed gives the same history again", { timeout: 30_000 }, async () => {
  for (const seed of [1, 2, 3]) {
    const [once, again] = [await simulate(seed, { notes: true }), await simulate(seed, { notes: true })];
    expect(printed(again)).toEqual(printed(once));
    expect(once.notes.length).toBeGreaterThan(20);
  }
});

test("a planted bug is found, and its history is told", { timeout: 120_000 }, async () => {
  const mutation = "a callback is answered before its activation is committed";
  const { failed } = await explore({ from: 1, to: 500, failures: 1, mutation });
  expect(failed[0]?.history).toMatch(/sender \d+ +sends .*\n[\s\S]*BROKEN/);
});

test.each(MUTATIONS)("there is a place for the bug that $name", ({ file, find }) => {
  expect(readFileSync(file, "utf8").split(find)).toHaveLength(2);
});
