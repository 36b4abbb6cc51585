import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { migrate, workerOptions } from "../support/built-worker.ts";

/** What starts the runtime: its binary, arguments, and the file that it reads its configuration from. */
export interface ServerCommand {
  program: string;
  args: string[];
  config: string;
}

/**
 * Has Miniflare write the configuration of a runtime that serves the Worker `script` on a direct socket at `port`,
 * with its state in `directory`, and fills the database. From then on the runtime is started without Miniflare,
 * which takes half the time: nothing that the Worker needs is in that process.
 */
export async function prepareServer(script: string, port: number, directory: string): Promise<ServerCommand> {
  const program = String(createRequire(import.meta.resolve("miniflare"))("workerd").default);
  const recorded = { args: join(directory, "args"), config: join(directory, "config") };
  const recorder = join(directory, "recorder.sh");
  // Stands in for the runtime once, to keep what Miniflare starts it with.
  const lines = [
    "#!/bin/sh",
    `printf '%s\\n' "$@" > '${recorded.args}'`,
    `cat > '${recorded.config}'`,
    `exec '${program}' "$@" < '${recorded.config}'`,
  ];
  writeFileSync(recorder, `${lines.join("\n")}\n`, { mode: 0o755 });

  const { MINIFLARE_WORKERD_PATH, TMPDIR } = process.env;
  Object.assign(process.env, { MINIFLARE_WORKERD_PATH: recorder, TMPDIR: directory });
  try {
    const miniflare = new Miniflare(convertV4MiniflareOptions(optionsFor(script, port, directory)));
    await migrate(miniflare);
    // The configuration names directories that Miniflare takes with it.
    const temporary = globSync("miniflare-*/**/", { cwd: directory });
    await miniflare.dispose();
    for (const path of temporary) mkdirSync(join(directory, path), { recursive: true });
  } finally {
    restore("MINIFLARE_WORKERD_PATH", MINIFLARE_WORKERD_PATH);
    restore("TMPDIR", TMPDIR);
  }
  return {
    program,
    args: readFileSync(recorded.args, "utf8").trim().split("\n"),
    config: recorded.config,
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function optionsFor(script: string, port: number, directory: string) {
  const options = workerOptions(script);
  return {
    ...options,
    port: 0,
    // The limit per address would slow down senders that all have one address.
    bindings: { ...options.bindings, CALLBACKS_PER_10S: "1000000" },
    resourcePersistencePath: directory,
    unsafeDirectSockets: [{ host: "127.0.0.1", port }],
  };
}
