import fc from "fast-check";
import { TRIGGERS } from "./model-flow.ts";

const block = fc.constantFrom(...Object.keys(TRIGGERS));
const body = fc.oneof(
  { weight: 4, arbitrary: fc.record({ n: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ n: fc.nat(3), again: fc.constant(true as const) }) },
);
const dedupe = fc.option(fc.constantFrom("k1", "k2"), { nil: undefined, freq: 2 });
/** What happens to a run. `to`: an index into its waits, of now and before. */
export const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant("call" as const), block, body, dedupe, dies: fc.boolean() }),
  },
  // What a list says: a callback for one wait, of now or long ago; `again`: the last one it has offered.
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("offer" as const),
      to: fc.nat(30),
      body,
      dedupe,
      again: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      hours: fc.constantFrom(0.5, 1, 1, 2, 2, 3, 25),
      alarms: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("evict" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), to: fc.nat(30), body }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("reject" as const), block, body, dedupe, dies: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rejectByHand" as const), to: fc.nat(30) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("beat" as const),
      block: fc.constantFrom("a", "a", "d", "d", "b", "e"),
      hours: fc.option(fc.constantFrom(0.5, 2, 9), { nil: undefined, freq: 1 }),
      dies: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("moveByHand" as const),
      to: fc.nat(30),
      hours: fc.constantFrom(0.25, 1, 20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("outside" as const), up: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("retry" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("terminate" as const), really: fc.nat(5) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
