import type { Offering } from "./any.ts";
import { type Callback, type Outcome, refused } from "./callback.ts";
import type { Claim, ClaimsTable } from "./claims-table.ts";
import { keyOf, type WaitKey } from "./ports.ts";

/** What the work on a callback knows and says of its deduplication key. */
export interface Once extends Offering {
  /** Epoch milliseconds at which a callback with that key was worked on before; null: this is the first one. */
  readonly firstAt: number | null;
}

type FreshClaim = Pick<Claim, "dedupe" | "at" | "bodyHash">;

/** What a start under a key is to do: start that run, which changes nothing the second time. */
export type StartClaim = { claim: "start"; runId: string } | { claim: "other-body" } | { claim: "resumed" };

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
    const { dedupe, bodyHash } = callback;
    if (dedupe === undefined) return work({ asked: [], firstAt: null, begin() {} });
    for (let first = this.#inFlight.get(dedupe); first; first = this.#inFlight.get(dedupe)) {
      const answer = await first.answer.catch(() => refused(70503));
      if (first.bodyHash === bodyHash) return asRepeated(answer);
      if (isRemembered(answer)) return refused(70422);
    }
    const known = this.#table.find(dedupe, now);
    if (known && known.bodyHash !== bodyHash) return refused(70422);
    if (known?.runIds) return { outcome: "duplicate", executionIds: known.runIds };
    const answer = this.#work(known, callback, dedupe, work);
    this.#inFlight.set(dedupe, { bodyHash, answer });
    return answer;
  }

  async #work(
    known: Claim | undefined,
    callback: Callback,
    dedupe: string,
    work: (once: Once) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { bodyHash, receivedAt, to } = callback;
    let claim = known;
    const put = (change: Pick<Claim, "asked" | "runIds">) => {
      claim = { dedupe, bodyHash, at: known?.at ?? receivedAt, ...change };
      this.#table.put(claim);
    };
    try {
      const answer = await work({
        asked: askedBy(known, callback),
        isStarting: typeof known?.asked === "string" && known.at > receivedAt - STARTING_MS,
        firstAt: known?.at ?? null,
        begin: (waits) => put({ asked: waits.map(keyOf), runIds: null }),
      });
      if (!isRemembered(answer)) {
        if (claim && !(answer.outcome === "refused" && answer.code === 70503))
          this.#table.remove(claim.dedupe);
      } else if (!isOfRun(answer) || claim?.asked.length !== 1 || to.execution === "all") {
        // There is not the one who could be asked what became of it, or others would be asked with it.
        put({ asked: [], runIds: "executionIds" in answer ? answer.executionIds : [] });
      }
      return answer;
    } finally {
      this.#inFlight.delete(dedupe);
    }
  }

  /** `runId`: for a new run. `resumed`: the key came before, when the trigger was no start block. */
  start(fresh: FreshClaim, runId: string): StartClaim {
    const known = this.started(fresh);
    if (known) return known;
    this.#table.put({ ...fresh, asked: runId, runIds: null });
    return { claim: "start", runId };
  }

  /** The same, undefined for a new key, which stays one. */
  started(fresh: FreshClaim): StartClaim | undefined {
    // A location that knows another version has it offered at this moment: what comes of that is for both.
    if (this.#inFlight.has(fresh.dedupe)) return { claim: "resumed" };
    const known = this.#table.find(fresh.dedupe, fresh.at);
    if (!known) return undefined;
    if (known.bodyHash !== fresh.bodyHash) return { claim: "other-body" };
    return typeof known.asked === "string" ? { claim: "start", runId: known.asked } : { claim: "resumed" };
  }

  /** The start came to nothing. */
  release(dedupe: string): void {
    this.#table.remove(dedupe);
  }
}

/** A start that was claimed is through by then, or came to nothing. */
const STARTING_MS = 60_000;

/** A run that was to be started, while the trigger was a start block, knows whether it was: by its first block. */
function askedBy(known: Claim | undefined, { to }: Callback): readonly WaitKey[] {
  if (typeof known?.asked !== "string") return known?.asked ?? [];
  return [{ runId: known.asked, occurrence: 1, versionId: to.flow, key: "", since: 0 }];
}

/** What is answered the same for a day; everything else is judged afresh, since senders retry under the same key. */
function isRemembered({ outcome }: Outcome): boolean {
  return outcome !== "ignored" && outcome !== "refused";
}

/** Told by the run that it let go on, which alone knows what was said to its sender. */
function isOfRun(answer: Outcome): boolean {
  return answer.outcome === "activated" || (answer.outcome === "duplicate" && answer.answer !== undefined);
}

/** The first one's answer, as the second one gets it. */
function asRepeated(answer: Outcome): Outcome {
  if (!isRemembered(answer)) return answer;
  if (!("executionIds" in answer)) return { outcome: "duplicate", executionIds: [] };
  const { executionIds } = answer;
  const said = "answer" in answer ? answer.answer : undefined;
  return { outcome: "duplicate", executionIds, ...(said && { answer: said }) };
}
