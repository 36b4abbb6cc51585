import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { OutboundRequest } from "../../src/blocks/http-request.ts";
import type { ObjectStorage } from "../../src/durable/ports.ts";
import { tablesIn } from "../../src/durable/tables.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { Version } from "../../src/flows/version.ts";
import { newGuid, Signer } from "../../src/ids.ts";
import type { JsonObject } from "../../src/json.ts";
import { Journal } from "../../src/runs/journal.ts";
import { Opener } from "../../src/runs/opener.ts";
import type { RunPorts, Sent } from "../../src/runs/ports.ts";
import { Relay } from "../../src/runs/relay.ts";
import { Run } from "../../src/runs/run.ts";
import type { RunSummary } from "../../src/runs/summary.ts";
import type { RunView } from "../../src/runs/view.ts";
import type { Callback, Credential } from "../../src/triggers/callback.ts";
import type { ListNews, RunAnswer, WaitEntry } from "../../src/triggers/ports.ts";
import { newReceiptId, type Receipt } from "../../src/triggers/receipt.ts";
import type { Caller } from "../../src/users/caller.ts";
import type { User } from "../../src/users/user.ts";

export const signer = new Signer("test-signing-key");
export const NOON = Date.UTC(2026, 0, 31, 12);

/** A launched version of these blocks; the first one starts. */
export function versionOf(blocks: Record<string, unknown>, more: Record<string, unknown> = {}): Version {
  const document = FlowDocument.parse({ name: "flow", start: Object.keys(blocks)[0], blocks, ...more });
  const triggers = Object.fromEntries(Object.keys(blocks).map((block) => [block, newGuid()]));
  return new Version({ id: newGuid(), flowId: newGuid(), number: 1, document, triggers });
}

/** A Durable Object's storage on Node's SQLite, with the alarm as a field. */
export class FakeStorage implements ObjectStorage {
  alarm: number | null = null;
  #db = new DatabaseSync(":memory:");

  readonly sql = {
    exec: (query: string, ...bindings: (string | number | null)[]) => {
      const rows = this.#db.prepare(query).all(...bindings);
      return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() };
    },
  };

  transactionSync<Result>(work: () => Result): Result {
    this.#db.exec("BEGIN");
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (thrown) {
      this.#db.exec("ROLLBACK");
      throw thrown;
    }
  }

  async sync(): Promise<void> {}

  async getAlarm(): Promise<number | null> {
    return this.alarm;
  }

  async setAlarm(at: number): Promise<void> {
    this.alarm = at;
  }

  async deleteAlarm(): Promise<void> {
    this.alarm = null;
  }

  async deleteAll(): Promise<void> {
    this.#db.close();
    this.#db = new DatabaseSync(":memory:");
  }
}

/** The storage as one process has it: once that is dead it writes nothing any more, whatever it was about to. */
function mortal(storage: ObjectStorage, isAlive: () => boolean): ObjectStorage {
  const reach = () => {
    if (isAlive()) return storage;
    throw new Error("this process is dead");
  };
  const orNever = <Value>(work: () => Promise<Value>) => (isAlive() ? work() : new Promise<never>(() => {}));
  return {
    sql: { exec: (query, ...bindings) => reach().sql.exec(query, ...bindings) },
    transactionSync: (work) => reach().transactionSync(work),
    sync: () => orNever(() => storage.sync()),
    getAlarm: () => orNever(() => storage.getAlarm()),
    setAlarm: (at) => orNever(() => storage.setAlarm(at)),
    deleteAlarm: () => orNever(() => storage.deleteAlarm()),
    deleteAll: () => orNever(() => storage.deleteAll()),
  };
}

/**
 * One run and everything it reaches, in memory: a clock that only tests move, waits as the lists know them,
 * records of what was sent. `restart` is a crash: a new process on the same storage.
 */
export class RunWorld {
  readonly storage = new FakeStorage();
  readonly version: Version;
  readonly runId = signer.newRunId();
  now = NOON;
  run: Run;
  /** What lists and the index were told, in order: "open pay 1", "close pay 1", "summary waiting". */
  readonly told: string[] = [];
  readonly waits = new Map<string, WaitEntry>();
  /** As lists were shown them. */
  readonly receipts: Receipt[] = [];
  readonly ended: RunSummary[] = [];
  readonly problems: string[] = [];
  readonly requests: OutboundRequest[] = [];
  readonly secrets: Record<string, string> = {};
  /** Answers outbound requests. */
  respond: (request: OutboundRequest, timeoutMs: number) => Sent | Promise<Sent> = () => answer(200, {});
  callerOf: (credential: Credential) => Caller = () => ({ kind: "anonymous" });
  /** So many of the next calls to lists fail. */
  failing = 0;
  #background = new Set<Promise<void>>();
  #relay = new Relay();
  #opener = new Opener();
  #process = 0;

  constructor(blocks: Record<string, unknown>, more: Record<string, unknown> = {}) {
    this.version = versionOf(blocks, more);
    this.run = new Run(this.ports());
  }

  /** Ports of one process; once it has died, what it awaits never comes. */
  ports(): RunPorts {
    const process = this.#process;
    const ifAlive = async <Value>(value: Value | Promise<Value>): Promise<Value> => {
      const settled = await value;
      return process === this.#process ? settled : new Promise<never>(() => {});
    };
    return {
      storage: mortal(this.storage, () => process === this.#process),
      now: () => this.now,
      random: () => 0.5,
      signer,
      version: (id) => ifAlive(id === this.version.id ? this.version : undefined),
      caller: (credential) => ifAlive(this.callerOf(credential)),
      list: (triggerId) => this.#list(triggerId),
      summarise: async (summaries) => {
        this.told.push(...summaries.map(({ status }) => `summary ${status}`));
      },
      relay: this.#relay,
      opener: this.#opener,
      send: (request, timeoutMs) => {
        this.requests.push(request);
        return ifAlive(this.respond(request, timeoutMs));
      },
      secret: (name) => this.secrets[name],
      pause: () => ifAlive(new Promise<void>((resolve) => setImmediate(resolve))),
      background: (work) => {
        if (process === this.#process) this.#background.add(work);
      },
      moved: () => {},
      removed: () => {},
      ended: (summary) => {
        this.ended.push(summary);
      },
      problem: (message) => {
        if (process === this.#process) this.problems.push(message);
      },
    };
  }

  async start(data: JsonObject = {}, user: User | null = null): Promise<void> {
    const initial = { data, user };
    await this.run.start({ runId: this.runId, origin: "https://hold.example", initial }, this.version.id);
    await this.settle();
  }

  /** A callback to the trigger of that block; with `occurrence`, as its list offers it. */
  async call(block: string, data: JsonObject = {}, occurrence?: number): Promise<RunAnswer> {
    const outcome = await this.run.callback({
      flow: this.version.id,
      trigger: this.version.triggerByBlock(block)?.id ?? "",
      ...(occurrence !== undefined && { occurrence }),
      callback: this.callback(data),
    });
    await this.settle();
    return outcome;
  }

  callback(data: JsonObject): Callback {
    return callbackOf({ data, receivedAt: this.now });
  }

  /** Waits for what goes on behind the answers. */
  async settle(): Promise<void> {
    while (this.#background.size > 0) {
      const works = [...this.#background];
      this.#background.clear();
      await Promise.all(works);
    }
  }

  /** The process dies and another one takes the run up from its rows. What was under way is lost. */
  restart(): void {
    this.#background = new Set();
    this.#relay = new Relay();
    this.#opener = new Opener();
    this.#process += 1;
    this.run = new Run(this.ports());
  }

  /** Moves the clock to the alarm and fires it. False when there is none. */
  async fireAlarm(): Promise<boolean> {
    const { alarm } = this.storage;
    if (alarm === null) return false;
    this.now = Math.max(this.now, alarm);
    this.storage.alarm = null;
    await this.run.alarm();
    await this.settle();
    return true;
  }

  async view(): Promise<RunView> {
    const view = await this.run.view();
    if (!view) throw new Error("no such run");
    return view;
  }

  get entries() {
    const { sql } = this.storage;
    return tablesIn(sql).has("journal") ? [...new Journal(sql).entries()] : [];
  }

  #list(triggerId: string) {
    const block = this.version.triggerById(triggerId)?.block ?? "";
    const reach = () => {
      if (this.failing === 0) return;
      this.failing -= 1;
      throw new Error("the list is away");
    };
    return {
      open: async (waits: readonly WaitEntry[]) => {
        reach();
        for (const wait of waits) {
          this.told.push(`open ${block} ${wait.occurrence}`);
          this.waits.set(`${block} ${wait.occurrence}`, wait);
        }
      },
      tell: async ({ left, receipts }: ListNews) => {
        reach();
        for (const { occurrence } of left) {
          this.told.push(`close ${block} ${occurrence}`);
          this.waits.delete(`${block} ${occurrence}`);
        }
        this.receipts.push(...receipts);
      },
    };
  }
}

/** A callback as the edge parses it, with a receipt of its own. */
export function callbackOf(more: Partial<Callback> = {}): Callback {
  const { data = {} } = more;
  const bodyHash = createHash("sha256").update(JSON.stringify(data)).digest("hex");
  return {
    receipt: newReceiptId(undefined, more.receivedAt ?? NOON),
    to: { flow: "", trigger: "", execution: "" },
    data,
    bodyHash,
    dedupe: undefined,
    credential: { kind: "none" },
    sender: { address: "192.0.2.1", agent: "test" },
    receivedAt: NOON,
    ...more,
  };
}

/** An answer from outside; a body that is no text is sent as JSON. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Sent {
  const isText = typeof body === "string";
  const contentType = isText ? "text/plain" : "application/json";
  const response = { status, headers: { "content-type": contentType, ...headers } };
  return { ok: true, response: { ...response, body: isText ? body : JSON.stringify(body) } };
}
