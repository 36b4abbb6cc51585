import { spawn } from "node:child_process";
import { ROOT } from "./wrangler.ts";

/** One check of `npm test`: commands that run one after the other until one fails. */
export interface Step {
  name: string;
  commands: string[][];
  /** What a step that passed has to say, from its output. */
  note?: (output: string) => string;
}

/** Runs a lane's steps in their order, all of them, and tells each one's outcome. Answers how many failed. */
export async function runLane(steps: readonly Step[]): Promise<number> {
  let failures = 0;
  for (const step of steps) {
    const began = performance.now();
    const { ok, output } = await run(step.commands);
    const seconds = ((performance.now() - began) / 1_000).toFixed(1);
    const line = `${ok ? "ok  " : "FAIL"}  ${step.name.padEnd(8)} ${seconds.padStart(6)} s`;
    console.log(ok ? `${line}  ${step.note?.(output) ?? ""}`.trimEnd() : `${line}\n${output.trimEnd()}\n`);
    if (!ok) failures += 1;
  }
  return failures;
}

async function run(commands: readonly string[][]): Promise<{ ok: boolean; output: string }> {
  let output = "";
  for (const [command = "", ...args] of commands) {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const code = await new Promise((resolve) => {
      child.on("close", resolve);
      child.on("error", ({ message }) => (output += message));
    });
    if (code !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}
