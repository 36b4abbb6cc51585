import { type BlockType, blockOf, type Draft, type DraftBlock, setBlock, startOf } from "./draft.ts";
import { freeId, freeName } from "./ids.ts";
import { KINDS } from "./kinds.ts";
import { connect, type Link, mainPort, type Port, redirect, setTargets } from "./links.ts";
import { renameReads } from "./rename.ts";

/** An edit that made a block. */
export interface Added {
  draft: Draft;
  id: string;
}

/** Where a new block goes: nowhere yet, behind a port, or between the two ends of a link. */
export interface Place {
  behind?: PortOf | undefined;
  into?: Link | undefined;
}

export interface PortOf {
  block: string;
  port: Port;
}

/** Adds a fresh block of a type; the first one of a flow is where its runs begin. */
export function addBlock(draft: Draft, type: BlockType, place: Place = {}): Added {
  const { label, fresh, name: usual = label } = KINDS[type];
  const name = freeName(draft, usual);
  const id = freeId(draft, name);
  const added = insert(draft, id, { type, name, ...fresh });
  return { id, draft: placed(added, id, place) };
}

/** Adds a copy of a block that leads where the block leads; nothing leads to the copy yet. It reads its own callback. */
export function duplicateBlock(draft: Draft, id: string): Added {
  const block = blockOf(draft, id);
  if (!block) return { draft, id };
  const name = freeName(draft, `${typeof block.name === "string" ? block.name : id} copy`);
  const copy = freeId(draft, name);
  return { id: copy, draft: insert(draft, copy, renameReads({ ...block, name }, id, copy)) };
}

function insert(draft: Draft, id: string, block: DraftBlock): Draft {
  const added = setBlock(draft, id, block);
  if (startOf(draft) !== undefined && blockOf(draft, startOf(draft))) return added;
  const { blocks, ...fields } = added;
  return { ...fields, start: id, blocks };
}

function placed(draft: Draft, id: string, { behind, into }: Place): Draft {
  if (behind) return connect(draft, behind.block, behind.port, id);
  const block = blockOf(draft, id);
  const port = block && mainPort(block);
  if (!into || !block || !port) return draft;
  const inserted = setBlock(draft, id, setTargets(block, port, [into.to]));
  return redirect(inserted, into, id);
}
