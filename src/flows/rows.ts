import * as z from "zod";
import { FlowDocument } from "./document.ts";
import { FlowRecord, VersionRecord, VersionStatus } from "./version.ts";

/** A column that holds JSON. */
function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const Ids = z.record(z.string(), z.string());

/** A version as the management API shows it in lists. */
export const VersionSummary = z.object({
  id: z.string(),
  number: z.int(),
  status: VersionStatus,
  /** Epoch milliseconds. */
  createdAt: z.number(),
  /** When it was launched last, epoch milliseconds; null: never. */
  launchedAt: z.number().nullable(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

/** A flow as the management API shows it in lists. */
export const FlowSummary = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  liveVersionId: z.string().nullable(),
  live: z.object({ id: z.string(), number: z.int() }).nullable(),
});
export type FlowSummary = z.infer<typeof FlowSummary>;

export const FlowSummaryRow = FlowSummary.omit({ live: true })
  .extend({ liveNumber: z.int().nullable() })
  .transform(({ liveNumber, ...flow }): FlowSummary => {
    const { liveVersionId: id } = flow;
    return { ...flow, live: id === null || liveNumber === null ? null : { id, number: liveNumber } };
  });

export interface FlowDetails extends FlowSummary {
  /** The newest first. */
  versions: VersionSummary[];
}

/** A page of a list; `cursor` leads to the next one and is absent on the last. */
export interface Page<Item> {
  items: Item[];
  cursor?: string;
}

/** One version, drafts included, with everything that is stored of it. */
export interface StoredVersion {
  flow: { id: string; name: string };
  version: VersionSummary;
  document: FlowDocument;
  /** Block id → TRIGGER-ID of its triggers, in the order of the document. */
  triggers: Readonly<Record<string, string>>;
}

export const StoredVersionRow = VersionSummary.extend({
  flowId: z.string(),
  flowName: z.string(),
  document: json(FlowDocument),
  /** Of all the flow's blocks that are a trigger in any of its versions. */
  triggers: json(Ids),
}).transform(
  ({ flowId, flowName, document, triggers, ...version }): StoredVersion => ({
    flow: { id: flowId, name: flowName },
    version,
    document,
    triggers: Object.fromEntries(
      Object.entries(document.blocks).flatMap(([id, block]) => {
        const trigger = block.type === "external-callback" ? triggers[id] : undefined;
        return trigger === undefined ? [] : [[id, trigger]];
      }),
    ),
  }),
);

export const FlowRow = z
  .object({
    id: z.string(),
    name: z.string(),
    liveVersionId: z.string().nullable(),
    newestVersionId: z.string().nullable(),
    triggers: json(Ids),
    revision: z.int(),
    deletedAt: z.number().nullable(),
  })
  .transform(({ revision, deletedAt, ...record }) => ({
    revision,
    /** Null: the flow was deleted. */
    record: deletedAt === null ? FlowRecord.parse(record) : null,
  }));

export const IdRow = z.object({ id: z.string() });

/** What runs need of a version. */
export function toVersionRecord({ flow, version, document, triggers }: StoredVersion): VersionRecord {
  return VersionRecord.parse({ id: version.id, flowId: flow.id, number: version.number, document, triggers });
}
