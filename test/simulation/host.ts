import { Fault } from "./fault.ts";
import { Life } from "./life.ts";
import type { Platform } from "./platform.ts";
import { SimStorage, type StorageEvents } from "./storage.ts";

/** How the outcome of a call gets back. */
export interface Reply<Result> {
  value(result: Result): void;
  failed(fault: Fault): void;
}

/** What an object is: made anew from its storage for each life. */
export interface ObjectKind<Instance> {
  make(life: Life, host: Host<Instance>): Instance;
  alarm(instance: Instance): Promise<void>;
  wrote?: StorageEvents["wrote"];
  deleting?(host: Host<Instance>): void;
}

/** A Durable Object by its name: its storage, and the instance that lives at the moment, if any. */
export class Host<Instance> {
  readonly name: string;
  readonly storage: SimStorage;
  readonly #platform: Platform;
  readonly #kind: ObjectKind<Instance>;
  #lives: { life: Life; instance: Instance } | undefined;
  /** Counts the arrangements for the alarm: only the last one fires. */
  #armed = 0;
  #alarmRuns = false;

  constructor(name: string, platform: Platform, kind: ObjectKind<Instance>) {
    this.name = name;
    this.#platform = platform;
    this.#kind = kind;
    this.storage = new SimStorage({
      dirtied: () => platform.after(platform.diskLatency(), () => this.storage.flush()),
      alarmMoved: () => this.arm(),
      wrote: (query, bindings) => kind.wrote?.(query, bindings),
      deleting: () => kind.deleting?.(this),
    });
  }

  /** Calls a method; `reply` comes when what it wrote is on disk. */
  execute<Result>(invoke: (instance: Instance) => Promise<Result>, reply: Reply<Result>): void {
    this.#platform.touched = this;
    const { life, instance } = this.#wake();
    const { done } = life.work(() => reply.failed(new Fault(`${this.name} broke`)));
    const settle = (act: () => void) =>
      this.storage.gate(() => {
        done();
        act();
      });
    invoke(instance).then(
      (result) => settle(() => reply.value(result)),
      (thrown: unknown) => {
        if (!(thrown instanceof Fault)) this.#platform.bug(`${this.name} throws`, thrown);
        settle(() => reply.failed(new Fault(`${this.name} failed`)));
      },
    );
  }

  /** Reads memory and disk as they are, outside of time. */
  peek<Result>(read: (instance: Instance) => Result): Result {
    return read(this.#wake().instance);
  }

  /** True when there was something to break. */
  crash(): boolean {
    if (!this.#lives) return false;
    const { life } = this.#lives;
    this.#lives = undefined;
    this.storage.crash();
    life.end();
    if (this.#alarmRuns) {
      this.#alarmRuns = false;
      this.arm();
    }
    return true;
  }

  /** Only what has nothing to do leaves memory that way. */
  evict(): boolean {
    if (!this.#lives?.life.isIdle || this.storage.isDirty) return false;
    this.#lives.life.end();
    this.#lives = undefined;
    return true;
  }

  /** Arranges for the alarm that is on disk. */
  arm(): void {
    const at = this.storage.alarmOnDisk;
    const arrangement = ++this.#armed;
    if (at === null || this.#alarmRuns) return;
    const wait = Math.max(0, at - this.#platform.now()) + this.#platform.alarmLateness();
    this.#platform.after(wait, () => {
      if (arrangement === this.#armed) this.#fire(at);
    });
  }

  #fire(at: number): void {
    if (this.#platform.now() < at) {
      this.arm();
      return;
    }
    this.#platform.note(() => [this.name, "alarm"]);
    this.#alarmRuns = true;
    this.storage.beginAlarm();
    this.#runAlarm(() => {
      this.storage.endAlarm();
      this.#alarmRuns = false;
      this.storage.gate(() => this.arm());
      if (this.#platform.alarmComesTwice()) this.#runAlarm(() => {});
    });
  }

  #runAlarm(done: () => void): void {
    // An alarm never throws; one that broke is seen to by the crash.
    this.execute((instance) => this.#kind.alarm(instance), { value: done, failed: () => {} });
  }

  #wake(): { life: Life; instance: Instance } {
    if (!this.#lives) {
      const life = new Life();
      this.#lives = { life, instance: this.#kind.make(life, this) };
    }
    return this.#lives;
  }
}
