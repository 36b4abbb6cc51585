import type { Version } from "../flows/version.ts";
import { type Outcome, refused } from "./callback.ts";
import { NO_KEY } from "./key.ts";
import { Leases } from "./leases.ts";
import type { ListPorts } from "./list.ts";
import { nameOf, type RunAnswer, type Waiting, type WaitKey } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Unnamed } from "./unnamed.ts";
import { PAGE, type Position, type Source, type WaitsTable } from "./waits-table.ts";

/** How many waits are activated at most by one `all` before its answer. */
export const BATCH = 500;

/** How many waits are read at once: few first, since the first one often fits. */
const FIRST_PAGE = 8;
const FIRST_KEYED_PAGE = 2;

/** How long a callback waits for waits that others are under way to. */
const PATIENCE_MS = 5_000;

/** A wait with the version that judges it. */
export interface Candidate {
  wait: Waiting;
  version: Version;
}

/** Goes through the waits of a list and offers callbacks to their runs, one callback a wait at a time. */
export class Offers {
  readonly leases = new Leases();
  readonly #ports: ListPorts;
  readonly #table: WaitsTable;
  readonly #versions = new Map<string, Version>();
  /**
   * Waits that were taken and whose runs have not told so yet, which they do in a moment, for many at once. Memory
   * only: without it the row is found wrong when it is offered.
   */
  readonly #taken = new Map<string, { wait: WaitKey; bodyHash: string }>();
  /** By source, up to where whole pages of waits are taken: under load each callback would read them first. */
  readonly #passed = new Map<string, WaitKey>();

  constructor(ports: ListPorts, table: WaitsTable) {
    this.#ports = ports;
    this.#table = table;
  }

  async version(id: string): Promise<Version> {
    const known = this.#versions.get(id);
    if (known) return known;
    const version = await this.#ports.version(id);
    if (!version) throw new Error(`no version ${id}`);
    this.#versions.set(id, version);
    return version;
  }

  /**
   * Where the waits in question stand. What that takes to be fetched is fetched first, the version that speaks
   * for the trigger too: between finding nobody and holding a callback no wait may open.
   */
  async sources(input: Unnamed, selection: Selection): Promise<Source[]> {
    for (;;) {
      const ids = input.versionId === null ? this.#table.versions() : [input.versionId];
      const missing = [...ids, input.speaker].filter((id) => !this.#versions.has(id));
      for (const id of missing) await this.version(id);
      const versions = ids.flatMap((id) => this.#versions.get(id) ?? []);
      const unresolved = versions
        .map((version) => selection.unresolved(version))
        .find((each) => each !== undefined);
      if (unresolved) {
        selection.resolve(unresolved, await this.#ports.caller(input.callback.credential, unresolved));
      }
      if (missing.length > 0 || unresolved) continue;
      return versions.flatMap(
        (version) => selection.source(version, () => this.#table.hasAny(version.id)) ?? [],
      );
    }
  }

  /** The waits of all sources, longest-waiting first. To be gone through without awaiting anything between. */
  *candidates(sources: readonly Source[], after: Position): Generator<Candidate> {
    const [only] = sources;
    if (only && sources.length === 1) {
      yield* this.#read(only, after);
      return;
    }
    const streams = sources.map((source) => this.#read(source, after));
    const heads = streams.map((stream) => stream.next());
    for (;;) {
      let first: number | undefined;
      for (const [index, head] of heads.entries()) {
        const best = first === undefined ? undefined : heads[first];
        if (!head.done && (!best || best.done || isBefore(head.value.wait, best.value.wait))) first = index;
      }
      const found = first === undefined ? undefined : heads[first];
      const stream = first === undefined ? undefined : streams[first];
      if (first === undefined || !found || found.done || !stream) return;
      yield found.value;
      heads[first] = stream.next();
    }
  }

  *#read(source: Source, from: Position): Generator<Candidate, undefined> {
    const version = this.#versions.get(source.versionId);
    if (!version) return;
    const name = nameOfSource(source);
    let isFront = from === null;
    // Those that others are under way to come first.
    let size = source.key === NO_KEY ? Math.min(FIRST_PAGE + this.leases.count, PAGE) : FIRST_KEYED_PAGE;
    for (let after = from ?? this.#passed.get(name) ?? null; ; size = Math.min(size * 8, PAGE)) {
      const page = this.#table.page(source, after, size);
      const open = page.filter((wait) => !this.#isTaken(wait));
      const last = page.at(-1);
      const isFull = page.length === size;
      isFront &&= isFull && open.length === 0;
      if (isFront && last) this.#passed.set(name, last);
      for (const wait of open) yield { wait, version };
      after = last ?? null;
      if (!isFull) return;
    }
  }

  /** Thousands are asked for where nothing is taken: naming each would cost more than looking. */
  #isTaken(wait: WaitKey): boolean {
    return this.#taken.size > 0 && this.#taken.has(nameOf(wait));
  }

  /** Lets the run decide; its row changes when it is not (or no longer) there. Gives the lease back. */
  offer(wait: WaitKey, input: Unnamed): Promise<RunAnswer> {
    return this.#offer(wait, input, (bodyHash) => this.#leave(wait, bodyHash));
  }

  /** The same, but the row of a wait that was activated stays until its run tells of it: nothing is written here. */
  offerLazily(wait: WaitKey, input: Unnamed): Promise<RunAnswer> {
    return this.#offer(wait, input, (bodyHash) => this.#taken.set(nameOf(wait), { wait, bodyHash }));
  }

  async #offer(
    wait: WaitKey,
    { triggerId, callback }: Unnamed,
    take: (bodyHash: string) => void,
  ): Promise<RunAnswer> {
    const { runId, occurrence, versionId } = wait;
    try {
      const answer = await this.#ports
        .run(runId)
        .callback({ flow: versionId, trigger: triggerId, occurrence, callback });
      if (answer.outcome === "activated") take(answer.bodyHash ?? callback.bodyHash);
      if (answer.outcome === "duplicate") this.#leave(wait, answer.bodyHash ?? callback.bodyHash);
      if (answer.outcome === "gone") this.#leave(wait, answer.bodyHash ?? null);
      // What an RPC brings has a disposer: answered as it is, it would keep this call open as well. By what the wait is known
      // is no part of what became of this callback.
      const { bodyHash: _, ...told } = { bodyHash: undefined, ...answer };
      return told;
    } catch (thrown) {
      this.#ports.problem("offering a callback failed", { run: runId }, thrown);
      return refused(70503);
    } finally {
      this.leases.release(wait);
    }
  }

  /** The run has told of it. */
  forget(wait: WaitKey): void {
    this.#taken.delete(nameOf(wait));
    if (this.#taken.size === 0) this.#passed.clear();
  }

  /** The run waits there anew. */
  opened(wait: WaitKey): void {
    this.forget(wait);
    const name = nameOfSource(wait);
    const passed = this.#passed.get(name);
    if (passed && !isBefore(passed, wait)) this.#passed.delete(name);
  }

  /** Writes down which waits were taken, where the table has to be right at once. */
  settle(): void {
    for (const { wait, bodyHash } of this.#taken.values()) this.#leave(wait, bodyHash);
    this.#taken.clear();
    this.#passed.clear();
  }

  /** The run tells of it too, with a later row of its journal. */
  #leave(wait: WaitKey, bodyHash: string | null): void {
    const known = this.#table.find(wait);
    if (known) this.#table.leave({ ...known, seq: known.seq + 1, at: this.#ports.now(), bodyHash });
  }

  /** For a callback whose only fits are taken: settles when one comes free; false once its patience is over. */
  patience(): () => Promise<boolean> {
    const until = this.#ports.now() + PATIENCE_MS;
    return async () => {
      const left = until - this.#ports.now();
      if (left <= 0) return false;
      await Promise.race([this.leases.nextRelease(), this.#ports.pause(left)]);
      return true;
    };
  }
}

function nameOfSource({ versionId, key }: Source): string {
  return `${versionId} ${key}`;
}

function isBefore(a: WaitKey, b: WaitKey): boolean {
  if (a.since !== b.since) return a.since < b.since;
  if (a.runId !== b.runId) return a.runId < b.runId;
  return a.occurrence < b.occurrence;
}

/** No answer to be had from a run, or none that can be relied on. */
export function isFailure(answer: RunAnswer): answer is Outcome & { outcome: "refused" } {
  return answer.outcome === "refused" && answer.code === 70503;
}
