import { batchOf } from "./all.ts";
import { type Job, JobsTable } from "./jobs-table.ts";
import type { ListPorts } from "./list.ts";
import type { ListStorage } from "./list-schema.ts";
import type { Offers } from "./offers.ts";
import { Selection } from "./selection.ts";
import { type Kept, kept, taken, type Unnamed } from "./unnamed.ts";
import type { Position } from "./waits-table.ts";

/** A job that gets nowhere is given up after that many tries, half an hour altogether. */
const MOST_TRIES = 20;

/** `all` callbacks that go on after their answer. */
export class Jobs {
  readonly #ports: ListPorts;
  readonly #table: JobsTable;
  readonly #offers: Offers;

  constructor(ports: ListPorts, storage: ListStorage, offers: Offers) {
    this.#ports = ports;
    this.#table = new JobsTable(storage);
    this.#offers = offers;
  }

  /** `until`: for waits that had begun by then. */
  add(input: Unnamed, after: Position, until: number): void {
    this.#table.add(after, this.#ports.now(), JSON.stringify({ until, input: kept(input) }));
  }

  get due(): number | undefined {
    return this.#table.next()?.due;
  }

  /** One batch of the job that is due first, if any is. */
  async carryOn(): Promise<void> {
    const job = this.#table.next();
    if (!job || job.due > this.#ports.now()) return;
    try {
      const query: { until: number; input: Kept } = JSON.parse(job.query);
      const input = await taken(query.input, this.#ports);
      const selection = new Selection(input, this.#ports.signer);
      const range = { after: job.after, until: query.until };
      const { resume, blocked } = await batchOf(this.#offers, input, selection, range);
      if (!resume) this.#table.end(job.id);
      else if (blocked) this.#retry(job, resume.after);
      else this.#table.move(job.id, { after: resume.after, due: this.#ports.now(), tries: 0 });
    } catch (thrown) {
      this.#ports.problem("list job failed", { tries: job.tries }, thrown);
      this.#retry(job, job.after);
    }
  }

  #retry({ id, tries }: Job, after: Position): void {
    if (tries < MOST_TRIES) {
      const pause = Math.min(1_000 * 2 ** tries, 120_000);
      this.#table.move(id, { after, due: this.#ports.now() + pause, tries: tries + 1 });
    } else {
      this.#ports.problem("list job given up", { tries }, undefined);
      this.#table.end(id);
    }
  }
}
