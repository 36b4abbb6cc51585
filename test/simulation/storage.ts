import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { ObjectStorage } from "../../src/durable/ports.ts";

type Binding = string | number | null;
type Row = Record<string, unknown>;

/** What a storage tells the platform that it belongs to. */
export interface StorageEvents {
  /** The first write since the last flush: one has to come. */
  dirtied(): void;
  /** The alarm that is on disk is another one now. */
  alarmMoved(): void;
  wrote(query: string, bindings: readonly Binding[]): void;
  /** Everything is about to be deleted. */
  deleting(): void;
}

/**
 * A Durable Object's storage. What is written is one transaction until the flush, which comes when the event
 * loop has turned; a crash before it takes everything back, the alarm included. What leaves the object waits
 * at the gate for the flush, so that nobody outside knows of anything that a crash could take back.
 */
export class SimStorage implements ObjectStorage {
  readonly #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  readonly #events: StorageEvents;
  #waiting: (() => void)[] = [];
  #isDirty = false;
  #depth = 0;
  #alarm: number | null = null;
  #alarmOnDisk: number | null = null;
  /** The alarm that fires: gone for the code, on disk until the handler is through. */
  #firing = false;

  constructor(events: StorageEvents) {
    this.#events = events;
  }

  readonly sql = {
    exec: (query: string, ...bindings: Binding[]) => {
      if (!/^\s*SELECT/i.test(query)) {
        this.#begin();
        this.#events.wrote(query, bindings);
      }
      const rows: Row[] = this.#prepared(query).all(...bindings);
      return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() };
    },
  };

  transactionSync<Result>(work: () => Result): Result {
    this.#begin();
    const name = `s${this.#depth++}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    try {
      return work();
    } catch (thrown) {
      this.#db.exec(`ROLLBACK TO ${name}`);
      throw thrown;
    } finally {
      this.#depth -= 1;
      this.#db.exec(`RELEASE ${name}`);
    }
  }

  async getAlarm(): Promise<number | null> {
    return this.#firing ? null : this.#alarm;
  }

  async setAlarm(at: number): Promise<void> {
    this.#begin();
    this.#firing = false;
    this.#alarm = at;
  }

  async deleteAlarm(): Promise<void> {
    this.#begin();
    this.#firing = false;
    this.#alarm = null;
  }

  async deleteAll(): Promise<void> {
    this.#begin();
    this.#events.deleting();
    for (const { name } of this.#db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all())
      this.#db.exec(`DROP TABLE "${String(name)}"`);
    this.#statements.clear();
  }

  sync(): Promise<void> {
    return new Promise((resolve) => this.gate(resolve));
  }

  /** When the platform has to fire, epoch milliseconds. */
  get alarmOnDisk(): number | null {
    return this.#alarmOnDisk;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Lets something out of the object as soon as everything that was written before it is on disk. */
  gate(act: () => void): void {
    if (this.#isDirty) this.#waiting.push(act);
    else act();
  }

  flush(): void {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    this.#db.exec("COMMIT");
    if (this.#alarm !== this.#alarmOnDisk) {
      this.#alarmOnDisk = this.#alarm;
      this.#events.alarmMoved();
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const act of waiting) act();
  }

  /** What a crash leaves: the disk. */
  crash(): void {
    this.#firing = false;
    this.#waiting = [];
    if (!this.#isDirty) return;
    this.#isDirty = false;
    this.#db.exec("ROLLBACK");
    this.#statements.clear();
    this.#alarm = this.#alarmOnDisk;
  }

  beginAlarm(): void {
    this.#firing = true;
  }

  /** The handler is through: the alarm is gone unless it set another one. */
  endAlarm(): void {
    if (this.#firing) void this.deleteAlarm();
  }

  close(): void {
    this.#db.close();
  }

  #begin(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#db.exec("BEGIN");
    this.#events.dirtied();
  }

  #prepared(query: string): StatementSync {
    let statement = this.#statements.get(query);
    if (!statement) {
      statement = this.#db.prepare(query);
      this.#statements.set(query, statement);
    }
    return statement;
  }
}
