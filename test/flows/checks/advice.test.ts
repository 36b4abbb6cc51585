import { describe, expect, test } from "vitest";
import { type Case, check, flow, request, set, trigger } from "./support.ts";

/** What its author may want to know, though it can be published. */
const ADVICE: Case[] = [
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
  ...(
    [
      ["", "A", { secret: "A", scheme: "GITHUB" }],
      ["[1]", "OLD", { secret: ["SHOP", "OLD"], scheme: "STRIPE" }],
      ["", "A", { type: "API_KEY", secret: "A" }],
    ] as const
  ).map(
    ([at, name, authentication]): Case => [
      `a secret of senders that isn't set (${JSON.stringify(authentication)})`,
      flow({ a: trigger({ authentication: { type: "SIGNATURE", ...authentication } }) }),
      `blocks.a.authentication.secret${at}`,
      new RegExp(`^The secret ${name} isn't set: set FLOW_SECRET_${name}$`),
    ],
  ),
  [
    "a token to be asked by that isn't set",
    flow({
      a: trigger({
        authentication: { type: "SIGNATURE", scheme: "META", secret: "SHOP", verifyToken: "ASKED" },
      }),
    }),
    "blocks.a.authentication.verifyToken",
    /^The secret ASKED isn't set/,
  ],
  [
    "a secret of a request that isn't set, once",
    flow({ a: request({ headers: { "x-key": "{{ secrets.A }}:{{ secrets.SHOP }}:{{ secrets.A }}" } }) }),
    "blocks.a.request.headers.x-key",
    /^The secret A isn't set: set FLOW_SECRET_A$/,
  ],
];

test.each(ADVICE)("advises on %s", async (_what, document, path, message) => {
  const { errors, advice } = await check(document);
  expect(errors).toEqual([]);
  expect(advice).toEqual([{ path, message: expect.stringMatching(message) }]);
});

test.each([
  [
    "b.data.id == initial.data.id && b.data.paid",
    "keyed",
    /goes straight .*b\.data\.id == initial\.data\.id is an index/,
  ],
  ["b.data.paid >= initial.data.total", "row-by-row", /each waiting run has to be judged/],
  ["initial.data.total > 10", "run-only", /reads the run only/],
  ["b.data.ok", "callback-only", /reads the callback only/],
])("says which kind a trigger's condition is, and why: %s", async (condition, kind, message) => {
  const { advice } = await check(flow({ a: set(1, { next: "b" }), b: trigger({ condition }) }));
  expect(advice).toEqual([{ path: "blocks.b.condition", kind, message: expect.stringMatching(message) }]);
});

test("says it of every trigger, beside problems elsewhere, and nothing of a condition that has some", async () => {
  const { errors, advice } = await check(
    flow({
      a: trigger({ condition: "a.data.ok", next: "b" }),
      b: trigger({ condition: "b.data.id == a.data.id", next: "c" }),
      c: trigger({ condition: "c.data.id == nobody.id", next: "gone" }),
    }),
  );
  expect(errors.map(({ path }) => path).toSorted()).toEqual(["blocks.c.condition", "blocks.c.next"]);
  expect(advice).toMatchObject([
    { path: "blocks.a.condition", kind: "callback-only" },
    { path: "blocks.b.condition", kind: "keyed" },
  ]);
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
