import { measureGrowth } from "./growth.ts";
import { Load } from "./load/load.ts";
import { report, resultsTable } from "./report.ts";
import { measureSubjects, type Results } from "./rounds.ts";
import { buildBundle } from "./servers/bundle.ts";
import { startSubjects } from "./subjects/all.ts";

/** `npm run bench`: everything in one run, under ten minutes. `--quick`: to see that it works; writes nothing. */
const quick = process.argv.includes("--quick");
const SLICES = quick ? 2 : 6;
const COUNTS = quick ? { many: 64, single: 8 } : { many: 256, single: 16 };
const WAITS = quick ? 400 : 2_000;
const SIZES = quick
  ? { waits: 10_000, correlated: 200, runs: 1_200 }
  : { waits: 100_000, correlated: 200, runs: 10_000 };

const began = performance.now();
const { load, outside } = await Load.start();
try {
  const bundle = await buildBundle();
  const results = await measureAlternating(bundle);
  // Should growth fail, what was measured before isn't lost.
  console.log(`${resultsTable(results)}\nafter ${seconds()} s`);
  const growth = await measureGrowth(load, bundle, SIZES);
  report(results, growth, { write: !quick });
  console.log(`Measured in ${seconds()} s.`);
} finally {
  load.stop();
}

async function measureAlternating(bundle: string): Promise<Results> {
  const subjects = await startSubjects({ load, outside, bundle, counts: COUNTS, waits: WAITS });
  try {
    return await measureSubjects(load, subjects, SLICES);
  } finally {
    await Promise.all(subjects.map(({ server }) => server.dispose()));
  }
}

function seconds(): number {
  return Math.round((performance.now() - began) / 1_000);
}
