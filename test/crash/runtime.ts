import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/server.ts";
import { prepareServer, type ServerCommand } from "./server-command.ts";

const IN_MEMORY = "/dev/shm";
const STATE_BYTES = 2 ** 31;

/** In memory where there is room: what a process wrote outlives its kill there too, and fsync costs nothing. */
function placeForState(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > STATE_BYTES ? IN_MEMORY : tmpdir();
}

/** The built Worker in a runtime process of its own that can be killed at any moment and is back within a second. */
export class Runtime {
  readonly url: string;
  /** Holds the objects, D1 and KV. */
  readonly directory: string;
  /** What each start took, in milliseconds. */
  readonly starts: number[] = [];
  readonly #command: ServerCommand;
  /** Stands in for Miniflare, which the local queue tells of its batches. */
  readonly #loopback: Server;
  #process: ChildProcess | undefined;
  #up = Promise.withResolvers<void>();
  #isUp = false;

  private constructor(url: string, directory: string, command: ServerCommand) {
    this.url = url;
    this.directory = directory;
    this.#command = command;
    this.#loopback = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
    process.on("exit", this.#clear);
  }

  /** `bundle`: the Worker's script. */
  static async start(bundle: string): Promise<Runtime> {
    const [port, directory] = [await freePort(), mkdtempSync(join(placeForState(), "holdpoint-crash-"))];
    const command = await prepareServer(bundle, port, directory);
    const runtime = new Runtime(`http://127.0.0.1:${port}`, directory, command);
    await runtime.restart();
    return runtime;
  }

  /** Settles at once while the server is up, else when it is back. */
  whenUp(): Promise<void> {
    return this.#up.promise;
  }

  /** `kill -9`, without waiting for anything. */
  shoot(): void {
    if (this.#isUp) this.#up = Promise.withResolvers();
    this.#isUp = false;
    this.#process?.kill("SIGKILL");
  }

  /** `kill -9`, and the process is gone. */
  async kill(): Promise<void> {
    this.shoot();
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, "exit");
    this.#process = undefined;
  }

  /** On the same port and state; answers when it takes requests. */
  async restart(): Promise<void> {
    const began = performance.now();
    const { program, config } = this.#command;
    const args = this.#command.args.map((arg) =>
      arg.replace(/^(--external-addr=loopback=).*/, `$1${addressOf(this.#loopback)}`),
    );
    const [input, log] = [openSync(config, "r"), openSync(this.log, "a")];
    const child = spawn(program, args, { stdio: [input, log, log, "pipe"] });
    for (const file of [input, log]) closeSync(file);
    this.#process = child;
    await Promise.race([listening(child), failure(child, this.log)]);
    this.starts.push(performance.now() - began);
    this.#isUp = true;
    this.#up.resolve();
  }

  /** Where the server's output goes, over all its starts. */
  get log(): string {
    return join(this.directory, "server.log");
  }

  async dispose(): Promise<void> {
    await this.kill();
    this.#loopback.close();
    this.#loopback.closeAllConnections();
    process.off("exit", this.#clear);
    this.#clear();
  }

  readonly #clear = (): void => {
    this.#process?.kill("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  };
}

function addressOf(server: Server): string {
  const address = server.address();
  return typeof address === "object" && address ? `${address.address}:${address.port}` : "";
}

/** The runtime says on its control pipe which sockets it listens on. */
async function listening({ stdio: [, , , control] }: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve) => {
    control?.on("data", (chunk) => {
      said += chunk;
      if (said.includes('"socket":"direct:')) resolve();
    });
  });
}

/** Rejects when the process ends before it is ready; afterwards nobody listens any more. */
async function failure(child: ChildProcess, log: string): Promise<never> {
  const [code, signal] = await once(child, "exit");
  const said = readFileSync(log, "utf8").slice(-2_000);
  throw new Error(`the server ended before it was ready (${code ?? signal}):\n${said}`);
}
