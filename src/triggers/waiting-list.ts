import { retryable } from "cloudflare:durable-objects";
import { DurableObject } from "cloudflare:workers";
import type { Outcome } from "./callback.ts";
import type { StartClaim } from "./claims.ts";
import { List } from "./list.ts";
import { objectPorts } from "./object-ports.ts";
import type { ListNews, ListPeer, RunPeer, WaitEntry } from "./ports.ts";
import type { Receipt } from "./receipt.ts";
import type { ListedReceipt, ReceiptQuery } from "./receipts-table.ts";
import type { Unnamed } from "./unnamed.ts";
import type { Place } from "./waits-table.ts";

/** The Durable Object that knows who waits at one trigger; its name is the TRIGGER-ID. It only plugs Cloudflare into `List`. */
export class WaitingList extends DurableObject<Env> implements ListPeer {
  /** Asked once more by the runtime, these come to the same. `any` and `all` don't: without a key, another wait would be next. */
  static {
    // oxlint-disable-next-line typescript/unbound-method -- they are marked, not called
    const { open, tell, note, claimStart, claimedStart, page, receipts, receipt } = this.prototype;
    retryable(open, tell, note, claimStart, claimedStart, page, receipts, receipt);
  }

  readonly #list: List;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#list = new List({
      ...objectPorts(ctx, env),
      run: (runId): RunPeer => env.FLOW_RUN.getByName(runId),
    });
  }

  open(waits: readonly WaitEntry[]): Promise<void> {
    return this.#list.open(waits);
  }

  tell(news: ListNews): Promise<void> {
    return this.#list.tell(news);
  }

  note(receipt: Receipt): Promise<void> {
    return this.#list.note(receipt);
  }

  any(input: Unnamed): Promise<Outcome> {
    return this.#list.any(input);
  }

  all(input: Unnamed): Promise<Outcome> {
    return this.#list.all(input);
  }

  claimStart(dedupe: string, bodyHash: string, runId: string): Promise<StartClaim> {
    return this.#list.claimStart(dedupe, bodyHash, runId);
  }

  async claimedStart(dedupe: string, bodyHash: string): Promise<StartClaim | undefined> {
    return this.#list.claimedStart(dedupe, bodyHash);
  }

  releaseStart(dedupe: string): Promise<void> {
    return this.#list.releaseStart(dedupe);
  }

  page(versionId: string | null, after: Place | null, limit: number): WaitEntry[] {
    return this.#list.page(versionId, after, limit);
  }

  receipts(query: ReceiptQuery): ListedReceipt[] {
    return this.#list.receipts(query);
  }

  /** As JSON: a body is of any depth, which structured RPC types don't say. */
  receipt(id: string): string | undefined {
    const receipt = this.#list.receipt(id);
    return receipt && JSON.stringify(receipt);
  }

  override alarm(): Promise<void> {
    return this.#list.alarm();
  }
}
