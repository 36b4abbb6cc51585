import { DurableObject } from "cloudflare:workers";
import { flowsOf } from "../flows/store.ts";
import { Signer } from "../ids.ts";
import { describeThrown, log } from "../log.ts";
import { usersOf } from "../users/store.ts";
import { callerOf } from "./credential.ts";
import { List, type ListAnswer, type ListPorts, type Unnamed } from "./list.ts";
import type { ListPeer, RunPeer, WaitEntry, WaitKey } from "./ports.ts";
import type { Position } from "./waits-table.ts";

/** The Durable Object that knows who waits at one trigger; its name is the TRIGGER-ID. It only plugs Cloudflare into `List`. */
export class WaitingList extends DurableObject<Env> implements ListPeer {
  readonly #list: List;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#list = new List(portsOf(ctx, env));
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

function portsOf(ctx: DurableObjectState, env: Env): ListPorts {
  const users = usersOf(env, (work) => ctx.waitUntil(work));
  const flows = flowsOf(env);
  return {
    storage: ctx.storage,
    now: () => Date.now(),
    signer: new Signer(env.SIGNING_KEY),
    version: (id) => flows.version(id),
    caller: (credential, options) => callerOf(users, credential, options),
    run: (runId): RunPeer => env.FLOW_RUN.getByName(runId),
    pause: (ms) => scheduler.wait(ms),
    problem: (message, fields, thrown) => log("error", message, { ...fields, ...describeThrown(thrown) }),
  };
}
