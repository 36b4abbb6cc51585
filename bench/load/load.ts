import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Call, Report } from "./jobs.ts";
import type { FromLoad, ToLoad } from "./process.ts";

/** The second process, which all load comes from. */
export class Load {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<Report>>();
  readonly #ready = Promise.withResolvers<number>();
  #jobs = 0;

  private constructor() {
    this.#process = fork(join(import.meta.dirname, "process.ts"));
    this.#process.on("message", (message: FromLoad) => this.#take(message));
    this.#process.on("exit", () => this.#end(new Error("the load process ended")));
  }

  /** Answers it and the URL under which blocks and steps reach the outside server in it. */
  static async start(): Promise<{ load: Load; outside: string }> {
    const load = new Load();
    return { load, outside: `http://127.0.0.1:${await load.#ready.promise}` };
  }

  run(port: number, atOnce: number, calls: Call[]): Promise<Report> {
    const id = ++this.#jobs;
    const pending = Promise.withResolvers<Report>();
    this.#pending.set(id, pending);
    const message: ToLoad = { id, job: { port, atOnce, calls } };
    this.#process.send(message);
    return pending.promise;
  }

  stop(): void {
    this.#process.disconnect();
  }

  #take(message: FromLoad): void {
    if ("port" in message) {
      this.#ready.resolve(message.port);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ("report" in message) pending?.resolve(message.report);
    else pending?.reject(new Error(message.failure));
  }

  #end(error: Error): void {
    this.#ready.reject(error);
    for (const { reject } of this.#pending.values()) reject(error);
  }
}
