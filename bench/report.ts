import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/wrangler.ts";
import { chartOf } from "./chart.ts";
import type { Growth, Sizes } from "./growth.ts";
import type { Results } from "./rounds.ts";
import { isReached, type Row, rowsOf } from "./rows.ts";
import { median } from "./stats.ts";

/** Prints what was measured and writes it to docs/bench.md and docs/bench.svg, which the README shows. */
export function report(results: Results, growth: Growth, { write }: { write: boolean }): void {
  const rows = rowsOf(results, growth);
  const text = page(rows, results, growth);
  console.log(text);
  if (!write) return;
  const docs = join(ROOT, "docs");
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, "bench.md"), text);
  writeFileSync(join(docs, "bench.svg"), chartOf(results));
}

function page(rows: readonly Row[], results: Results, growth: Growth): string {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  const versions = { ...dependencies, ...devDependencies };
  const memory =
    growth.memoryBytes === undefined ? "unknown" : `${(growth.memoryBytes / 1_024).toFixed(0)} KiB`;
  return `# What it costs, measured

By \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: the built bundle, the floors and Cloudflare Workflows beside each other in
Miniflare ${versions.miniflare} on direct sockets, on ${cpus().length} cores, each subject in a process of its own, load from another
one, in alternation. Ratios are medians of ratios within the same slice of time. F1 is a Worker and an object that reads and
writes a row; F2 has one more object in between, which all requests share. Work after the answers counts against throughput.
What a block's output keeps here is kept by a step in Cloudflare Workflows; written as plain code it is about twice as fast
there. A run has completed when the first read of its status that says so is answered; it is read at once after the callback's
answer, as often as it takes.

${table(
  ["measure", "ratio", "must", "aim", "measured"],
  rows.map((row) => {
    const sign = row.sense === "least" ? "≥" : "≤";
    const ratio = row.ratio.toFixed(2) + (isReached(row) ? "" : " ✗");
    return [row.measure, ratio, `${sign} ${row.must}`, String(row.aim), row.detail];
  }),
)}
A paused run takes ${(growth.diskBytes / 1_024).toFixed(0)} KiB on disk here, where each object has a database file of its own, and ${memory} of
memory while its object is kept there; one that was idle for ten seconds takes none.

Many: ${sizes(growth.many)}.
Few: ${sizes(growth.few)}.
Cold: the run's object is not in memory when its callback arrives.

${resultsTable(results)}`;
}

function sizes({ waits, correlated, runs }: Sizes): string {
  const bulk = waits === 0 ? "" : `${waits.toLocaleString("en")} waits made in bulk and `;
  return `${bulk}${correlated} real runs in the list of the keyed calls, ${runs.toLocaleString("en")} runs called by name`;
}

/** What everything took, by itself. */
export function resultsTable(results: Results): string {
  return table(
    ["what", "a second, 32 at once", "of it after the answers", "p50, one at a time"],
    [...results].map(([name, { throughput, after, p50 }]) => [
      name,
      shown(throughput, 0),
      throughput.length === 0 ? "–" : `${(100 * median(after)).toFixed(0)} %`,
      p50.length === 0 ? "–" : `${shown(p50, 2)} ms`,
    ]),
  );
}

function shown(values: readonly number[], digits: number): string {
  return values.length === 0 ? "–" : median(values).toFixed(digits);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return line(head) + line(widths.map((width) => "-".repeat(width))) + rows.map(line).join("");
}
