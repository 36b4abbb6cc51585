import { blockOf, type Draft } from "./draft.ts";
import { allLinks } from "./links.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where blocks were put by hand: their upper left corners. Kept apart from the document, which says nothing
 * about pictures. Empty: the whole picture is laid out automatically, again after every edit.
 */
export type Positions = Readonly<Record<string, Point>>;

const GAP = 48;

/** Without those of blocks that are gone. */
export function prunePositions(positions: Positions, draft: Draft): Positions {
  const kept = Object.entries(positions).filter(([id]) => blockOf(draft, id));
  return kept.length === Object.keys(positions).length ? positions : Object.fromEntries(kept);
}

export function renamePosition(positions: Positions, id: string, to: string): Positions {
  return Object.fromEntries(Object.entries(positions).map(([each, at]) => [each === id ? to : each, at]));
}

/** A place for each block: where it was put, or for new ones below what leads to them, on free ground. */
export function placeMissing(draft: Draft, positions: Positions, sizeOf: (id: string) => Size): Positions {
  const placed: Record<string, Point> = { ...prunePositions(positions, draft) };
  const links = allLinks(draft);
  for (const id of Object.keys(draft.blocks)) {
    if (placed[id]) continue;
    const source = links.find(({ from, to }) => to === id && placed[from])?.from;
    placed[id] = freePlace(placed, source, sizeOf(id), sizeOf);
  }
  return placed;
}

function freePlace(
  placed: Readonly<Record<string, Point>>,
  source: string | undefined,
  size: Size,
  sizeOf: (id: string) => Size,
): Point {
  const taken = Object.entries(placed).map(([id, at]) => ({ ...at, ...sizeOf(id) }));
  const above = source === undefined ? undefined : placed[source];
  const lowest = Math.max(0, ...taken.map(({ y, height }) => y + height + GAP));
  const start =
    above && source !== undefined
      ? { x: above.x, y: above.y + sizeOf(source).height + GAP }
      : { x: taken[0]?.x ?? 0, y: lowest };
  let at = start;
  while (taken.some((other) => overlap({ ...at, ...size }, other)))
    at = { x: at.x + size.width + GAP, y: at.y };
  return at;
}

function overlap(a: Point & Size, b: Point & Size): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
