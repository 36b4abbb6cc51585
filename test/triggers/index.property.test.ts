import fc from "fast-check";
import { expect, test } from "vitest";
import { conditionOf } from "../../src/blocks/evaluate.ts";
import { ExpressionError, pickPaths } from "../../src/expressions/index.ts";
import { Signer } from "../../src/ids.ts";
import type { Json, JsonObject } from "../../src/json.ts";
import { admit, judge } from "../../src/triggers/judgement.ts";
import type { WaitEntry } from "../../src/triggers/ports.ts";
import type { Unnamed } from "../../src/triggers/unnamed.ts";
import type { Caller } from "../../src/users/caller.ts";
import { newUser } from "../../src/users/user.ts";
import { World } from "./list-support.ts";

/** Few values, so that some are equal, and pairs that only look so. */
const value = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Json>(null, true, 0, -0, 1, 1.5, "", "1", "a", "true", "null") },
  { weight: 3, arbitrary: fc.constantFrom<Json>([], [1], ["1"], [1, [null]], {}, { a: 1 }, { a: "1" }) },
  { weight: 2, arbitrary: fc.constantFrom<Json>({ a: 1, b: null }, { b: null, a: 1 }, { a: { a: 0 } }) },
  { weight: 1, arbitrary: fc.constantFrom<Json>("x".repeat(4_100), ["x".repeat(4_100)]) },
);
const fields = fc.record({ x: value, y: value }, { requiredKeys: [] });

/** What can be compared of a map: some of it fails for some maps. */
const sideOf = (root: string) =>
  fc.constantFrom(
    ...[`${root}.x`, `${root}.x`, `${root}.x`, `${root}["y"]`, `${root}.x.a`, `${root}.?x.orValue(null)`],
    ...[`${root}.?x.?a.orValue(1)`, `[${root}.x, ${root}.?y.orValue(0)]`, `{"k": ${root}.x}`, root],
    ...[`string(${root}.x)`, `${root}.x + 1`, `-${root}.x`, `size(${root}.x)`, `${root}.x[0]`],
    ...[`has(${root}.x)`, `has(${root}.x.a)`, `${root}.x == ${root}.y`],
  );
const ofCallback = fc.oneof(
  { weight: 5, arbitrary: sideOf("pay.data") },
  { weight: 1, arbitrary: fc.constantFrom("pay.user.email", "pay.user.age", "pay.user == null") },
);
const ofRun = fc.oneof(sideOf("initial.data"), fc.constantFrom("tick.x", "tick.?x.orValue(pick.y)"));
const keyed = fc
  .tuple(ofCallback, ofRun, fc.boolean())
  .map(([callback, run, turned]) => (turned ? `${run} == ${callback}` : `${callback} == ${run}`));
const rest = fc.oneof(
  fc.tuple(ofCallback, fc.constantFrom("!=", "<", "==", "in"), ofRun).map(([a, op, b]) => `(${a} ${op} ${b})`),
  fc.tuple(keyed, keyed).map(([a, b]) => `(${a} || ${b})`),
  ofCallback.map((side) => `${side} == 1`),
  ofRun.map((side) => `${side} != 1`),
  fc.constantFrom("true", "has(pay.data.x)", "has(initial.data.x)", "now() > 0", 'uuid() != ""', "!(1 == 2)"),
);
const conjunction = fc
  .tuple(fc.array(keyed, { maxLength: 3 }), fc.array(rest, { maxLength: 2 }), fc.boolean(), fc.boolean())
  .filter(([keys, others]) => keys.length + others.length > 0)
  .map(([keys, others, keysFirst, nested]) => {
    const [first = "true", ...more] = keysFirst ? [...keys, ...others] : [...others, ...keys];
    return more.length > 0 ? `${first} && ${nested ? `(${more.join(" && ")})` : more.join(" && ")}` : first;
  })
  .filter(isAccepted);

const authentication = fc.constantFrom(
  ...[undefined, undefined, undefined, { type: "BACKENDLESS", onFail: "IGNORE" }],
  { type: "BACKENDLESS", requiredRoles: ["Cashier"] },
);
const version = fc.record({
  condition: fc.option(conjunction, { nil: undefined, freq: 12 }),
  authentication,
});

const caller = fc.constantFrom<Caller>(
  { kind: "anonymous" },
  userWith({ age: 1, email: "a" }, []),
  userWith({}, ["Cashier"]),
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("open" as const),
      version: fc.nat(2),
      since: fc.nat(9),
      context: fc.record({ initial: fc.record({ data: fields }), tick: fields, pick: fields }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("any" as const, "any" as const, "all" as const),
      version: fc.option(fc.nat(2), { nil: null }),
      data: fields,
      caller,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), which: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer Type> ? Type : never;

/** One wait with the whole run behind it. */
interface Waiting {
  wait: WaitEntry;
  run: JsonObject;
}

test("whatever conditions, waits and callbacks there are, the index chooses as trying every wait in turn does", () => {
  const seen = { any: 0, all: 0, none: 0, keyed: 0, failing: 0, large: 0 };
  fc.assert(
    fc.asyncProperty(
      fc.array(version, { minLength: 1, maxLength: 3 }),
      fc.array(step, { minLength: 4, maxLength: 24 }),
      async (pays, steps) => {
        const walk = new Walk(pays);
        for (const each of steps) await walk.take(each, seen);
      },
    ),
    { numRuns: 400 },
  );
  return expect(seen).toSatisfy((counts: typeof seen) => Object.values(counts).every((count) => count > 50));
});

class Walk {
  readonly #world: World;
  readonly #pays: Record<string, JsonObject>;
  #waiting: Waiting[] = [];
  #runs = 0;

  constructor(pays: readonly { condition: string | undefined; authentication: object | undefined }[]) {
    const early = { hold: "PT0S" };
    this.#pays = Object.fromEntries(
      pays.map((pay, n) => [`V${n}`, JSON.parse(JSON.stringify({ ...pay, early }))]),
    );
    this.#world = new World(this.#pays);
    this.#world.answer = (runId, { callback }) => {
      const fits = this.#waiting.some(({ wait, run }) => wait.runId === runId);
      return fits ? { outcome: "activated", executionIds: [runId] } : { outcome: "gone" };
    };
  }
}
