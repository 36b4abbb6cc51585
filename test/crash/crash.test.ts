import { expect, inject, it } from "vitest";
import { check } from "./checker.ts";
import { tallyOf, tell } from "./report.ts";
import { playRound } from "./round.ts";

/** The short form of `npm run crash`. */
it("nothing acknowledged is lost and nothing happens twice while the server is killed again and again", async () => {
  const seed = Date.now() % 1_000_000;
  const { history } = await playRound({ bundle: inject("bundle"), seed, kills: 4, callbacks: 120 });
  expect(check(history).map((violation) => tell(violation, history))).toEqual([]);
  const { kills, callbacks, lost } = tallyOf(history, []);
  expect(kills).toBeGreaterThan(4);
  expect(callbacks).toBeGreaterThanOrEqual(120);
  expect(lost).toBeGreaterThan(0);
}, 180_000);
