import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const NEEDED_BYTES = 4 * 2 ** 30;

const folders = new Set<string>();

// Also when a run is broken off: thousands of databases would stay behind.
process.on("exit", () => folders.forEach(removeFolder));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** A folder on disk, where everything is measured. */
export function diskFolder(): string {
  return newFolder(tmpdir());
}

/**
 * A folder in memory where the system has one that is large enough, else on disk. Thousands of runs are started
 * there before anything is measured: each makes a database, which waits eight times for the disk.
 */
export function preparationFolder(): string {
  const isFit = existsSync(MEMORY) && freeBytes(MEMORY) > NEEDED_BYTES;
  return newFolder(isFit ? MEMORY : tmpdir());
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

function newFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, "holdpoint-bench-"));
  folders.add(folder);
  return folder;
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
