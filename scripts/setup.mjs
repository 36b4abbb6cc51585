// Runs on the system's Node, from version 20, before anything is installed: no dependencies, no TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LOCK = join(ROOT, ".setup.lock");

/** The Node that our lock file pins; all other scripts run on it. */
export const OWN_NODE = join(ROOT, "node_modules/node/bin/node");

/** Installs what package-lock.json names, unless it is there already. Safe when several processes do it at once. */
export async function setUp() {
  if (isInstalled()) return;
  await takeLock();
  try {
    if (!isInstalled()) install();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

/** Whether npm left behind exactly the packages of the lock file; it writes its own list last. */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, "package-lock.json"));
  const present = packagesOf(join(ROOT, "node_modules/.package-lock.json"));
  if (!wanted || !present || !existsSync(OWN_NODE)) return false;
  const same = (path) => present[path]?.version === wanted[path].version;
  const paths = Object.keys(wanted).filter((path) => path !== "");
  return (
    paths.every((path) => same(path) || (wanted[path].optional && !present[path])) &&
    Object.keys(present).every((path) => path in wanted)
  );
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

function install() {
  console.log("Installing packages (once, about a minute) …");
  const { npm_execpath: npm, npm_node_execpath: node = "node" } = process.env;
  const [command, args] = npm ? [node, [npm, "ci"]] : ["npm", ["ci"]];
  const { status, error } = spawnSync(command, [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status === 0 && isInstalled()) return;
  throw new Error(
    `npm ci failed${error ? `: ${error.message}` : ""}. Mend what it says above, then try again.`,
  );
}

/** The lock names its owner, so that one that was killed doesn't lock out the next. */
async function takeLock() {
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let told = false; !isLinked(mine); told = true) {
      if (!told) console.log("Another process is installing packages: waiting for it …");
      await sleep(500);
      if (!isAlive(ownerOfLock())) rmSync(LOCK, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function isLinked(file) {
  try {
    linkSync(file, LOCK);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function ownerOfLock() {
  return existsSync(LOCK) ? Number(readFileSync(LOCK, "utf8")) : 0;
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
