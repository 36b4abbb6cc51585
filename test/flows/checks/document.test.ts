import { expect, test } from "vitest";
import example from "../../../examples/order-payment.json" with { type: "json" };
import signed from "../../../examples/stripe-payment.json" with { type: "json" };
import { check, flow, set, trigger } from "./support.ts";

test("the example is in order, and its condition is an index", async () => {
  const { document, errors, advice } = await check(example);
  expect(errors).toEqual([]);
  expect(document).toMatchObject({ name: "Order payment", start: "details" });
  expect(advice).toEqual([
    { path: "blocks.payment.condition", message: expect.stringContaining("an index"), kind: "keyed" },
  ]);
});

test("the example of a sender who signs is in order, and its condition is an index", async () => {
  const { errors, advice } = await check(signed, ["STRIPE"]);
  expect(errors).toEqual([]);
  expect(advice).toEqual([
    { path: "blocks.payment.condition", message: expect.stringContaining("an index"), kind: "keyed" },
  ]);
});

test("reports all problems at once, in blocks that the schema refuses too", async () => {
  const { errors } = await check({
    name: "",
    start: "nowhere",
    title: "{{ x }}",
    access: { start: ["Chef"] },
    blocks: {
      broken: { type: "condition", next: "gone", yes: ["far"] },
      odd: trigger({ next: "broken", condition: "1" }),
      fine: set({ total: "{{ nobody.total }}" }, { next: "odd", onError: "elsewhere" }),
    },
  });
  expect(errors.map(({ path }) => path).toSorted()).toEqual([
    "access.start[0]",
    "blocks.broken.next",
    "blocks.broken.next",
    "blocks.broken.when",
    "blocks.broken.yes[0]",
    "blocks.fine.onError",
    "blocks.fine.values.total",
    "blocks.odd.condition",
    "name",
    "start",
    "title",
  ]);
});

test("a broken block leads where it says, so what comes after it counts as reached", async () => {
  const { errors } = await check(flow({ a: { type: "delay", for: "soon", next: "b" }, b: set("{{ a }}") }));
  expect(errors.map(({ path }) => path)).toEqual(["blocks.a.for"]);
});

test("lists at most a thousand problems and counts the rest", async () => {
  const { errors } = await check(flow({ a: set(Array.from({ length: 5_000 }, () => "{{ x }}")) }));
  expect(errors).toHaveLength(1_001);
  expect(errors.at(-1)).toEqual({ path: "", message: "… and 4000 more" });
});
