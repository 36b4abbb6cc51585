import { retryable } from "cloudflare:durable-objects";
import { DurableObject } from "cloudflare:workers";
import type { JsonObject } from "../json.ts";
import { log } from "../log.ts";
import { waitMeasure } from "../overview/counts.ts";
import { count } from "../overview/tally.ts";
import { secretOf } from "../secrets.ts";
import { signInsOf } from "../sign-in/store.ts";
import type { Callback, Outcome } from "../triggers/callback.ts";
import { objectPorts } from "../triggers/object-ports.ts";
import type { CallbackToRun, RunAnswer, RunPeer } from "../triggers/ports.ts";
import type { Start } from "./decide.ts";
import { Opener } from "./opener.ts";
import type { Moved, Rejected, Released, Retried } from "./operate.ts";
import type { RunPorts } from "./ports.ts";
import { Relay } from "./relay.ts";
import { Run } from "./run.ts";
import type { LinkRecord, Made, Revoked } from "./run-links.ts";
import { sendOutbound } from "./send.ts";
import { type RunState, waitedIn } from "./state.ts";
import { type RunSummary, sendSummaries } from "./summary.ts";
import type { ReadContext, RunView } from "./view.ts";
import { SESSION_HEADER, Watchers } from "./watchers.ts";

/** Shared by all runs in this isolate. */
const relay = new Relay();
const opener = new Opener();

/** The Durable Object that is one run; its name is the executionId. It only plugs Cloudflare into `Run`. */
export class FlowRun extends DurableObject<Env> implements RunPeer {
  /** Asked once more by the runtime, where an object was reset or a connection broke, these come to the same. */
  static {
    // oxlint-disable-next-line typescript/unbound-method -- they are marked, not called
    const { start, startByCallback, callback, ended, receipt, link, links, view, context, summary } =
      this.prototype;
    retryable(start, startByCallback, callback, ended, receipt, link, links, view, context, summary);
  }

  readonly #run: Run;
  readonly #watchers: Watchers;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const ports = portsOf(ctx, env);
    const standing = (sessions: readonly string[]) => signInsOf(env).standing(sessions);
    this.#watchers = new Watchers({ ctx, standing, problem: ports.problem });
    this.#run = new Run({
      ...ports,
      moved: (before, after) => this.#moved(before, after),
      removed: () => this.#watchers.dismiss(),
    });
  }

  start(start: Start, versionId: string): Promise<void> {
    return this.#run.start(start, versionId);
  }

  startByCallback(start: Start, versionId: string, callback: Callback): Promise<Outcome> {
    return this.#run.startByCallback(start, versionId, callback);
  }

  /** `flowId`: for the edge, which looks nothing up where a run is named. */
  async callback(input: CallbackToRun): Promise<RunAnswer & { flowId?: string }> {
    const answer = await this.#run.callback(input);
    const state = input.occurrence === undefined ? await this.#run.standing() : undefined;
    return state ? { ...answer, flowId: state.flowId } : answer;
  }

  /** As JSON, like the view. */
  async ended(triggerId: string, waitMs: number): Promise<string | undefined> {
    const end = await this.#run.ended(triggerId, waitMs);
    return end && JSON.stringify(end);
  }

  /** As JSON, like the view. */
  async receipt(id: string): Promise<string | undefined> {
    const receipt = await this.#run.receipt(id);
    return receipt && JSON.stringify(receipt);
  }

  terminate(reason: string): Promise<boolean> {
    return this.#run.operator.terminate(reason);
  }

  release(occurrence: number, data: JsonObject): Promise<Released> {
    return this.#run.operator.release(occurrence, data);
  }

  reject(occurrence: number, reason: string): Promise<Rejected> {
    return this.#run.operator.reject(occurrence, reason);
  }

  moveDeadline(occurrence: number, to: number): Promise<Moved> {
    return this.#run.operator.moveDeadline(occurrence, to);
  }

  retry(): Promise<Retried> {
    return this.#run.operator.retry();
  }

  /** What a link's page says, as JSON, like the view. */
  async link(number: number, accepted: string | undefined): Promise<string | undefined> {
    const view = await this.#run.links.view(number, accepted);
    return view && JSON.stringify(view);
  }

  links(): Promise<LinkRecord[] | undefined> {
    return this.#run.links.list();
  }

  makeLink(block: string, expiresMs: number | undefined): Promise<Made> {
    return this.#run.links.make(block, expiresMs);
  }

  revokeLink(number: number): Promise<Revoked> {
    return this.#run.links.revoke(number);
  }

  /**
   * As JSON in UTF-8: a context is of any depth, which structured RPC types don't say, and an answer has at
   * most 32 MiB, of which a text with one character past Latin-1 takes twice its length.
   */
  async view(): Promise<Uint8Array | undefined> {
    const view: RunView | undefined = await this.#run.view();
    return view && encoded(view);
  }

  /** Likewise what the public API shows: no row is read for it. */
  async context(): Promise<Uint8Array | undefined> {
    const context: ReadContext | undefined = await this.#run.context();
    return context && encoded(context);
  }

  summary(): Promise<RunSummary | undefined> {
    return this.#run.summary();
  }

  /** The Worker let somebody in who looks on (see `Watchers`). */
  override async fetch(request: Request): Promise<Response> {
    return this.#watchers.admit(await this.#run.standing(), request.headers.get(SESSION_HEADER));
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#watchers.leave(socket, code);
  }

  override alarm(): Promise<void> {
    return this.#run.alarm();
  }

  #moved(before: RunState | undefined, after: RunState): void {
    this.#watchers.tell(after);
    for (const waitedMs of waitedIn(before, after)) {
      count(this.env, (work) => this.ctx.waitUntil(work), waitMeasure(waitedMs), after.flowId);
    }
  }
}

function encoded(view: RunView | ReadContext): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(view));
}

function portsOf(ctx: DurableObjectState, env: Env): Omit<RunPorts, "moved" | "removed"> {
  return {
    ...objectPorts(ctx, env),
    random: () => Math.random(),
    list: (triggerId) => env.WAITING_LIST.getByName(triggerId),
    summarise: (summaries) => sendSummaries(env.RUN_INDEX, summaries),
    relay,
    opener,
    send: sendOutbound,
    secret: (name) => secretOf(env, name),
    background: (work) => ctx.waitUntil(work),
    ended: (summary) => reportEnd(env, summary),
  };
}

function reportEnd(env: Env, { id, flowId, versionId, status, startedAt, endedAt }: RunSummary): void {
  const durationMs = (endedAt ?? startedAt) - startedAt;
  if (status === "failed")
    log("warn", "run failed", { run: id, flow: flowId, version: versionId, durationMs });
  env.METRICS.writeDataPoint({ indexes: [flowId], blobs: ["run", status, versionId], doubles: [durationMs] });
}
