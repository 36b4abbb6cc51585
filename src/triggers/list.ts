import type { ObjectStorage } from "../durable/ports.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { Caller } from "../users/caller.ts";
import { type Callback, type Credential, type Outcome, refused } from "./callback.ts";
import { Leases } from "./leases.ts";
import type { ListPeer, RunAnswer, RunPeer, WaitEntry, WaitKey } from "./ports.ts";
import { Selection } from "./selection.ts";
import { type Position, WaitsTable } from "./waits-table.ts";

export interface ListPorts {
  storage: ObjectStorage;
  now(): number;
  signer: Signer;
  version(id: string): Promise<Version | undefined>;
  caller(credential: Credential, options: { fresh: boolean }): Promise<Caller>;
  run(runId: string): RunPeer;
  /** Settles after that many milliseconds. */
  pause(ms: number): Promise<void>;
  problem(message: string, fields: Record<string, string | number>, thrown: unknown): void;
}

/** A callback that names no run. */
export interface Unnamed {
  triggerId: string;
  block: string;
  /** Only waits of this version; null: of all versions of the flow. */
  versionId: string | null;
  callback: Callback;
  /** As the edge resolved it, for the preselection. */
  caller: Caller;
}

/** `nobody`: no run waits here. */
export type ListAnswer = Outcome | { outcome: "nobody" };

const PAGE = 500;
const AT_ONCE = 50;
const MOST_ROUNDS = 1_000;

/** How long a callback waits for waits that others are under way to. */
const PATIENCE_MS = 5_000;

/** The waits at one trigger, of all versions. It finds quickly; whatever it says of a run, the run decides. */
export class List implements ListPeer {
  readonly #ports: ListPorts;
  readonly #table: WaitsTable;
  readonly #leases = new Leases();
  readonly #versions = new Map<string, Version>();

  constructor(ports: ListPorts) {
    this.#ports = ports;
    this.#table = new WaitsTable(ports.storage);
  }

  async open(wait: WaitEntry): Promise<void> {
    this.#table.add(wait);
  }

  async close(wait: WaitKey): Promise<void> {
    this.#table.remove(wait);
  }

  page(versionId: string | null, after: Position, limit: number): WaitEntry[] {
    return this.#table.page(versionId, after, limit);
  }

  /** Activates the longest-waiting run that the callback satisfies. */
  async any(input: Unnamed): Promise<ListAnswer> {
    const selection = new Selection(input, this.#ports.signer);
    const tried = new Set<string>();
    const until = this.#ports.now() + PATIENCE_MS;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      const { fit, leased } = await this.#next(input, selection, (wait) => !tried.has(keyText(wait)));
      if (!fit && selection.isExhausted) return refused(70503);
      if (!fit && !leased) return selection.verdict ?? { outcome: "nobody" };
      if (!fit) {
        // Those that fit are taken: should one come free, it is ours; never "nobody" meanwhile.
        if (this.#ports.now() >= until) return refused(70503);
        await Promise.race([this.#leases.nextRelease(), this.#ports.pause(until - this.#ports.now())]);
        continue;
      }
      const answer = await this.#offer(fit, input);
      if (answer.outcome === "activated") return answer;
      if (answer.outcome === "refused" && answer.code === 70503) return answer;
      tried.add(keyText(fit));
      if (answer.outcome !== "gone") selection.note(answer);
    }
    return refused(70503);
  }

  /** Activates every waiting run that the callback satisfies: 500 before the answer, more after it. */
  async all(input: Unnamed): Promise<ListAnswer> {
    const selection = new Selection(input, this.#ports.signer);
    const { activated, after } = await this.#batch(input, selection, null);
    if (selection.isExhausted && activated.length === 0) return refused(70503);
    if (after) {
      const { caller, callback } = input;
      const credential: Credential =
        caller.kind === "user" ? { kind: "user", userId: caller.user.objectId } : { kind: "none" };
      this.#table.addJob(
        after,
        JSON.stringify({ ...input, caller: undefined, callback: { ...callback, credential } }),
      );
      void this.#ports.storage.setAlarm(this.#ports.now());
    }
    if (activated.length > 0) return { outcome: "activated", executionIds: activated };
    return selection.verdict ?? { outcome: "nobody" };
  }

  /** Goes on with an `all`. It never throws: what fails is tried again, at most once a second. */
  async alarm(): Promise<void> {
    const job = this.#table.nextJob();
    if (!job) return;
    try {
      const query: Omit<Unnamed, "caller"> = JSON.parse(job.query);
      const caller = await this.#ports.caller(query.callback.credential, { fresh: true });
      const input = { ...query, caller };
      const { after } = await this.#batch(input, new Selection(input, this.#ports.signer), job.after);
      if (after) this.#table.advanceJob(job.id, after);
      else this.#table.endJob(job.id);
      if (this.#table.nextJob()) await this.#ports.storage.setAlarm(this.#ports.now());
    } catch (thrown) {
      this.#ports.problem("list job failed", {}, thrown);
      await this.#ports.storage.setAlarm(this.#ports.now() + 1_000);
    }
  }

  /** The first fitting wait that isn't leased, and whether a leased one would fit. Takes no lease across an await. */
  async #next(input: Unnamed, selection: Selection, wanted: (wait: WaitEntry) => boolean) {
    let leased = false;
    for (let after: Position = null; ; ) {
      const page = await this.#readPage(input, after);
      for (const { wait, version } of page) {
        if (selection.isExhausted) break;
        if (!wanted(wait) || !selection.fits(wait, version)) continue;
        if (this.#leases.has(wait)) {
          leased = true;
          continue;
        }
        this.#leases.take(wait);
        return { fit: wait, leased };
      }
      after = page.at(-1)?.wait ?? null;
      if (page.length < PAGE || selection.isExhausted) return { fit: undefined, leased };
    }
  }

  async #batch(input: Unnamed, selection: Selection, from: Position) {
    const fits: WaitEntry[] = [];
    let after = from;
    for (let full = false; !full; ) {
      const page = await this.#readPage(input, after);
      for (const { wait, version } of page) {
        // What goes on after the answer is not meant for those who began to wait meanwhile.
        const isLater = from !== null && wait.since > input.callback.receivedAt;
        if (fits.length === PAGE || isLater) break;
        const isFit = !this.#leases.has(wait) && selection.fits(wait, version);
        // The last one was judged with too little fuel, perhaps: it is the first one of the next batch.
        if (selection.isExhausted) break;
        after = wait;
        if (isFit) fits.push(wait);
      }
      if (page.length < PAGE || after !== page.at(-1)?.wait) full = true;
    }
    // Leased only now: nothing is awaited between here and the offers, which give the leases back.
    const offered = fits.filter((wait) => !this.#leases.has(wait));
    for (const wait of offered) this.#leases.take(wait);
    const activated: string[] = [];
    for (let index = 0; index < offered.length; index += AT_ONCE) {
      const answers = await Promise.all(
        offered.slice(index, index + AT_ONCE).map((wait) => this.#offer(wait, input)),
      );
      for (const answer of answers) {
        if (answer.outcome === "activated") activated.push(...answer.executionIds);
        else if (answer.outcome !== "gone") selection.note(answer);
      }
    }
    const more = fits.length === PAGE || selection.isExhausted;
    return { activated, after: more ? after : null };
  }

  /** Rows with their versions, read again after versions had to be fetched: the rows may have changed meanwhile. */
  async #readPage(input: Unnamed, after: Position): Promise<{ wait: WaitEntry; version: Version }[]> {
    for (;;) {
      const page = this.#table.page(input.versionId, after, PAGE);
      const missing = new Set(page.map(({ versionId }) => versionId).filter((id) => !this.#versions.has(id)));
      if (missing.size === 0) {
        return page.flatMap((wait) => {
          const version = this.#versions.get(wait.versionId);
          return version ? [{ wait, version }] : [];
        });
      }
      for (const id of missing) {
        const version = await this.#ports.version(id);
        if (!version) throw new Error(`no version ${id}`);
        this.#versions.set(id, version);
      }
    }
  }

  /** Lets the run decide; its row goes when the run is not (or no longer) there. Gives the lease back. */
  async #offer(wait: WaitEntry, { triggerId, callback }: Unnamed): Promise<RunAnswer> {
    const { runId, occurrence, versionId } = wait;
    try {
      const answer = await this.#ports
        .run(runId)
        .callback({ flow: versionId, trigger: triggerId, occurrence, callback });
      if (answer.outcome === "activated" || answer.outcome === "gone") this.#table.remove(wait);
      return answer;
    } catch (thrown) {
      this.#ports.problem("offering a callback failed", { run: runId }, thrown);
      return refused(70503);
    } finally {
      this.#leases.release(wait);
    }
  }
}

function keyText({ runId, occurrence }: WaitKey): string {
  return `${runId}:${occurrence}`;
}
