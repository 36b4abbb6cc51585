import { blockOf, type Draft, type DraftBlock, startOf } from "./draft.ts";
import { mainPort, PORTS, setTargets, targetsOf } from "./links.ts";

/**
 * Takes blocks out. What led to one of them leads where it led on, so that a chain stays a chain; a run that
 * began at one begins there too. What expressions read of it stays written: the checks name each place.
 */
export function removeBlocks(draft: Draft, ids: readonly string[]): Draft {
  return ids.reduce(removeBlock, draft);
}

function removeBlock(draft: Draft, id: string): Draft {
  const removed = blockOf(draft, id);
  if (!removed) return draft;
  const port = mainPort(removed);
  const onwards =
    port === undefined ? [] : targetsOf(removed, port).filter((to) => to !== id && blockOf(draft, to));
  const { [id]: _, ...others } = draft.blocks;
  const blocks = Object.fromEntries(
    Object.entries(others).map(([each, block]) => [each, replaceTarget(block, id, onwards)]),
  );
  const { start: _start, ...fields } = draft;
  if (startOf(draft) !== id) return { ...draft, blocks };
  const first = onwards[0] ?? Object.keys(blocks)[0];
  return first === undefined ? { ...fields, blocks } : { ...draft, start: first, blocks };
}

/** Whatever a block leads to by that id, it leads to these instead. */
function replaceTarget(block: DraftBlock, id: string, onwards: readonly string[]): DraftBlock {
  return PORTS.reduce((edited, port) => {
    const targets = targetsOf(edited, port);
    if (!targets.includes(id)) return edited;
    const mended = targets.flatMap((to) => (to === id ? onwards : [to]));
    return setTargets(edited, port, [...new Set(mended)]);
  }, block);
}
