import fc from "fast-check";
import { expect, test } from "vitest";
import type { WaitEntry } from "../../src/triggers/ports.ts";
import { World } from "./list-support.ts";

const CONDITION = "pay.data.shop == initial.data.shop";

/** `several`: waits that open, at random moments; `call`: one callback after another; `tell`: runs say that they went on. */
const step = fc.oneof(
  fc.record({
    do: fc.constant("open" as const),
    moments: fc.array(fc.nat(500), { minLength: 1, maxLength: 90, size: "max" }),
  }),
  fc.record({ do: fc.constant("call" as const), times: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant("tell" as const), part: fc.constantFrom(0.3, 0.9, 1) }),
  fc.record({ do: fc.constant("again" as const), which: fc.nat(100) }),
  fc.record({ do: fc.constant("evict" as const) }),
);

test.each([
  ["no key", {}],
  ["one key", { condition: CONDITION }],
])(
  "of waits with %s, each callback takes the one that began first, however many are taken and not told",
  async (_, pay) => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: "max" }), async (steps) => {
        const world = new World({ V1: pay });
        const live: WaitEntry[] = [];
        const taken: WaitEntry[] = [];
        const open = async (runId: string, more: Partial<WaitEntry>) => {
          const inputs = JSON.stringify({ initial: { data: { shop: "a" } } });
          live.push(await world.open(runId, { inputs, ...more }));
        };
        for (const each of steps) {
          if (each.do === "open") {
            for (const since of each.moments)
              await open(`R${live.length + taken.length}-${world.now}`, { since });
          } else if (each.do === "call") {
            for (let time = 0; time < each.times && live.length > 0; time++) {
              const first = live.toSorted((a, b) => a.since - b.since || (a.runId < b.runId ? -1 : 1))[0];
              const answer = await world.list.any(world.callback({ shop: "a" }));
              expect(answer).toMatchObject({ outcome: "activated", executionIds: [first?.runId] });
              if (first) taken.push(...live.splice(live.indexOf(first), 1));
            }
            most = Math.max(most, taken.length);
          } else if (each.do === "tell") {
            for (const wait of taken.splice(0, Math.ceil(each.part * taken.length))) await world.leave(wait);
          } else if (each.do === "again") {
            // A run that was asked for another approval, say: its wait is open anew, with a later row.
            const [wait] = taken.splice(each.which % Math.max(1, taken.length), 1);
            if (wait) await open(wait.runId, { ...wait, seq: wait.seq + 5 });
          } else {
            // What is taken and not told is found out by asking, which these runs don't say.
            for (const wait of taken.splice(0)) await world.leave(wait);
            world.evict();
          }
        }
        const ids = live.toSorted((a, b) => a.since - b.since || (a.runId < b.runId ? -1 : 1));
        expect(world.waiting()).toEqual(ids.map(({ runId }) => runId));
      }),
      { numRuns: 60 },
    );
    expect(most).toBeGreaterThan(60);
  },
  60_000,
);
