import { describeThrown, log } from "../log.ts";
import { Recent } from "./recent.ts";
import { FlowRecord, Version, VersionRecord } from "./version.ts";

/** The shortest lifetime that KV allows; also how long a change may go unseen elsewhere in the world. */
const FLOW_SECONDS = 60;

/** For so long this isolate doesn't ask KV again: a start would pay for its read each time. */
const FRESH_MS = 5_000;

/** KV takes one write a second and key. */
const NEXT_WRITE_MS = 1_100;

/** Launched versions of this isolate, ready for use; the bound is on the JSON text of their documents. */
const launched = new Recent<Version>(8 * 1024 * 1024);

/** What KV said of flows lately. */
const seen = new Recent<{ record: FlowRecord | null; until: number }>(2 * 1024 * 1024);
let forgotten = 0;

/** Also by who is reading at the moment, and would remember what is replaced. */
function forget(id: string): void {
  forgotten += 1;
  seen.delete(id);
}

function keep(record: VersionRecord): Version {
  const version = new Version(record);
  launched.set(record.id, version, JSON.stringify(record.document).length);
  return version;
}

/**
 * Owns the KV keys `version:<id>` (a launched version, for good: it never changes) and `flow:<id>` (a flow's
 * present state, for a minute; `null` when it was deleted), and what this isolate remembers of them.
 */
export class FlowCache {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  /** What this isolate has at hand. */
  versionInMemory(id: string): Version | undefined {
    return launched.get(id);
  }

  async version(id: string): Promise<Version | undefined> {
    const known = launched.get(id);
    if (known) return known;
    const record = VersionRecord.safeParse(await this.#kv.get(`version:${id}`, "json"));
    return record.success ? keep(record.data) : undefined;
  }

  async putVersion(record: VersionRecord): Promise<Version> {
    await this.#put(`version:${record.id}`, JSON.stringify(record));
    return keep(record);
  }

  /** Null: it was deleted; undefined: KV doesn't know. */
  async flow(id: string): Promise<FlowRecord | null | undefined> {
    const known = seen.get(id);
    if (known && Date.now() < known.until) return known.record;
    const before = forgotten;
    const text = await this.#kv.get(`flow:${id}`);
    if (text === null) return undefined;
    const record = FlowRecord.nullable().safeParse(JSON.parse(text)).data;
    if (record !== undefined && forgotten === before)
      seen.set(id, { record, until: Date.now() + FRESH_MS }, text.length);
    return record;
  }

  /** With `insist`, a write that comes too soon after another one is made again, so that it isn't lost. */
  async putFlow(id: string, record: FlowRecord | null, options: { insist: boolean }): Promise<void> {
    const write = async () => {
      forget(id);
      const isWritten = await this.#put(`flow:${id}`, JSON.stringify(record), {
        expirationTtl: FLOW_SECONDS,
      });
      // Who read meanwhile may have got either.
      forget(id);
      return isWritten;
    };
    if ((await write()) || !options.insist) return;
    await scheduler.wait(NEXT_WRITE_MS);
    await write();
  }

  /** False when KV refused. D1 holds the truth, so that costs freshness or speed and nothing else. */
  async #put(key: string, value: string, options: KVNamespacePutOptions = {}): Promise<boolean> {
    try {
      await this.#kv.put(key, value, options);
      return true;
    } catch (thrown) {
      log("warn", "cache write failed", { kind: key.slice(0, key.indexOf(":")), ...describeThrown(thrown) });
      return false;
    }
  }
}
