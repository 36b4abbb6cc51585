import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What Linux says of a process. Elsewhere nothing is known: undefined, and what needs it is left out. */

/** The process that listens on that port of 127.0.0.1. */
export function listenerOf(port: number): number | undefined {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const isListener = (fields: string[]) => fields[1] === address && fields[3] === LISTENING;
  const lines = (read("/proc/net/tcp") ?? "").split("\n").map((line) => line.trim().split(/\s+/));
  const socket = `socket:[${lines.find(isListener)?.[9]}]`;
  return numbersIn("/proc").find((pid) => {
    const files = numbersIn(`/proc/${pid}/fd`);
    return files.some((file) => linkOf(`/proc/${pid}/fd/${file}`) === socket);
  });
}

const LISTENING = "0A";

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

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
