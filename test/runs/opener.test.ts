import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Opener, type OpenerPorts } from "../../src/runs/opener.ts";
import type { WaitEntry } from "../../src/triggers/ports.ts";

const waitOf = (runId: string): WaitEntry => ({
  ...{ runId, occurrence: 1, versionId: "V", key: "", since: 0, seq: 1, timeoutAt: null, inputs: "{}" },
});

/** Lists that answer when the test says so, and a clock that goes on when those who wait look again. */
function world() {
  const calls: { list: string; runs: string[]; answer(): void; break(thrown: unknown): void }[] = [];
  const clock = { now: 1_000 };
  let pauses: (() => void)[] = [];
  const ports: OpenerPorts = {
    now: () => clock.now,
    pause: () => new Promise((resolve) => pauses.push(resolve)),
    list: (list) => ({
      open: (waits) =>
        new Promise((answer, fail) => {
          calls.push({ list, runs: waits.map(({ runId }) => runId), answer, break: fail });
        }),
      tell: async () => {},
    }),
  };
  const opener = new Opener();
  const opened: string[] = [];
  const open = (run: string, list = "L") =>
    void opener.open(ports, list, waitOf(run)).then(
      () => opened.push(run),
      (thrown) => opened.push(`${run}: ${thrown.message}`),
    );
  /** Everybody who waits looks once more. */
  const look = async () => {
    const over = pauses;
    pauses = [];
    for (const done of over) done();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, clock, open, opened, look };
}

describe("the opener", () => {
  test("lets go together what comes while a call to that list is under way", async () => {
    const { calls, open, opened, look } = world();
    for (const run of ["R1", "R2", "R3"]) open(run);
    open("R4", "M");
    await look();
    expect(calls).toMatchObject([
      { list: "L", runs: ["R1"] },
      { list: "M", runs: ["R4"] },
    ]);
    calls[0]?.answer();
    await look();
    await look();
    expect(opened).toEqual(["R1"]);
    expect(calls[2]).toMatchObject({ list: "L", runs: ["R2", "R3"] });
    open("R5");
    calls[2]?.answer();
    await look();
    expect(opened.toSorted()).toEqual(["R1", "R2", "R3"]);
    await look();
    calls[3]?.answer();
    calls[1]?.answer();
    await look();
    expect(opened.slice(3).toSorted()).toEqual(["R4", "R5"]);
    open("R6");
    expect(calls[4]).toMatchObject({ list: "L", runs: ["R6"] });
  });

  test("tells all whose call failed, and the next ones go on", async () => {
    const { calls, open, opened, look } = world();
    for (const run of ["R1", "R2", "R3"]) open(run);
    calls[0]?.answer();
    await look();
    await look();
    calls[1]?.break(new Error("away"));
    open("R4");
    await look();
    await look();
    expect(opened.toSorted()).toEqual(["R1", "R2: away", "R3: away"]);
    expect(calls[2]).toMatchObject({ runs: ["R4"] });
  });

  test("leaves nobody behind whose wait went along with a call of one that is gone", async () => {
    const { calls, clock, open, opened, look } = world();
    for (const run of ["R1", "R2", "R3"]) open(run);
    calls[0]?.answer();
    await look();
    await look();
    expect(calls[1]?.runs).toEqual(["R2", "R3"]);
    clock.now += 1_101;
    open("R4");
    expect(calls[2]?.runs).toEqual(["R4"]);
    for (let looks = 0; looks < 14; looks++) await look();
    expect(calls.slice(3)).toMatchObject([{ runs: ["R3"] }]);
    calls[2]?.answer();
    calls[3]?.answer();
    await look();
    expect(opened.toSorted()).toEqual(["R1", "R3", "R4"]);
  });

  test("answers nobody before a call with his wait was answered, whatever the order", async () => {
    const run = fc.record({ open: fc.nat(2) });
    const steps = fc.array(fc.oneof(run, fc.record({ answer: fc.nat(9) }), fc.constant({ look: true })));
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        const { calls, open, opened, look } = world();
        const answered = new Set<string>();
        let runs = 0;
        const answer = (n: number) => {
          const call = calls[n];
          call?.answer();
          for (const id of call?.runs ?? []) answered.add(id);
        };
        for (const move of moves) {
          if ("open" in move) open(`R${++runs}`, `L${move.open}`);
          else if ("answer" in move) answer(move.answer);
          else await look();
          expect(opened.filter((id) => !answered.has(id))).toEqual([]);
        }
        for (let looks = 0; looks < 30; looks++) {
          calls.forEach((_, n) => answer(n));
          await look();
        }
        expect(opened.toSorted()).toEqual(Array.from({ length: runs }, (_, n) => `R${n + 1}`).toSorted());
      }),
    );
  });
});
