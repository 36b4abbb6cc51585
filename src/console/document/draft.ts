import type { FlowDocument } from "../../flows/document.ts";
import { isJsonObject, type Json, type JsonObject } from "../../json.ts";

/** One block as it stands, whatever the checks say about it. */
export type DraftBlock = JsonObject;

/**
 * A flow document while it is written: JSON with blocks that are objects, and nothing else is promised.
 * What is wrong with it the server's checks say. Immutable: every edit gives another one.
 */
export interface Draft extends JsonObject {
  readonly blocks: Readonly<Record<string, DraftBlock>>;
}

export type BlockType = FlowDocument["blocks"][string]["type"];

/** A flow before anybody did anything. */
export const EMPTY_DRAFT: Draft = { name: "New flow", blocks: {} };

/** A draft, or in words for the author why the JSON can't be shown as one. */
export type ReadDraft = { ok: true; draft: Draft } | { ok: false; message: string };

/** Takes any JSON for a draft that has the shape of one; what it says may still be nonsense. */
export function readDraft(value: Json | undefined): ReadDraft {
  if (!isJsonObject(value)) return { ok: false, message: "A flow is a JSON object: { … }" };
  const { blocks = {}, ...rest } = value;
  if (!isJsonObject(blocks))
    return { ok: false, message: '"blocks" is an object: block ids and their blocks' };
  const read: Record<string, DraftBlock> = {};
  for (const [id, block] of Object.entries(blocks)) {
    if (!isJsonObject(block)) return { ok: false, message: `The block "${id}" is an object: { "type": … }` };
    if (id === "__proto__") return { ok: false, message: 'No block can be called "__proto__"' };
    read[id] = block;
  }
  return { ok: true, draft: { ...rest, blocks: read } };
}

/** The block of that id; undefined if there is none. */
export function blockOf(draft: Draft, id: string | undefined): DraftBlock | undefined {
  return id !== undefined && Object.hasOwn(draft.blocks, id) ? draft.blocks[id] : undefined;
}

/** What people call the block: its name, or its id where it has none. */
export function blockName(draft: Draft, id: string): string {
  const name = blockOf(draft, id)?.name;
  return typeof name === "string" && name !== "" ? name : id;
}

/** Where runs begin; undefined as long as no block is named. */
export function startOf({ start }: Draft): string | undefined {
  return typeof start === "string" && start !== "" ? start : undefined;
}

/** Puts a block in place of the one of that id, or behind all others if there is none. */
export function setBlock(draft: Draft, id: string, block: DraftBlock): Draft {
  if (draft.blocks[id] === block) return draft;
  return { ...draft, blocks: { ...draft.blocks, [id]: block } };
}

/** Sets a field of the document itself (`name`, `title`, …), or takes it out. */
export function setField(draft: Draft, field: string, value: Json | undefined): Draft {
  const { [field]: _, blocks, ...others } = draft;
  if (value === undefined) return { ...others, blocks };
  // Keeps the order of a document that has the field already.
  return Object.hasOwn(draft, field) ? { ...draft, [field]: value } : { ...others, [field]: value, blocks };
}
