import { globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./wrangler.ts";

/** Where vitest writes its JSON reports, one a project. */
export const REPORTS = "dist/reports";

export interface Counts {
  passed: number;
  failed: number;
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Removes the reports of an earlier run, so that nothing of it is counted. */
export function clearReports(): void {
  rmSync(join(ROOT, REPORTS), { recursive: true, force: true });
  mkdirSync(join(ROOT, REPORTS), { recursive: true });
}

/** The runner's own counts, of one project or of all. */
export function readCounts(project = "*"): Counts {
  const counts = { passed: 0, failed: 0 };
  for (const name of globSync(`${REPORTS}/${project}.json`, { cwd: ROOT })) {
    const report: Report = JSON.parse(readFileSync(join(ROOT, name), "utf8"));
    counts.passed += report.numPassedTests;
    counts.failed += report.numFailedTests + report.testResults.filter(isBroken).length;
  }
  return counts;
}

/** A file that failed without a failed test, such as one that could not be loaded, counts as one. */
function isBroken({ status, assertionResults }: Report["testResults"][number]): boolean {
  return status === "failed" && assertionResults.every((result) => result.status !== "failed");
}

if (import.meta.main) {
  const { passed, failed } = readCounts();
  console.log(`${passed} passed, ${failed} failed`);
}
