import { printed } from "./print.ts";
import { simulate } from "./simulate.ts";
import { sum, type Tally } from "./tally.ts";

/** Which seeds this process goes through: `from`, `from + step`, … up to `to`; none past `failures` bad ones. */
export interface Work {
  from: number;
  to: number;
  step: number;
  failures: number;
}

/** What it tells: how far it is, or a seed that failed, with its history. */
export type Told =
  | { kind: "done"; tally: Tally }
  | { kind: "failed"; seed: number; problems: readonly string[]; history: string };

const BETWEEN_REPORTS_MS = 500;

/** A process of its own, which the parent gives its work, and which ends with the parent. */
process.once("message", (work: Work) => void explore(work));
process.once("disconnect", () => process.exit());

async function explore({ from, to, step, failures }: Work): Promise<void> {
  let tally: Tally = {};
  let [failed, reported] = [0, performance.now()];
  for (let seed = from; seed <= to && failed < failures; seed += step) {
    const simulated = await simulate(seed);
    tally = sum(tally, simulated.tally);
    if (simulated.problems.length > 0) {
      failed += 1;
      const again = await simulate(seed, { notes: true });
      await tell({ kind: "failed", seed, problems: simulated.problems, history: printed(again) });
    }
    if (performance.now() - reported > BETWEEN_REPORTS_MS) {
      await tell({ kind: "done", tally });
      [tally, reported] = [{}, performance.now()];
    }
  }
  await tell({ kind: "done", tally });
  process.disconnect();
}

function tell(told: Told): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(told, undefined, undefined, () => resolve());
  });
}
