import { cpSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { diskFolder, preparationFolder, removeFolder } from "./places.ts";
import { cpuMs, flushDisks, listenerOf } from "./proc.ts";

type Options = Parameters<typeof convertV4MiniflareOptions>[0];
/** One Worker, as Miniflare's options say it; where it listens and stores is decided here. */
export type WorkerOptions = Extract<Options, { script?: string }>;

/** `preparing`: nothing is measured yet, and storage may be in memory; `measuring`: it is on disk. */
export type Stage = "preparing" | "measuring";

/** In an interval of which the process spent less than that share on a processor, it was not at work. */
const IDLE_SHARE = 0.05;
const INTERVAL_MS = 3;

/** A workerd process of its own with one Worker, on a direct socket. */
export class Server {
  readonly #options: () => WorkerOptions;
  #stage: Stage;
  #directory: string;
  #miniflare: Miniflare | undefined;
  #pid = 0;
  #port = 0;

  private constructor(stage: Stage, options: () => WorkerOptions) {
    this.#stage = stage;
    this.#directory = stage === "preparing" ? preparationFolder() : diskFolder();
    this.#options = options;
  }

  static async start(stage: Stage, options: () => WorkerOptions): Promise<Server> {
    const server = new Server(stage, options);
    await server.#start();
    return server;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get directory(): string {
    return this.#directory;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#pid;
  }

  get miniflare(): Miniflare {
    if (!this.#miniflare) throw new Error("not started");
    return this.#miniflare;
  }

  /** Goes on with the same storage on disk, in a new process with nothing in memory. */
  async moveToDisk(): Promise<void> {
    await this.#miniflare?.dispose();
    const prepared = this.#directory;
    this.#directory = diskFolder();
    cpSync(prepared, this.#directory, { recursive: true });
    removeFolder(prepared);
    flushDisks();
    this.#stage = "measuring";
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#miniflare = new Miniflare(
      convertV4MiniflareOptions({
        ...this.#options(),
        cf: false,
        logRequests: false,
        handleStructuredLogs: reportErrors,
        resourcePersistencePath: this.#directory,
        isolatedResourcePersistencePath: this.#directory,
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      }),
    );
    const url = await this.#miniflare.unsafeGetDirectURL();
    this.#port = Number(url.port);
    this.#pid = listenerOf(this.#port) ?? 0;
  }

  /**
   * Waits until the process has done nothing for `quietMs`; answers for how many milliseconds it was at work
   * meanwhile. Where the system doesn't say, it waits for twice as long and answers 0.
   */
  async settle(quietMs: number): Promise<number> {
    let busy = 0;
    const before = cpuMs(this.#pid);
    if (before === undefined) {
      await pause(2 * quietMs);
      return 0;
    }
    let last: number = before;
    for (let at = performance.now(), quietSince = at; at - quietSince < quietMs; ) {
      await pause(INTERVAL_MS);
      const now: number = performance.now();
      const cpu: number = cpuMs(this.#pid) ?? last;
      if (cpu - last > IDLE_SHARE * (now - at)) {
        busy += now - at;
        quietSince = now;
      }
      [at, last] = [now, cpu];
    }
    return busy;
  }

  async dispose(): Promise<void> {
    await this.#miniflare?.dispose();
    removeFolder(this.#directory);
  }
}

/** The other lines of the Workers' logs are taken and dropped. */
function reportErrors({ level, message }: { level: string; message: string }): void {
  if (level === "error" && !message.startsWith("stack:")) console.error(message.slice(0, 300));
}

/** The text of a Worker of this folder, as JavaScript. */
export function workerScript(name: string): string {
  return stripTypeScriptTypes(readFileSync(join(import.meta.dirname, `../workers/${name}.ts`), "utf8"));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
