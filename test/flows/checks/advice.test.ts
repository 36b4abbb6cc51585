import { describe, expect, test } from "vitest";
import { type Case, check, flow, request, set, trigger } from "./support.ts";

/** What its author may want to know, though it can be published. */
const ADVICE: Case[] = [
  [
    "an index",
    flow({ a: set(1, { next: "b" }), b: trigger({ condition: "b.data.id == initial.data.id" }) }),
    "blocks.b.condition",
    /is an index/,
  ],
  [
    "each wait judged",
    flow({ a: set(1, { next: "b" }), b: trigger({ condition: "b.data.paid >= initial.data.total" }) }),
    "blocks.b.condition",
    /each waiting run has to be judged/,
  ],
  [
    "the callback only",
    flow({ a: trigger({ condition: "a.data.ok" }) }),
    "blocks.a.condition",
    /callback only/,
  ],
  [
    "a loop that never waits",
    flow({
      a: { type: "condition", when: "true", yes: "b" },
      b: set(1, { next: "a" }),
    }),
    "blocks.b.next",
    /back to `a` without waiting/,
  ],
  ["a loop of one", flow({ a: set(1, { next: "a" }) }), "blocks.a.next", /without waiting/],
  [
    "a join that can't be satisfied",
    flow({
      a: set(1, { next: ["b", "c"] }),
      b: set(1, { next: "d" }),
      c: set(1, { next: "d" }),
      d: { type: "join", mode: "count", count: 3 },
    }),
    "blocks.d.count",
    /3 branches.*at most 2/,
  ],
  [
    "a join of one branch",
    flow({ a: set(1, { next: "b" }), b: { type: "join", mode: "all" } }),
    "blocks.b",
    /Only one branch/,
  ],
  [
    "only guests",
    flow({ a: trigger({ authentication: { type: "BACKENDLESS", requiredRoles: ["GuestUser"] } }) }),
    "blocks.a.authentication.requiredRoles",
    /Only guests/,
  ],
  [
    "nobody",
    flow({
      a: trigger({
        authentication: { type: "BACKENDLESS", requiredRoles: ["GuestUser", "AuthenticatedUser"] },
      }),
    }),
    "blocks.a.authentication.requiredRoles",
    /Nobody gets in/,
  ],
  [
    "a user that may be missing",
    flow({ a: trigger({ next: "b" }), b: set("{{ a.user.email }}") }),
    "blocks.b.values",
    /`a.user` is null/,
  ],
  [
    "a secret in the clear",
    flow({ a: request({ url: "http://shop.example/", headers: { authorization: "{{ secrets.SHOP }}" } }) }),
    "blocks.a.request.url",
    /readable on its way/,
  ],
];

test.each(ADVICE)("advises on %s", async (_what, document, path, message) => {
  const { errors, advice } = await check(document);
  expect(errors).toEqual([]);
  expect(advice).toEqual([{ path, message: expect.stringMatching(message) }]);
});

describe("has no advice on", () => {
  test.each<[string, unknown]>([
    ["a loop through a trigger", flow({ a: trigger({ next: "b" }), b: set(1, { next: "a" }) })],
    [
      "a join in a loop",
      flow({ a: trigger({ next: "b" }), b: { type: "join", mode: "count", count: 2, next: "a" } }),
    ],
    [
      "a join behind a fork of a fork",
      flow({
        a: set(1, { next: ["b", "c"] }),
        b: set(1, { next: "d" }),
        c: set(1, { next: "d" }),
        d: set(1, { next: ["e", "f"] }),
        e: set(1, { next: "g" }),
        f: set(1, { next: "g" }),
        g: { type: "join", mode: "count", count: 4 },
      }),
    ],
  ])("%s", async (_what, document) => {
    expect(await check(document)).toMatchObject({ errors: [], advice: [] });
  });
});
