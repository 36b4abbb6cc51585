import { describe, expect, it } from "vitest";
import { relativeTime, spanText } from "../../src/console/ui/spans.ts";

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

describe("the text of a span of time", () => {
  it.each([
    [0, "0 ms"],
    [999.6, "999 ms"],
    [1_250, "1.2 s"],
    [42 * SECOND, "42 s"],
    [3 * MINUTE + 5 * SECOND, "3 min 5 s"],
    [2 * HOUR, "2 h"],
    [DAY + HOUR + MINUTE, "1 d 1 h"],
    [-90 * SECOND, "-1 min 30 s"],
  ])("says %d ms as %s", (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});

describe("how far off an instant is", () => {
  it.each([
    [-2 * SECOND, "just now"],
    [-40 * SECOND, "40 sec. ago"],
    [-3 * MINUTE - 50 * SECOND, "3 min. ago"],
    [23.9 * HOUR, "in 23 hr."],
    [-3 * DAY, "3 days ago"],
  ])("says %d ms as %s", (ms, text) => {
    expect(relativeTime(ms)).toBe(text);
  });
});
