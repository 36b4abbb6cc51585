import { describe, expect, it } from "vitest";
import { linkExpiryOf } from "../../src/blocks/callback/people.ts";
import { Block } from "../../src/blocks/index.ts";

const trigger = (more: object) => Block.safeParse({ type: "external-callback", ...more });

function problems(more: object): string[] {
  return (trigger(more).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("a trigger's link", () => {
  it.each([
    [{}, 7 * 86_400_000],
    [{ link: {} }, 7 * 86_400_000],
    [{ link: { expires: "PT1H" } }, 3_600_000],
    [{ link: { expires: "P365D" } }, 365 * 86_400_000],
  ])("%j is good for %i milliseconds", (settings, expected) => {
    const { data } = trigger(settings);
    expect(data?.type === "external-callback" && linkExpiryOf(data)).toBe(expected);
  });

  it.each(["PT0S", "P366D", "P1M", "a week"])("can't be good for %j", (expires) => {
    expect(problems({ link: { expires } })[0]).toMatch(/^link\.expires: /);
  });
});

it("names a hold that is no duration, as any other that is none", () => {
  expect(problems({ early: { hold: "a week" } })).toEqual([
    'early.hold: A duration is written like "PT30S", "PT24H" or "P7D"',
  ]);
});

describe("a trigger's page", () => {
  it("has texts alone, none of them empty", () => {
    expect(problems({ page: { title: "Order", text: "Ship it?", thanks: "Done" } })).toEqual([]);
    expect(problems({ page: { title: "", html: "<b>" } }).map((text) => text.split(":")[0])).toEqual([
      "page.title",
      "page",
    ]);
  });
});
