import { setTimeout as sleep } from "node:timers/promises";
import { QUOTE_HEADER } from "./flows.ts";
import type { Answer, Attempt } from "./history.ts";
import type { Random } from "./random.ts";

/** What the killer listens to. `deadline`: a timeout falls due. */
export interface Signal {
  what: "sent" | "answered" | "asked" | "told" | "deadline";
  /** A callback's kind, `start`, or the block that asks. */
  kind: string;
}

export interface Sent {
  kind: string;
  /** Where what comes of it is written down. */
  attempts: Attempt[];
  url: string;
  method?: string;
  body?: string;
  headers: Record<string, string>;
  read?: (response: Response, text: string) => Answer;
  /** What is sent instead, made anew for every attempt. */
  renew?: () => Pick<Sent, "body" | "headers">;
}

/** How long a sender waits for an answer. */
export const PATIENCE_MS = 20_000;

/** The way to the server, for all who send: again and again until there is an answer, and all of it written down. */
export class Line {
  /** What the killer waits for. */
  notify: (signal: Signal) => void = () => {};
  /** What an answer takes of late, in milliseconds. */
  usualMs = 20;
  readonly #server: { url: string; whenUp(): Promise<void> };
  readonly #random: Random;

  constructor(server: { url: string; whenUp(): Promise<void> }, random: Random) {
    this.#server = server;
    this.#random = random;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Until the server has said yes or no. */
  async send(sent: Sent): Promise<Answer> {
    for (;;) {
      await this.#server.whenUp();
      const answer = await this.#attempt(sent);
      if (answer && answer.status !== 503 && answer.status !== 429) return answer;
      await sleep(this.#random.between(0, 50));
    }
  }

  async #attempt(sent: Sent): Promise<Answer | null> {
    const { kind, attempts, url, method = "POST", read = answerOf } = sent;
    const { body, headers } = sent.renew?.() ?? sent;
    const attempt: Attempt = { sentAt: Date.now(), endedAt: Number.POSITIVE_INFINITY, answer: null };
    attempts.push(attempt);
    const request = fetch(new URL(url, this.#server.url), {
      ...{ method, headers, redirect: "manual" },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    this.notify({ what: "sent", kind });
    try {
      const response = await request;
      attempt.answer = read(response, await response.text());
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

export function answerOf({ status, headers }: Response, text: string): Answer {
  const body = text === "" ? {} : JSON.parse(text);
  const quoteOf = headers.get(QUOTE_HEADER);
  return {
    status,
    code: body.code ?? null,
    outcome: body.outcome ?? null,
    executionIds: body.executionIds ?? [body.executionId ?? quoteOf ?? []].flat(),
    receipt: headers.get("holdpoint-receipt"),
    said: quoteOf === null ? null : `${status} ${quoteOf} ${text}`,
  };
}
