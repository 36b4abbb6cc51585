import { setTimeout as sleep } from "node:timers/promises";
import type { Published } from "../support/client.ts";
import { KEYS } from "../support/server.ts";
import type { FlowName } from "./flows.ts";
import type { Answer, Callback, DeadlineMove, Start } from "./history.ts";
import { type Line, PATIENCE_MS, type Sent } from "./line.ts";
import type { Random } from "./random.ts";
import { readResult } from "./result-rules.ts";
import { signed } from "./signing.ts";

export interface User {
  id: string;
  token: string;
}

export interface Sending {
  kind: string;
  flow: FlowName;
  block: string;
  /** A run, `any`, `all`; left out: nothing is said. */
  execution?: string | undefined;
  /** Another URL than the trigger's own. */
  url?: string;
  key?: string | null;
  user?: User;
  /** Instead of letting the run go on. */
  asks?: "reject";
  match?: string;
  data?: Record<string, unknown>;
  /** By the scheme of its trigger; `forged`: with a key that isn't the flow's. */
  signature?: Callback["signature"];
  /** Not told what became of it, so that the flow's own answer comes. */
  isPlain?: true;
  /** Wants to know how the run ends, and waits so many seconds for it. */
  waits?: number;
  /** Sent once more, so many milliseconds after its answer. */
  againAfter?: number;
  /** Refusals after which the sender tries again, as one does who knows that it is a matter of time. */
  notYet?: readonly number[];
}

/** Sends as outside systems do, the same request again until it is answered, and writes down what came. */
export class Desk {
  readonly starts: Start[] = [];
  readonly callbacks: Callback[] = [];
  readonly heartbeats: Callback[] = [];
  readonly moves: DeadlineMove[] = [];
  readonly line: Line;
  readonly #flows: Record<FlowName, Published>;
  readonly #random: Random;
  /** What was sent, by its token. */
  readonly #sent = new Map<string, Sent>();
  #tokens = 0;

  constructor(line: Line, flows: Record<FlowName, Published>, random: Random) {
    this.line = line;
    this.#flows = flows;
    this.#random = random;
  }

  newToken(what: string): string {
    this.#tokens += 1;
    return `${what}-${this.#tokens}`;
  }

  /** Starts a run and answers its id. Without a key a request that got no answer may have started one more. */
  async start(
    flow: FlowName,
    { key = true, match }: { key?: boolean; match?: string } = {},
  ): Promise<string> {
    const token = this.newToken("start");
    const start: Start = { token, flow, key: key ? crypto.randomUUID() : null, attempts: [] };
    this.starts.push(start);
    const url = `/api/automation/flow/${this.#flows[flow].flowId}/activate`;
    const headers: Record<string, string> = start.key === null ? {} : { "idempotency-key": start.key };
    const sent = jsonOf({ kind: "start", attempts: start.attempts, url, headers }, { token, match });
    const { executionIds } = await this.line.send(sent);
    if (key && this.#random.chance(0.1)) await this.line.send(sent);
    return executionIds[0] ?? "";
  }

  /** Sends one callback until it is answered; now and then twice at once, and once more after its answer. */
  async callback(sending: Sending): Promise<Answer> {
    const { kind, flow, block, execution = null, user, match = null, notYet = [] } = sending;
    const { signature = null, isPlain = false, waits } = sending;
    const isEvent = isOfEvents(sending);
    const token = this.newToken(kind);
    const key = sending.key === undefined ? crypto.randomUUID() : sending.key;
    const callback: Callback = {
      ...{ token, kind, flow, block, execution, key, match },
      ...{ user: user?.id ?? null, signature, attempts: [] },
    };
    this.callbacks.push(callback);
    const url = sending.url ?? this.#urlOf(flow, block, execution, sending.asks);
    const headers: Record<string, string> = {
      ...(key !== null && !isEvent && { [this.#random.pick(["webhook-id", "idempotency-key"])]: key }),
      ...(user && { "user-token": user.token }),
      ...(!isPlain && this.#random.chance(0.7) && { prefer: "return=representation" }),
      ...(waits !== undefined && { prefer: `wait=${waits}` }),
    };
    const body = { ...sending.data, token, match };
    const read = waits === undefined ? {} : { read: readResult };
    const sent = jsonOf({ kind, attempts: callback.attempts, url, headers, ...read }, body);
    if (signature) sent.renew = () => this.#sign(callback, sent, isEvent ? { id: key, ...body } : body);
    this.#sent.set(token, sent);
    const twin = key !== null && this.#random.chance(0.03) ? this.line.send(sent) : undefined;
    let answer = await this.line.send(sent);
    await twin;
    for (const until = Date.now() + PATIENCE_MS; isNotYet(answer, notYet) && Date.now() < until; ) {
      await sleep(this.#random.between(20, 100));
      answer = await this.line.send(sent);
    }
    if (answer.status < 300 && sending.againAfter !== undefined) {
      await sleep(sending.againAfter);
      await this.line.send(sent);
    }
    if (key === null || answer.status >= 300) return answer;
    if (this.#random.chance(isPlain ? 0.5 : 0.1)) await this.line.send(sent);
    // What somebody approved before is no error under any key.
    if (kind !== "vote" && !isEvent && waits === undefined && this.#random.chance(0.02))
      await this.#conflict(callback, url, headers, sending.data);
    return answer;
  }

  /** The same once more. */
  async repeat({ token }: Callback): Promise<void> {
    const sent = this.#sent.get(token);
    if (sent) await this.line.send(sent);
  }

  /** Sends a sign of life until it is answered: each attempt counts by itself. */
  async heartbeat({ flow, block, execution }: Pick<Sending, "flow" | "block"> & { execution: string }) {
    const kind = "heartbeat";
    const token = this.newToken(kind);
    const heartbeat: Callback = {
      ...{ token, kind, flow, block, execution, key: null, match: null, user: null },
      ...{ signature: null, attempts: [] },
    };
    this.heartbeats.push(heartbeat);
    const url = this.#urlOf(flow, block, execution, kind);
    const headers = { prefer: "return=representation" };
    await this.line.send(jsonOf({ kind, attempts: heartbeat.attempts, url, headers }, {}));
  }

  /** As the operator, to a moment in epoch milliseconds, until there is an answer. */
  async moveDeadline(run: string, occurrence: number, to: number): Promise<void> {
    const move: DeadlineMove = { run, occurrence, to, attempts: [] };
    this.moves.push(move);
    const url = `/api/manage/runs/${run}/waits/${occurrence}/deadline`;
    const headers = { authorization: `Bearer ${KEYS.ADMIN_KEY}` };
    await this.line.send(jsonOf({ kind: "move", attempts: move.attempts, url, headers }, { at: to }));
  }

  /** At every attempt anew; what is said of an event changes meanwhile. */
  #sign(
    callback: Callback,
    { headers }: Sent,
    data: Record<string, unknown>,
  ): Pick<Sent, "body" | "headers"> {
    const { signature } = callback;
    const pending = isOfEvents(callback) && { pending_webhooks: callback.attempts.length };
    const body = JSON.stringify({ ...data, ...pending });
    return { body, headers: { ...headers, ...(signature && signed(callback, body, signature)) } };
  }

  /** Another body under the key of a callback that was taken. */
  async #conflict(
    taken: Callback,
    url: string,
    headers: Record<string, string>,
    data: Sending["data"],
  ): Promise<void> {
    const token = this.newToken("conflict");
    const callback: Callback = { ...taken, token, kind: "conflict", attempts: [] };
    this.callbacks.push(callback);
    const body = { ...data, token, match: taken.match };
    const sent = jsonOf({ kind: "conflict", attempts: callback.attempts, url, headers }, body);
    if (callback.signature) sent.renew = () => this.#sign(callback, sent, body);
    await this.line.send(sent);
  }

  /** With the version's id or with the flow's. */
  #urlOf(flow: FlowName, block: string, execution: string | null, what = "activate"): string {
    const trigger = this.#flows[flow].triggers[block];
    const url = this.#random.chance(0.5) ? trigger?.callbackUrl : trigger?.stableUrl;
    return `${url?.replace(/activate$/, what)}${execution === null ? "" : `?execution=${execution}`}`;
  }
}

/** Of events that have an id, which is signed along: it is their key. */
function isOfEvents({ flow, block }: Pick<Callback, "flow" | "block">): boolean {
  return flow === "charge" && block === "paid";
}

function isNotYet({ code }: Answer, notYet: readonly number[]): boolean {
  return code !== null && notYet.includes(code);
}

function jsonOf(sent: Omit<Sent, "body">, body: unknown): Sent & { body: string } {
  const headers = { "content-type": "application/json", ...sent.headers };
  return { ...sent, headers, body: JSON.stringify(body) };
}
