import fc from "fast-check";
import { conditionOf } from "../../src/blocks/evaluate.ts";
import { ExpressionError } from "../../src/expressions/index.ts";
import type { Json } from "../../src/json.ts";
import type { Caller } from "../../src/users/caller.ts";
import { newUser } from "../../src/users/user.ts";

/** Few values, so that some are equal, and pairs that only look so. Two are too large for the row of a list. */
const value = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Json>(null, true, 0, -0, 1, 1.5, "", "1", "a", "true", "null") },
  { weight: 3, arbitrary: fc.constantFrom<Json>([], [1], ["1"], [1, [null]], {}, { a: 1 }, { a: "1" }) },
  { weight: 2, arbitrary: fc.constantFrom<Json>({ a: 1, b: null }, { b: null, a: 1 }, { a: { a: 0 } }) },
  { weight: 2, arbitrary: fc.constantFrom<Json>("x".repeat(4_100), ["x".repeat(4_100)]) },
);
const fields = fc.record({ x: value, y: value }, { requiredKeys: [] });

/** What can be compared of a map: some of it fails for some maps. */
const SHAPES: readonly ((root: string) => string)[] = [
  (root) => `${root}.x`,
  (root) => `${root}["y"]`,
  (root) => `${root}.x.a`,
  (root) => `${root}.?x.orValue(null)`,
  (root) => `${root}.?x.?a.orValue(1)`,
  (root) => `[${root}.x, ${root}.?y.orValue(0)]`,
  (root) => `{"k": ${root}.x}`,
  (root) => root,
  (root) => `string(${root}.x)`,
  (root) => `${root}.x + 1`,
  (root) => `-${root}.x`,
  (root) => `size(${root}.x)`,
  (root) => `${root}.x[0]`,
  (root) => `has(${root}.x)`,
  (root) => `has(${root}.x.a)`,
  (root) => `(${root}.x == ${root}.y)`,
];
const [sameField = (root: string) => root] = SHAPES;
const shape = fc.oneof(fc.constant(sameField), fc.constantFrom(...SHAPES));
const ofCallback = fc.oneof(
  { weight: 6, arbitrary: shape.map((of) => of("pay.data")) },
  { weight: 1, arbitrary: fc.constantFrom("pay.user.email", "pay.user.age", "(pay.user == null)") },
);
const ofRun = fc.oneof(
  { weight: 6, arbitrary: shape.map((of) => of("initial.data")) },
  { weight: 1, arbitrary: fc.constantFrom("tick.x", "tick.?x.orValue(pick.y)") },
);
/** Mostly the same of both, so that many are equal. */
const comparison = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: shape.map((of) => [of("pay.data"), of("initial.data")] as const) },
      { weight: 1, arbitrary: fc.tuple(ofCallback, ofRun) },
    ),
    fc.boolean(),
  )
  .map(([[callback, run], turned]) => (turned ? `${run} == ${callback}` : `${callback} == ${run}`));
const filter = fc.oneof(
  fc
    .tuple(ofCallback, fc.constantFrom("!=", "<", "in"), ofRun)
    .map(([callback, op, run]) => `${callback} ${op} ${run}`),
  fc.tuple(comparison, comparison).map(([a, b]) => `(${a} || ${b})`),
  ofCallback.map((side) => `${side} == 1`),
  ofRun.map((side) => `${side} != 1`),
  fc.constantFrom("true", "has(pay.data.x)", "has(initial.data.x)", "now() > 0", 'uuid() != ""', "!(1 == 2)"),
);

/** Up to three conjuncts that make a key, and others, in any order. */
const condition = fc
  .record({
    keys: fc.array(comparison, { maxLength: 3 }),
    filters: fc.array(filter, { maxLength: 2 }),
    keysFirst: fc.boolean(),
    nested: fc.boolean(),
  })
  .map(({ keys, filters, keysFirst, nested }) => {
    const [first = "true", ...more] = keysFirst ? [...keys, ...filters] : [...filters, ...keys];
    if (more.length === 0) return first;
    return `${first} && ${nested ? `(${more.join(" && ")})` : more.join(" && ")}`;
  })
  .filter(isAccepted);

/** Publishing refuses some of them, for their types. */
function isAccepted(source: string): boolean {
  try {
    conditionOf(source, "pay");
    return true;
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return false;
    throw thrown;
  }
}

/** What the trigger `pay` of one version is like. */
export const trigger = fc.record(
  {
    condition,
    authentication: fc.constantFrom(...[{}, {}, {}, { type: "BACKENDLESS", onFail: "IGNORE" }], {
      type: "BACKENDLESS",
      requiredRoles: ["Cashier"],
    }),
  },
  { requiredKeys: ["authentication"] },
);

/** Who calls back. */
const caller = fc.constantFrom<Caller>(
  { kind: "anonymous" },
  userOf({ age: 1, email: "a" }, []),
  userOf({ age: null, email: null }, ["Cashier"]),
);

function userOf(columns: { age: number | null; email: string | null }, roles: readonly string[]): Caller {
  const user = newUser({ email: null }, { objectId: "U", created: 1, accountType: "BACKENDLESS" });
  return { kind: "user", user: { ...user, ...columns }, roles: ["AuthenticatedUser", ...roles] };
}

/** What happens to a list. `version`: an index into those that there are; `like`: a wait whose data is sent. */
const opened = fc.record({
  do: fc.constant("open" as const),
  version: fc.nat(2),
  run: fc.nat(3),
  since: fc.nat(9),
  context: fc.record({ initial: fc.record({ data: fields }), tick: fields, pick: fields }),
});
const called = fc.record({
  do: fc.constantFrom("any" as const, "any" as const, "all" as const),
  version: fc.option(fc.nat(2), { nil: null }),
  data: fields,
  like: fc.option(fc.nat(20), { freq: 3 }),
  caller,
});
const left = fc.record({ do: fc.constant("leave" as const), which: fc.nat(9) });
export const step = fc.oneof(
  { weight: 8, arbitrary: opened },
  { weight: 6, arbitrary: called },
  { weight: 1, arbitrary: left },
);

type Value<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Type> ? Type : never;
export type Trigger = Value<typeof trigger>;
export type Opened = Value<typeof opened>;
export type Called = Value<typeof called>;
export type Step = Value<typeof step>;
