import type { OutboundRequest } from "../blocks/http-request.ts";
import type { ObjectPorts } from "../triggers/object-ports.ts";
import type { ListPeer } from "../triggers/ports.ts";
import type { Opener } from "./opener.ts";
import type { Relay } from "./relay.ts";
import type { RunState } from "./state.ts";
import type { RunSummary } from "./summary.ts";

/** An answer from outside, its body cut off and refused past the bound. */
export interface OutboundResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type Sent =
  | { ok: true; response: OutboundResponse }
  | { ok: false; code: "timeout" | "network" | "too_large"; message: string };

/** Everything that a run reaches outside itself. */
export interface RunPorts extends ObjectPorts {
  /** In [0, 1): jitter only. */
  random(): number;
  list(triggerId: string): ListPeer;
  /** For the run index. Messages may repeat and overtake each other; their `seq` settles it. */
  summarise(summaries: readonly RunSummary[]): Promise<void>;
  /** Both of this process. */
  relay: Relay;
  opener: Opener;
  /** One hop, no redirects followed. */
  send(request: OutboundRequest, timeoutMs: number): Promise<Sent>;
  /** `secrets.NAME`, undefined when it isn't set. */
  secret(name: string): string | undefined;
  /** Keeps the object alive until it is settled. */
  background(work: Promise<void>): void;
  /** A transition was committed: for those who look on and those who count. */
  moved(before: RunState | undefined, after: RunState): void;
  /** A run's time is over: nothing is left of it. */
  removed(): void;
  /** A run has ended: one data point and one log line. */
  ended(summary: RunSummary): void;
}
