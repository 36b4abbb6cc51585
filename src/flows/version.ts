import * as z from "zod";
import { type Authentication, isByToken, NO_AUTHENTICATION } from "../blocks/authentication.ts";
import { readsPlainly } from "../blocks/callback/reading.ts";
import { type ExternalCallback, earlyOf } from "../blocks/external-callback.ts";
import type { Block } from "../blocks/index.ts";
import { FlowDocument } from "./document.ts";
import { Graph } from "./graph.ts";

export const VersionStatus = z.enum(["draft", "live", "paused", "stopped"]);
export type VersionStatus = z.infer<typeof VersionStatus>;

/** What never changes once the version was launched; kept in KV as `version:<id>`. */
export const VersionRecord = z.strictObject({
  /** The specification's FLOW-ID. */
  id: z.string(),
  flowId: z.string(),
  number: z.int(),
  document: FlowDocument,
  /** Block id → TRIGGER-ID of its triggers. */
  triggers: z.record(z.string(), z.string()),
});
export type VersionRecord = z.infer<typeof VersionRecord>;

/** One trigger of a version, with what judging a callback needs. */
export interface Trigger {
  id: string;
  block: string;
  name: string;
  /** A callback without `execution` starts a run here. */
  first: boolean;
  authentication: Authentication;
  condition: string | undefined;
  /** See `earlyOf`. */
  early: { holdMs: number; anonymous: boolean };
  /** As the author wrote it. */
  settings: ExternalCallback;
}

/** A version ready for use: look-ups over its record. Immutable, shared by all runs in the isolate. */
export class Version {
  readonly id: string;
  readonly flowId: string;
  readonly number: number;
  readonly document: FlowDocument;
  readonly graph: Graph;
  readonly triggers: readonly Trigger[];
  readonly #readsPlainly: boolean;

  constructor(record: VersionRecord) {
    this.id = record.id;
    this.flowId = record.flowId;
    this.number = record.number;
    this.document = record.document;
    this.graph = new Graph(record.document);
    this.triggers = Object.entries(record.document.blocks).flatMap(([block, definition]) =>
      definition.type === "external-callback" ? [toTrigger(record, block, definition)] : [],
    );
    this.#readsPlainly = this.triggers.every(
      ({ authentication, settings }) => isByToken(authentication) && readsPlainly(settings),
    );
  }

  /** The block of that id; its absence is a bug of the checks. */
  block(id: string): Block {
    const block = Object.hasOwn(this.document.blocks, id) ? this.document.blocks[id] : undefined;
    if (!block) throw new Error(`version ${this.id} has no block ${id}`);
    return block;
  }

  triggerById(triggerId: string): Trigger | undefined {
    return this.triggers.find((trigger) => trigger.id === triggerId);
  }

  triggerByBlock(block: string): Trigger | undefined {
    return this.triggers.find((trigger) => trigger.block === block);
  }

  /** The edge has nothing to know of any of its triggers before it reads a callback. */
  get readsPlainly(): boolean {
    return this.#readsPlainly;
  }

  /** Triggers are addressed by name through their block's `name`, or its id where it has none. */
  triggerByName(name: string): Trigger | undefined {
    return this.triggers.find((trigger) => trigger.name === name) ?? this.triggerByBlock(name);
  }
}

function toTrigger(record: VersionRecord, block: string, definition: ExternalCallback): Trigger {
  return {
    id: record.triggers[block] ?? "",
    block,
    name: definition.name ?? block,
    first: record.document.start === block,
    authentication: definition.authentication ?? NO_AUTHENTICATION,
    condition: definition.condition,
    early: earlyOf(definition),
    settings: definition,
  };
}

/** What a flow is at the moment; kept in KV as `flow:<id>` for a minute. */
export const FlowRecord = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** The version that new runs get. */
  liveVersionId: z.string().nullable(),
  /** The newest version that was ever launched; null: none was. */
  newestVersionId: z.string().nullable(),
  /** TRIGGER-ID → the newest launched version that has this trigger. */
  triggers: z.record(z.string(), z.string()),
});
export type FlowRecord = z.infer<typeof FlowRecord>;
