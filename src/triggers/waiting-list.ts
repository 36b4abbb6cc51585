import { DurableObject } from "cloudflare:workers";
import { List, type ListAnswer, type Unnamed } from "./list.ts";
import { objectPorts } from "./object-ports.ts";
import type { ListPeer, RunPeer, WaitEntry, WaitKey } from "./ports.ts";
import type { Position } from "./waits-table.ts";

/** The Durable Object that knows who waits at one trigger; its name is the TRIGGER-ID. It only plugs Cloudflare into `List`. */
export class WaitingList extends DurableObject<Env> implements ListPeer {
  readonly #list: List;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#list = new List({
      ...objectPorts(ctx, env),
      run: (runId): RunPeer => env.FLOW_RUN.getByName(runId),
    });
  }

  open(wait: WaitEntry): Promise<void> {
    return this.#list.open(wait);
  }

  close(wait: WaitKey): Promise<void> {
    return this.#list.close(wait);
  }

  any(input: Unnamed): Promise<ListAnswer> {
    return this.#list.any(input);
  }

  all(input: Unnamed): Promise<ListAnswer> {
    return this.#list.all(input);
  }

  page(versionId: string | null, after: Position, limit: number): WaitEntry[] {
    return this.#list.page(versionId, after, limit);
  }

  override alarm(): Promise<void> {
    return this.#list.alarm();
  }
}
