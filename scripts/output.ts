import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Shows of wrangler's output what is of use: the Worker's log lines, reloads, and everything on stderr. */
export function relayOutput({ stdout, stderr }: ChildProcess): void {
  if (stdout) createInterface({ input: stdout }).on("line", (line) => isOfUse(line) && console.log(line));
  if (stderr)
    createInterface({ input: stderr }).on("line", (line) => line.trim() !== "" && console.error(line));
}

function isOfUse(line: string): boolean {
  return line.startsWith('{"level":') || /⎔ Reloading|\bERROR\b|wrangler:err/.test(line);
}
