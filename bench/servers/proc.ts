import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What Linux says of a process. Elsewhere nothing is known: undefined, and what needs it is left out. */

/** The children of this process that run workerd. */
export function workerdChildren(): number[] {
  return numbersIn("/proc").filter((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const [, comm, rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat ?? "") ?? [];
    return comm === "workerd" && Number(rest.split(" ")[1]) === process.pid;
  });
}

/** How long its threads have run on a processor altogether, in milliseconds. */
export function cpuMs(pid: number): number | undefined {
  const ran = numbersIn(`/proc/${pid}/task`).map((task) => {
    const [ns = "0"] = (read(`/proc/${pid}/task/${task}/schedstat`) ?? "").split(" ");
    return Number(ns) / 1e6;
  });
  return ran.length === 0 ? undefined : ran.reduce((sum, ms) => sum + ms, 0);
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? "") ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

/** What was written goes to the disks now, instead of in the midst of a measurement. */
export function flushDisks(): void {
  spawnSync("sync");
}

function numbersIn(path: string): number[] {
  try {
    return readdirSync(path)
      .map(Number)
      .filter((number) => number > 0);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
