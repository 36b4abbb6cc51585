import { clearReports, REPORTS, readCounts } from "./reports.ts";
import { runLane, type Step } from "./steps.ts";
import { QUIET } from "./wrangler.ts";

/** `npm test`: every check, in two lanes beside each other; all run, whatever fails. `--no-tests` leaves out vitest. */
const checks: Step[] = [
  { name: "format", commands: [["biome", "check"]] },
  {
    name: "types",
    commands: [
      ["wrangler", "types", "--include-runtime=false", "--strict-vars=false"],
      ["node", "scripts/console-types.ts"],
      ["tsc"],
      ["tsc", "-p", "src/console"],
    ],
  },
  { name: "lint", commands: [["oxlint", "--type-aware"]] },
  { name: "unused", commands: [["knip"]] },
];
const bundle: Step[] = [
  {
    name: "bundle",
    commands: [
      ["node", "scripts/assets.ts"],
      ["wrangler", "deploy", "--dry-run", "--outdir", "dist/bundle"],
    ],
  },
  { name: "size", commands: [["size-limit", "--json"]], note: sizes },
];
const withTests = !process.argv.includes("--no-tests");

Object.assign(process.env, QUIET);
clearReports();
const began = performance.now();
const failures = await Promise.all([
  // The Worker's tests need the assets, which are built long before their turn comes.
  runLane([...checks, ...(withTests ? [tests("unit"), tests("worker")] : [])]),
  runLane([...bundle, ...(withTests ? [tests("tcp")] : [])]),
]);
const failed = failures.reduce((sum, count) => sum + count);
const seconds = Math.round((performance.now() - began) / 1_000);

console.log(`\n${failed === 0 ? "All checks passed" : `${failed} of the checks failed`} in ${seconds} s.`);
if (withTests) console.log(`Tests: ${counts()}`);
process.exit(failed === 0 ? 0 : 1);

function tests(project: string): Step {
  const report = [`--reporter=default`, `--reporter=json`, `--outputFile.json=${REPORTS}/${project}.json`];
  return {
    name: project,
    commands: [["vitest", "run", "--project", project, ...report]],
    note: () => counts(project),
  };
}

function counts(project?: string): string {
  const { passed, failed: broken } = readCounts(project);
  return `${passed} passed, ${broken} failed`;
}

function sizes(output: string): string {
  const results: { name: string; size: number; sizeLimit?: number }[] = JSON.parse(output);
  return results.map(({ name, size }) => `${name}: ${(size / 1_000).toFixed(1)} KB`).join(", ");
}
