import type { Point, Positions } from "../document/positions.ts";

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The block that an arrow key leads to: the nearest one on that side, straight ahead before aside. */
export function blockTowards(key: string, from: string, positions: Positions): string | undefined {
  const direction = DIRECTIONS[key];
  const here = positions[from];
  if (!direction || !here) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, { x, y }] of Object.entries(positions)) {
    const ahead = (x - here.x) * direction.x + (y - here.y) * direction.y;
    const aside = Math.abs((x - here.x) * direction.y) + Math.abs((y - here.y) * direction.x);
    const far = ahead + aside * 2;
    if (id === from || ahead <= 0 || far >= least) continue;
    best = id;
    least = far;
  }
  return best;
}
