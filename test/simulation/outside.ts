import type { OutboundRequest } from "../../src/blocks/http-request.ts";
import type { Sent } from "../../src/runs/ports.ts";
import type { Caller, Platform } from "./platform.ts";

/** A request as the outside got it. */
export interface Received {
  /** Milliseconds since the beginning. */
  at: number;
  key: string;
  body: string | undefined;
}

/** The server that flows ask. */
export class Outside {
  readonly received: Received[] = [];
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  send(caller: Caller, { headers, body }: OutboundRequest, timeoutMs: number): Promise<Sent> {
    const platform = this.#platform;
    const { promise, resolve } = Promise.withResolvers<Sent>();
    const key = headers["idempotency-key"] ?? "";
    const answer = (ms: number, sent: Sent) =>
      platform.after(ms, () => {
        if (caller.life.alive) resolve(sent);
      });
    caller.gate(() => {
      const { random, weather } = platform;
      if (random.chance(weather.outsideFails / 2)) {
        answer(platform.latency(), { ok: false, code: "network", message: "the connection failed" });
        return;
      }
      platform.after(platform.latency(), () => {
        this.received.push({ at: platform.scheduler.elapsed, key, body });
        platform.note(() => ["outside", `got ${key}${body?.includes("/link/") ? " with a link" : ""}`]);
        if (random.chance(weather.outsideForgets)) {
          answer(timeoutMs, { ok: false, code: "timeout", message: "no answer" });
          return;
        }
        const status = random.chance(weather.outsideFails / 2) ? 503 : 200;
        answer(platform.latency(), {
          ok: true,
          response: { status, headers: { "content-type": "application/json" }, body: "{}" },
        });
      });
    });
    return promise;
  }
}
