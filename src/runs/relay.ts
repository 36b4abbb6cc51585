import type { ListNews } from "../triggers/ports.ts";
import type { RunPorts } from "./ports.ts";
import type { RunSummary } from "./summary.ts";

/** What a run has to tell others once its answer is out. */
export interface News {
  summary: RunSummary | undefined;
  /** By TRIGGER-ID. */
  lists: ReadonlyMap<string, ListNews>;
}

interface Parcel {
  news: News;
  /** Called once. */
  done(delivered: boolean): void;
}

export type RelayPorts = Pick<RunPorts, "now" | "pause" | "background" | "list" | "summarise" | "problem">;

/**
 * How long news is gathered: each delivery costs a commit of a list, a message and a write of the index, however much is in
 * it.
 */
const WINDOW_MS = 100;

/** After a window in which that many runs had news, the next one is longer: under load most of it is shared. */
const BUSY = 25;
const BUSY_WINDOW_MS = 400;

/** A destination that doesn't answer is tried again after these pauses. */
const PAUSES_MS = [200, 1_000, 4_000];

/** Longer than a flush ever waits: whoever was to do it is gone. */
const LOST_MS = 1_000;

/**
 * Gathers the news of many runs and delivers it together: one call a list, one message for all summaries. It is
 * memory, shared by all runs of a process: what dies with it is still owed by the journals (see Teller).
 */
export class Relay {
  #parcels: Parcel[] = [];
  #flushAt = 0;
  #windowMs = WINDOW_MS;

  /** The first run that has news in a while carries everybody's; a run's ports work in its own context only. */
  send(ports: RelayPorts, news: News, done: Parcel["done"]): void {
    this.#parcels.push({ news, done });
    const now = ports.now();
    if (this.#parcels.length > 1 && Math.abs(now - this.#flushAt) < LOST_MS) return;
    this.#flushAt = now;
    ports.background(this.#flush(ports));
  }

  async #flush(ports: RelayPorts): Promise<void> {
    await ports.pause(this.#windowMs);
    const parcels = this.#parcels;
    this.#parcels = [];
    this.#windowMs = parcels.length < BUSY ? WINDOW_MS : BUSY_WINDOW_MS;
    const lists = new Map<string, Parcel[]>();
    for (const parcel of parcels) {
      for (const id of parcel.news.lists.keys()) {
        const senders = lists.get(id);
        if (senders) senders.push(parcel);
        else lists.set(id, [parcel]);
      }
    }
    const failed = new Set<Parcel>();
    const summaries = parcels.filter(({ news }) => news.summary);
    await Promise.all([
      attempt(ports, "telling the run index", summaries, failed, () =>
        ports.summarise(summaries.flatMap(({ news }) => news.summary ?? [])),
      ),
      ...[...lists].map(([id, senders]) =>
        attempt(ports, "telling a list", senders, failed, () => ports.list(id).tell(together(id, senders))),
      ),
    ]);
    for (const parcel of parcels) parcel.done(!failed.has(parcel));
  }
}

function together(id: string, parcels: readonly Parcel[]): ListNews {
  const news = parcels.flatMap((parcel) => parcel.news.lists.get(id) ?? []);
  return {
    left: news.flatMap(({ left }) => left),
    receipts: news.flatMap(({ receipts }) => receipts),
  };
}

async function attempt(
  ports: RelayPorts,
  what: string,
  parcels: readonly Parcel[],
  failed: Set<Parcel>,
  deliver: () => Promise<void>,
): Promise<void> {
  if (parcels.length === 0) return;
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      await deliver();
      return;
    } catch (thrown) {
      ports.problem(`${what} failed`, { parcels: parcels.length }, thrown);
      if (pause !== undefined) await ports.pause(pause);
    }
  }
  for (const parcel of parcels) failed.add(parcel);
}
