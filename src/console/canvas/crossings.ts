import { blockOf, type Draft } from "../document/draft.ts";
import { allLinks } from "../document/links.ts";
import type { Point, Positions, Size } from "../document/positions.ts";
import { portPlaces } from "./ports.ts";

interface Line {
  start: Point;
  end: Point;
}

/** How many pairs of links cross, drawn straight from their ports. */
export function crossings(draft: Draft, positions: Positions, sizeOf: (id: string) => Size): number {
  const lines = allLinks(draft).flatMap(({ from, port, to }): Line[] => {
    const [source, target, block] = [positions[from], positions[to], blockOf(draft, from)];
    if (!source || !target || !block || from === to) return [];
    const at = portPlaces(block, sizeOf(from)).find((place) => place.port === port) ?? { x: 0, y: 0 };
    const start = { x: source.x + at.x, y: source.y + at.y };
    return [{ start, end: { x: target.x + sizeOf(to).width / 2, y: target.y } }];
  });
  return lines.reduce(
    (sum, line, index) => sum + lines.slice(index + 1).filter((other) => doCross(line, other)).length,
    0,
  );
}

/** Lines that only meet at their ends don't. */
function doCross(a: Line, b: Line): boolean {
  return (
    side(a.start, a.end, b.start) * side(a.start, a.end, b.end) < 0 &&
    side(b.start, b.end, a.start) * side(b.start, b.end, a.end) < 0
  );
}

/** On which side of the line through the first two points the third one is, by its sign. */
function side(from: Point, to: Point, point: Point): number {
  return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
}
