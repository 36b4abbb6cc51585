import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

export const KEYS = {
  ADMIN_KEY: "tcp-admin-key",
  SIGNING_KEY: "tcp-signing-key",
  SERVER_KEY: "tcp-server-key",
};

/** A server as `npm start` starts it, on a free port, with a state directory of its own. */
export class Server {
  readonly port: number;
  readonly directory: string;
  output = "";
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.directory = directory;
  }

  static async start(command?: readonly string[]): Promise<Server> {
    const server = new Server(await freePort(), mkdtempSync(join(tmpdir(), "holdpoint-")));
    process.on("exit", () => server.#signal("SIGKILL"));
    await server.restart(command);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts the server once more on the same port and state; answers when it is ready and seeded. */
  async restart(command: readonly string[] = ["node", "scripts/start.ts"]): Promise<void> {
    const [program = "", ...args] = command;
    const vars = Object.entries(KEYS).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
    const { PATH, HOME } = process.env;
    const env = {
      PATH,
      HOME,
      TMPDIR: this.directory,
      WRANGLER_REGISTRY_PATH: join(this.directory, "registry"),
    };
    this.output = "";
    // A process group of its own, so that all of it can be killed at once.
    const child = spawn(
      program,
      [...args, "--port", String(this.port), "--persist-to", this.directory, ...vars],
      {
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        env: env as unknown as NodeJS.ProcessEnv,
      },
    );
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (this.output += chunk));
    this.#process = child;
    const isReady = () => this.output.includes("Ctrl-C stops") || child.exitCode !== null;
    await eventually(isReady, Boolean, 90_000).catch(() => undefined);
    if (!this.output.includes("Ctrl-C stops")) throw new Error(`the server did not start:\n${this.output}`);
  }

  /** `kill -9` of everything, at once. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it as a user does; answers the exit code. */
  async stop(signal: "SIGINT" | "SIGTERM" = "SIGTERM"): Promise<number | null> {
    return this.#end(signal);
  }

  /** Processes of the server that are still there. */
  isAlive(): boolean {
    return this.#signal(0);
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (!child) return null;
    this.#signal(signal);
    await eventually(() => child.exitCode !== null || child.signalCode !== null);
    if (signal === "SIGKILL") await eventually(() => !this.isAlive());
    return child.exitCode;
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    const pid = this.#process?.pid;
    try {
      return pid !== undefined && process.kill(-pid, signal);
    } catch {
      return false;
    }
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
