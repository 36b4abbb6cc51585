import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const NEEDED_BYTES = 4 * 2 ** 30;

/** A folder on disk, where everything is measured. */
export function diskFolder(): string {
  return mkdtempSync(join(tmpdir(), "holdpoint-bench-"));
}

/**
 * A folder in memory where the system has one that is large enough, else on disk. Thousands of runs are started
 * there before anything is measured: each makes a database, which waits eight times for the disk.
 */
export function preparationFolder(): string {
  const isFit = existsSync(MEMORY) && freeBytes(MEMORY) > NEEDED_BYTES;
  return mkdtempSync(join(isFit ? MEMORY : tmpdir(), "holdpoint-bench-"));
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
