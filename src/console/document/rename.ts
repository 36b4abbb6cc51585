import { blockOf, type Draft, type DraftBlock, startOf } from "./draft.ts";
import { mapTargets } from "./links.ts";
import type { Mention } from "./mentions.ts";
import { mapTexts } from "./slots.ts";

/** Gives a block another id and rewrites every mention of it: links, the start, and in all expressions. */
export function renameBlock(draft: Draft, id: string, to: string): Draft {
  if (id === to || !blockOf(draft, id) || blockOf(draft, to)) return draft;
  const blocks = Object.fromEntries(
    Object.entries(draft.blocks).map(([each, block]) => [each === id ? to : each, renameIn(block, id, to)]),
  );
  return { ...draft, ...(startOf(draft) === id && { start: to }), blocks };
}

/** A block whose links and expressions mention another id instead. */
function renameIn(block: DraftBlock, id: string, to: string): DraftBlock {
  return renameReads(
    mapTargets(block, (target) => (target === id ? to : target)),
    id,
    to,
  );
}

/** Only what its expressions read. */
export function renameReads(block: DraftBlock, id: string, to: string): DraftBlock {
  return mapTexts(block, ({ text, mentions }) =>
    replaceAt(
      text,
      mentions.filter((mention) => mention.id === id),
      to,
    ),
  );
}

function replaceAt(text: string, mentions: readonly Mention[], to: string): string {
  return mentions.toReversed().reduce((edited, { start, end }) => {
    return edited.slice(0, start) + to + edited.slice(end);
  }, text);
}
