import * as z from "zod";
import { BlockId } from "../blocks/block.ts";
import { Block } from "../blocks/index.ts";

const RoleNames = z
  .array(z.string().min(1).max(100))
  .min(1, "Name at least one role, or leave the field out")
  .max(50);

/** Who may do what with a flow, besides the operator. */
export const Access = z.strictObject({
  /** Only users with one of these roles start runs; absent: anyone. */
  start: RoleNames.optional(),
  /** Users with one of these roles read any run; absent: only the user who started it. */
  read: RoleNames.optional(),
  /** Callbacks may address flow and trigger by name without a user token. */
  byName: z.boolean().optional(),
});

export type Access = z.infer<typeof Access>;

/** What the reference page shows, and sends when somebody tries it out. */
const EXAMPLE = {
  name: "Approval",
  start: "approval",
  blocks: {
    approval: { type: "external-callback", timeout: { after: "PT24H", next: "expired" }, next: "done" },
    done: { type: "return", value: { approvedBy: "{{ approval.data.name }}" } },
    expired: { type: "return", value: null },
  },
};

/** A flow as its author writes it. */
export const FlowDocument = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: z.string().max(4_000).optional(),
    start: z.string().min(1),
    /** A template on `initial` that names each run for people. */
    title: z.string().max(1_000).optional(),
    access: Access.optional(),
    blocks: z
      .record(BlockId, Block)
      .refine((blocks) => Object.keys(blocks).length <= 500, "At most 500 blocks"),
  })
  .meta({ id: "FlowDocument", description: "A flow as its author writes it", examples: [EXAMPLE] });
export type FlowDocument = z.infer<typeof FlowDocument>;

/** The largest document, in UTF-8 bytes of JSON: a version has to fit one row. */
export const DOCUMENT_BYTES = 512 * 1024;
