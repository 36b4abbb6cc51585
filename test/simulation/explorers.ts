import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Told, Work } from "./explore.ts";
import { sum, type Tally } from "./tally.ts";

const EXPLORE = join(import.meta.dirname, "explore.ts");
const MUTATE = join(import.meta.dirname, "mutate.ts");

export type Failed = Extract<Told, { kind: "failed" }>;

export interface Explored {
  tally: Tally;
  failed: Failed[];
}

export interface Order {
  from: number;
  to: number;
  /** After that many failures it is enough. */
  failures: number;
  /** The bug to plant. */
  mutation?: string;
  progress?: (sofar: Explored) => void;
}

/** Goes through seeds with one process a core. Throws when one of them doesn't come to its end. */
export async function explore({ from, to, failures, mutation, progress }: Order): Promise<Explored> {
  const explored: Explored = { tally: {}, failed: [] };
  const step = Math.max(1, Math.min(availableParallelism(), to - from + 1));
  const children = Array.from({ length: step }, () => begin(mutation));
  const ends = children.map((child, index) => {
    child.on("message", (told: Told) => {
      if (told.kind === "failed") explored.failed.push(told);
      else {
        explored.tally = sum(explored.tally, told.tally);
        progress?.(explored);
      }
      if (explored.failed.length >= failures) for (const other of children) other.kill();
    });
    child.send({ from: from + index, to, step, failures } satisfies Work);
    return ended(child);
  });
  const codes = await Promise.all(ends);
  const isCut = explored.failed.length >= failures;
  if (!isCut && codes.some((code) => code !== 0)) throw new Error("a process of the simulator broke off");
  explored.failed.sort((a, b) => a.seed - b.seed);
  return explored;
}

function begin(mutation: string | undefined): ChildProcess {
  const env = {
    ...process.env,
    NODE_NO_WARNINGS: "1",
    ...(mutation !== undefined && { MUTATION: mutation }),
  };
  const execArgv = mutation === undefined ? [] : ["--import", MUTATE];
  return fork(EXPLORE, { execArgv, env });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on("exit", resolve);
    child.on("error", reject);
  });
}
