import type { Offering } from "./any.ts";
import { type Callback, type Outcome, refused } from "./callback.ts";
import type { Claim, ClaimsTable } from "./claims-table.ts";
import type { WaitEntry } from "./ports.ts";

/** What the work on a callback knows and says of its deduplication key. */
export interface Once extends Offering {
  /** Epoch milliseconds at which a callback with that key was worked on before; null: this is the first one. */
  readonly firstAt: number | null;
  /** For work that asks many: from now on the key is taken. */
  take(): void;
}

/**
 * Callbacks with the same deduplication key, of those that name no run: the first one is worked on, later ones
 * get its answer (product.md, "How callbacks behave", 5). The key is committed with the wait that is asked
 * before it is asked, and after a crash that one is asked first. Refused and ignored ones are forgotten at once.
 */
export class Claims {
  readonly #table: ClaimsTable;
  readonly #inFlight = new Map<string, { bodyHash: string; answer: Promise<Outcome> }>();

  constructor(table: ClaimsTable) {
    this.#table = table;
  }

  async once(callback: Callback, now: number, work: (once: Once) => Promise<Outcome>): Promise<Outcome> {
    const { dedupe, bodyHash, receivedAt } = callback;
    if (dedupe === undefined) return work({ candidate: null, firstAt: null, begin() {}, take() {} });
    for (let first = this.#inFlight.get(dedupe); first; first = this.#inFlight.get(dedupe)) {
      const answer = await first.answer.catch(() => refused(70503));
      if (first.bodyHash === bodyHash) return asRepeated(answer);
      if (isRemembered(answer)) return refused(70422);
    }
    const known = this.#table.find(dedupe, now);
    if (known && known.bodyHash !== bodyHash) return refused(70422);
    if (known?.runIds) return { outcome: "duplicate", executionIds: known.runIds };
    // It has started a run, while the trigger was a start block.
    if (typeof known?.candidate === "string")
      return { outcome: "duplicate", executionIds: [known.candidate] };
    const answer = this.#work(known, { dedupe, at: receivedAt, bodyHash }, work);
    this.#inFlight.set(dedupe, { bodyHash, answer });
    return answer;
  }

  async #work(
    known: Claim | undefined,
    fresh: Pick<Claim, "dedupe" | "at" | "bodyHash">,
    work: (once: Once) => Promise<Outcome>,
  ): Promise<Outcome> {
    let claim = known;
    const put = (change: Pick<Claim, "candidate" | "runIds">) => {
      claim = { ...fresh, at: known?.at ?? fresh.at, ...change };
      this.#table.put(claim);
    };
    try {
      const answer = await work({
        candidate: typeof known?.candidate === "string" ? null : (known?.candidate ?? null),
        firstAt: known?.at ?? null,
        begin: (wait) => put({ candidate: keyOf(wait), runIds: null }),
        take: () => claim ?? put({ candidate: null, runIds: null }),
      });
      if (!isRemembered(answer)) {
        if (claim && !(answer.outcome === "refused" && answer.code === 70503))
          this.#table.remove(claim.dedupe);
      } else if (answer.outcome !== "activated" || claim?.candidate == null) {
        // There is nobody who could be asked what became of it.
        put({ candidate: null, runIds: "executionIds" in answer ? answer.executionIds : [] });
      }
      return answer;
    } finally {
      this.#inFlight.delete(fresh.dedupe);
    }
  }

  /**
   * For a start: the run's id that stands for that key, `runId` for a new one. Undefined: the key came with
   * another body. The caller starts that run in either case, which changes nothing the second time.
   */
  start(fresh: Pick<Claim, "dedupe" | "at" | "bodyHash">, runId: string): string | undefined {
    const known = this.#table.find(fresh.dedupe, fresh.at);
    if (!known) {
      this.#table.put({ ...fresh, candidate: runId, runIds: null });
      return runId;
    }
    return known.bodyHash === fresh.bodyHash && typeof known.candidate === "string"
      ? known.candidate
      : undefined;
  }

  /** The start came to nothing. */
  release(dedupe: string): void {
    this.#table.remove(dedupe);
  }
}

function keyOf({ runId, occurrence, versionId, key, since }: WaitEntry) {
  return { runId, occurrence, versionId, key, since };
}

/** What is answered the same for a day; everything else is judged afresh, since senders retry under the same key. */
function isRemembered({ outcome }: Outcome): boolean {
  return outcome !== "ignored" && outcome !== "refused";
}

/** The first one's answer, as the second one gets it. */
function asRepeated(answer: Outcome): Outcome {
  if (!isRemembered(answer)) return answer;
  return { outcome: "duplicate", executionIds: "executionIds" in answer ? answer.executionIds : [] };
}
