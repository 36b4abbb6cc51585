import { setTimeout as sleep } from "node:timers/promises";
import type { Published } from "../support/client.ts";
import type { FlowName } from "./flows.ts";
import type { Answer, Attempt, Callback, Start } from "./history.ts";
import type { Random } from "./random.ts";

/** What the killer listens to. `deadline`: a timeout falls due. */
export interface Signal {
  what: "sent" | "answered" | "asked" | "told" | "deadline";
  /** A callback's kind, `start`, or the block that asks. */
  kind: string;
}

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
  /** Refusals after which the sender tries again, as one does who knows that it is a matter of time. */
  notYet?: readonly number[];
}

/** How long a sender waits for an answer, and how long for what is "not yet". */
const PATIENCE_MS = 20_000;

/** Sends as outside systems do, the same request again until it is answered, and writes down what came. */
export class Desk {
  readonly starts: Start[] = [];
  readonly callbacks: Callback[] = [];
  readonly heartbeats: Callback[] = [];
  /** What the killer waits for. */
  notify: (signal: Signal) => void = () => {};
  /** What an answer takes of late, in milliseconds. */
  usualMs = 20;
  readonly #server: { url: string; whenUp(): Promise<void> };
  readonly #flows: Record<FlowName, Published>;
  readonly #random: Random;
  #tokens = 0;

  constructor(
    server: { url: string; whenUp(): Promise<void> },
    flows: Record<FlowName, Published>,
    random: Random,
  ) {
    this.#server = server;
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
    const headers = start.key === null ? {} : { "idempotency-key": start.key };
    const send = () => this.#attempt("start", start.attempts, url, { token, match }, headers);
    const { executionIds } = await this.#untilAnswered(send);
    if (key && this.#random.chance(0.1)) await this.#untilAnswered(send);
    return executionIds[0] ?? "";
  }

  /** Sends one callback until it is answered; now and then twice at once, and once more after its answer. */
  async callback(sending: Sending): Promise<Answer> {
    const { kind, flow, block, execution = null, user, match = null, notYet = [] } = sending;
    const token = this.newToken(kind);
    const key = sending.key === undefined ? crypto.randomUUID() : sending.key;
    const callback: Callback = {
      ...{ token, kind, flow, block, execution, key, match },
      ...{ user: user?.id ?? null, attempts: [] },
    };
    this.callbacks.push(callback);
    const url = sending.url ?? this.#urlOf(flow, block, execution, sending.asks);
    const headers: Record<string, string> = {
      ...(key !== null && { [this.#random.pick(["webhook-id", "idempotency-key"])]: key }),
      ...(user && { "user-token": user.token }),
      ...(this.#random.chance(0.7) && { prefer: "return=representation" }),
    };
    const body = { ...sending.data, token, match };
    const send = () => this.#attempt(kind, callback.attempts, url, body, headers);
    const twin = key !== null && this.#random.chance(0.03) ? this.#untilAnswered(send) : undefined;
    let answer = await this.#untilAnswered(send);
    await twin;
    for (const until = Date.now() + PATIENCE_MS; isNotYet(answer, notYet) && Date.now() < until; ) {
      await sleep(this.#random.between(20, 100));
      answer = await this.#untilAnswered(send);
    }
    if (key === null || answer.status !== 200) return answer;
    if (this.#random.chance(0.1)) await this.#untilAnswered(send);
    if (this.#random.chance(0.02)) await this.#conflict(callback, url, headers, sending.data);
    return answer;
  }

  /** Sends a sign of life until it is answered: each attempt counts by itself. */
  async heartbeat({ flow, block, execution }: Pick<Sending, "flow" | "block"> & { execution: string }) {
    const kind = "heartbeat";
    const token = this.newToken(kind);
    const heartbeat: Callback = {
      ...{ token, kind, flow, block, execution, key: null, match: null, user: null, attempts: [] },
    };
    this.heartbeats.push(heartbeat);
    const url = this.#urlOf(flow, block, execution, kind);
    const headers = { prefer: "return=representation" };
    await this.#untilAnswered(() => this.#attempt(kind, heartbeat.attempts, url, {}, headers));
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
    await this.#untilAnswered(() => this.#attempt("conflict", callback.attempts, url, body, headers));
  }

  /** With the version's id or with the flow's. */
  #urlOf(flow: FlowName, block: string, execution: string | null, what = "activate"): string {
    const trigger = this.#flows[flow].triggers[block];
    const url = this.#random.chance(0.5) ? trigger?.callbackUrl : trigger?.stableUrl;
    return `${url?.replace(/activate$/, what)}${execution === null ? "" : `?execution=${execution}`}`;
  }

  /** Until the server has said yes or no. */
  async #untilAnswered(send: () => Promise<Answer | null>): Promise<Answer> {
    for (;;) {
      await this.#server.whenUp();
      const answer = await send();
      if (answer && answer.status !== 503 && answer.status !== 429) return answer;
      await sleep(this.#random.between(0, 50));
    }
  }

  async #attempt(
    kind: string,
    attempts: Attempt[],
    url: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer | null> {
    const attempt: Attempt = { sentAt: Date.now(), endedAt: Number.POSITIVE_INFINITY, answer: null };
    attempts.push(attempt);
    const request = fetch(new URL(url, this.#server.url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    this.notify({ what: "sent", kind });
    try {
      const response = await request;
      attempt.answer = answerOf(response, await response.text());
      return attempt.answer;
    } catch {
      return null;
    } finally {
      attempt.endedAt = Date.now();
      if (attempt.answer) {
        this.usualMs += (attempt.endedAt - attempt.sentAt - this.usualMs) / 20;
        this.notify({ what: "answered", kind });
      }
    }
  }
}

function isNotYet({ code }: Answer, notYet: readonly number[]): boolean {
  return code !== null && notYet.includes(code);
}

function answerOf({ status, headers }: Response, text: string): Answer {
  const body = text === "" ? {} : JSON.parse(text);
  return {
    status,
    code: body.code ?? null,
    outcome: body.outcome ?? null,
    executionIds: body.executionIds ?? (body.executionId === undefined ? [] : [body.executionId]),
    receipt: headers.get("holdpoint-receipt"),
  };
}
