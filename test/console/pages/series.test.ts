import { expect, it } from "vitest";
import { waitingData } from "../../../src/console/pages/overview/series.ts";

it("draws how many runs waited up to the end of the last interval, and nothing where nobody knows", () => {
  const buckets = [
    { at: 60_000, waiting: null },
    { at: 120_000, waiting: 3 },
    { at: 180_000, waiting: 5 },
  ];
  expect(waitingData(buckets)).toEqual([
    [60, 120, 180, 240],
    [null, 3, 5, 5],
  ]);
});
