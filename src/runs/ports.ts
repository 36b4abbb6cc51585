import type { OutboundRequest } from "../blocks/http-request.ts";
import type { ObjectStorage } from "../durable/ports.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { Credential } from "../triggers/callback.ts";
import type { ListPeer } from "../triggers/ports.ts";
import type { Caller } from "../users/caller.ts";
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

/** Everything that a run reaches outside itself, so that the same code runs in the simulator. */
export interface RunPorts {
  storage: ObjectStorage;
  now(): number;
  /** In [0, 1): jitter only. */
  random(): number;
  signer: Signer;
  version(id: string): Promise<Version | undefined>;
  caller(credential: Credential, options: { fresh: boolean }): Promise<Caller>;
  list(triggerId: string): ListPeer;
  /** For the run index. Messages may repeat and overtake each other; their `seq` settles it. */
  summarise(summary: RunSummary): Promise<void>;
  /** One hop, no redirects followed. */
  send(request: OutboundRequest, timeoutMs: number): Promise<Sent>;
  /** `secrets.NAME`, undefined when it isn't set. */
  secret(name: string): string | undefined;
  /** Settles after that many milliseconds, at the earliest in the next turn of the event loop. */
  pause(ms: number): Promise<void>;
  /** Keeps the object alive until it is settled. */
  background(work: Promise<void>): void;
  /** A run has ended: one data point and one log line. */
  ended(summary: RunSummary): void;
  /** Something failed that will be tried again or is a bug. */
  problem(message: string, fields: Record<string, string | number>, thrown: unknown): void;
}
