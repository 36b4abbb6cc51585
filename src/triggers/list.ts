import type { Caller } from "../users/caller.ts";
import { activateAll, batchOf } from "./all.ts";
import { activateAny } from "./any.ts";
import type { Callback, Credential, Outcome } from "./callback.ts";
import type { ObjectPorts } from "./object-ports.ts";
import { Offers } from "./offers.ts";
import type { ListPeer, RunPeer, WaitEntry, WaitKey } from "./ports.ts";
import { Selection } from "./selection.ts";
import { type Job, type Position, WaitsTable } from "./waits-table.ts";

export interface ListPorts extends ObjectPorts {
  run(runId: string): RunPeer;
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

/** A job that gets nowhere is given up after that many tries, half an hour altogether. */
const MOST_TRIES = 20;

/** The waits at one trigger, of all versions. It finds quickly; whatever it says of a run, the run decides. */
export class List implements ListPeer {
  readonly #ports: ListPorts;
  readonly #table: WaitsTable;
  readonly #offers: Offers;

  constructor(ports: ListPorts) {
    this.#ports = ports;
    this.#table = new WaitsTable(ports.storage);
    this.#offers = new Offers(ports, this.#table);
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

  any(input: Unnamed): Promise<ListAnswer> {
    return activateAny(this.#offers, input, new Selection(input, this.#ports.signer));
  }

  /** 500 before the answer, more after it. */
  async all(input: Unnamed): Promise<ListAnswer> {
    const { answer, resume } = await activateAll(
      this.#offers,
      input,
      new Selection(input, this.#ports.signer),
    );
    if (resume) {
      const now = this.#ports.now();
      this.#table.addJob(resume.after, now, JSON.stringify(withoutToken(input)));
      void this.#ports.storage.setAlarm(now);
    }
    return answer;
  }

  /** Goes on with an `all`. It never throws: what fails is tried again with doubling pauses. */
  async alarm(): Promise<void> {
    const job = this.#table.nextJob();
    if (job && job.due <= this.#ports.now()) await this.#carryOn(job);
    const next = this.#table.nextJob();
    if (next) await this.#ports.storage.setAlarm(next.due);
  }

  async #carryOn(job: Job): Promise<void> {
    try {
      const query: Omit<Unnamed, "caller"> = JSON.parse(job.query);
      const caller = await this.#ports.caller(query.callback.credential, { fresh: true });
      const input = { ...query, caller };
      const { resume, blocked } = await batchOf(
        this.#offers,
        input,
        new Selection(input, this.#ports.signer),
        job.after,
      );
      if (!resume) this.#table.endJob(job.id);
      else if (blocked) this.#retry(job, resume.after);
      else this.#table.moveJob(job.id, { after: resume.after, due: this.#ports.now(), tries: 0 });
    } catch (thrown) {
      this.#ports.problem("list job failed", { tries: job.tries }, thrown);
      this.#retry(job, job.after);
    }
  }

  #retry({ id, tries }: Job, after: Position): void {
    if (tries < MOST_TRIES) {
      const pause = Math.min(1_000 * 2 ** tries, 120_000);
      this.#table.moveJob(id, { after, due: this.#ports.now() + pause, tries: tries + 1 });
    } else {
      this.#ports.problem("list job given up", { tries }, undefined);
      this.#table.endJob(id);
    }
  }
}

/** What is kept names its user; a token never is. */
function withoutToken({ caller, callback, ...rest }: Unnamed): Omit<Unnamed, "caller"> {
  const credential: Credential =
    caller.kind === "user" ? { kind: "user", userId: caller.user.objectId } : { kind: "none" };
  return { ...rest, callback: { ...callback, credential } };
}
