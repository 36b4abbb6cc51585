import type { Version } from "../flows/version.ts";
import { type Outcome, refused } from "./callback.ts";
import { Leases } from "./leases.ts";
import type { ListPorts, Unnamed } from "./list.ts";
import type { RunAnswer, WaitEntry } from "./ports.ts";
import type { Selection } from "./selection.ts";
import type { Position, WaitsTable } from "./waits-table.ts";

/** How many waits are read, and at most activated by one `all` before its answer. */
export const PAGE = 500;

/** How long a callback waits for waits that others are under way to. */
const PATIENCE_MS = 5_000;

/** Goes through the waits of a list and offers callbacks to their runs, one callback a wait at a time. */
export class Offers {
  readonly leases = new Leases();
  readonly #ports: ListPorts;
  readonly #table: WaitsTable;
  readonly #versions = new Map<string, Version>();

  constructor(ports: ListPorts, table: WaitsTable) {
    this.#ports = ports;
    this.#table = table;
  }

  /**
   * Rows with their versions. What that takes to be fetched is fetched first, and the rows are read again
   * after it: they may have changed meanwhile.
   */
  async read(
    input: Unnamed,
    selection: Selection,
    after: Position,
  ): Promise<{ wait: WaitEntry; version: Version }[]> {
    for (;;) {
      const page = this.#table.page(input.versionId, after, PAGE);
      const missing = new Set(page.map(({ versionId }) => versionId).filter((id) => !this.#versions.has(id)));
      for (const id of missing) this.#versions.set(id, await this.#fetch(id));
      const rows = page.flatMap((wait) => {
        const version = this.#versions.get(wait.versionId);
        return version ? [{ wait, version }] : [];
      });
      const refresh = rows.some(({ version }) => selection.needsFresh(version));
      if (refresh) selection.refresh(await this.#ports.caller(input.callback.credential, { fresh: true }));
      if (missing.size === 0 && !refresh) return rows;
    }
  }

  async #fetch(id: string): Promise<Version> {
    const version = await this.#ports.version(id);
    if (!version) throw new Error(`no version ${id}`);
    return version;
  }

  /** Lets the run decide; its row goes when the run is not (or no longer) there. Gives the lease back. */
  async offer(wait: WaitEntry, { triggerId, callback }: Unnamed): Promise<RunAnswer> {
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
      this.leases.release(wait);
    }
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

/** No answer to be had from a run, or none that can be relied on. */
export function isFailure(answer: RunAnswer): answer is Outcome & { outcome: "refused" } {
  return answer.outcome === "refused" && answer.code === 70503;
}
