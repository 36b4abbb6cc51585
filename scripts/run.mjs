// `node scripts/run.mjs SCRIPT …` installs what is missing and runs a script on our own Node, which takes TypeScript.
import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { OWN_NODE, setUp } from "./setup.mjs";

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const bin = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));
const child = spawn(OWN_NODE, process.argv.slice(2), {
  stdio: "inherit",
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
});
// A terminal's Ctrl-C reaches the child by itself too, which takes it once; its exit is ours.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
