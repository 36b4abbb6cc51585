import { describe, expect, test } from "vitest";
import { Duration, durationMs, Instant } from "../../src/blocks/time.ts";

describe("durations", () => {
  test.each([
    ["PT0S", 0],
    ["PT0.5S", 500],
    ["PT1,25S", 1_250],
    ["PT30S", 30_000],
    ["PT5M", 300_000],
    ["PT24H", 86_400_000],
    ["P1D", 86_400_000],
    ["P1DT1H1M1S", 90_061_000],
    ["P2W", 1_209_600_000],
    ["P3660D", 316_224_000_000],
  ])("%s is %d ms", (text, ms) => {
    expect(Duration.parse(text)).toBe(text);
    expect(durationMs(text)).toBe(ms);
  });

  test.each([
    ["", /written like/],
    ["P", /written like/],
    ["PT", /written like/],
    ["24h", /written like/],
    ["pt1s", /written like/],
    ["-PT1S", /written like/],
    ["PT1H30", /written like/],
    ["P1.5D", /written like/],
    ["PT1e3S", /written like/],
    [" PT1S", /written like/],
    [`PT${"1".repeat(60)}S`, /written like/],
    ["P1Y", /no fixed length/],
    ["P1M", /no fixed length/],
    ["P3661D", /ten years/],
    ["PT99999999999999999999S", /ten years/],
    ["P99999999999W", /ten years/],
  ])("%j is none", (text, message) => {
    expect(Duration.safeParse(text).error?.issues).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
  });
});

describe("instants", () => {
  test.each([
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00Z",
    "2026-01-31T12:00:00.123+02:00",
    "2028-02-29T00:00:00Z",
    "initial.data.until",
    "{{ initial.data.until }}",
    "now() + 60000",
    "1767225600000",
  ])("%s may be one", (text) => {
    expect(Instant.safeParse(text).success).toBe(true);
  });

  test.each([
    "",
    "2026-01-31",
    "2026-01",
    "2026-02-30T00:00:00Z",
    "2026-01-31T12:00:00",
    "2026-01-31 12:00Z",
  ])("%j is none", (text) => {
    expect(Instant.safeParse(text).success).toBe(false);
  });
});
